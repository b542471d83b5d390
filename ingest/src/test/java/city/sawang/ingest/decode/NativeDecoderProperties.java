package city.sawang.ingest.decode;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import city.sawang.schemas.avro.Reading;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class NativeDecoderProperties {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();
  private static final long RECEIVED = 1_795_350_610_000L;
  private static final String READING = "lighting/v1/mueang-nan/NLC-1/reading";

  private final NativeDecoder decoder = new NativeDecoder(new FakeDevices("mueang-nan"));

  @Property(tries = 2000)
  void anyBytesBecomeReadingsOrRefusals(@ForAll @Size(max = 300) byte[] bytes) {
    List<Decoded> results = decode(bytes);

    assertThat(results).isNotEmpty();
    assertThat(results).noneMatch(NativeDecoderProperties::isBug);
  }

  @Property(tries = 2000)
  void aDamagedPayloadIsNeverReadAsAnotherNumber(
      @ForAll("readings") Map<String, String> members,
      @ForAll @IntRange(max = 2000) int position,
      @ForAll byte replacement) {
    byte[] bytes = json(members);
    int at = position % bytes.length;
    byte before = bytes[at];
    bytes[at] = replacement;

    List<Decoded> results = decode(bytes);

    // One changed byte may still be a valid payload of another device state; what is accepted must
    // then be exactly what the changed text says, which an independent parser reads as well.
    assertThat(results).hasSize(1).noneMatch(NativeDecoderProperties::isBug);
    if (results.get(0) instanceof Decoded.Accepted accepted && before != replacement) {
      assertSays(accepted.reading(), bytes);
    }
  }

  @Property(tries = 1000)
  void aValidReadingKeepsEveryDigit(@ForAll("readings") Map<String, String> members) {
    List<Decoded> results = decode(json(members));

    assertThat(results).hasSize(1).first().isInstanceOf(Decoded.Accepted.class);
    Reading reading = ((Decoded.Accepted) results.get(0)).reading();
    members.forEach((name, text) -> assertMember(reading, name, text));
  }

  @Property(tries = 1000)
  void aMemberOfAnotherTypeIsRefused(
      @ForAll("readings") Map<String, String> members, @ForAll("wrong") String wrong) {
    members.put("supplyVoltageV", wrong);

    List<Decoded> results = decode(json(members));

    assertThat(results).hasSize(1).first().isInstanceOf(Decoded.Refused.class);
  }

  @Property(tries = 3000)
  void utf8IsJudgedAsTheJdkDoes(@ForAll @Size(max = 6) byte[] bytes) {
    boolean wellFormed;
    try {
      UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      wellFormed = true;
    } catch (CharacterCodingException e) {
      wellFormed = false;
    }

    assertThat(StrictUtf8.firstMalformed(bytes) < 0).isEqualTo(wellFormed);
  }

  @Property(tries = 2000)
  void scalingIsExact(@ForAll("numbers") String text, @ForAll @IntRange(max = 4) int scale) {
    long scaled = ScaledDecimal.parse(text.toCharArray(), 0, text.length(), scale, 1);

    BigDecimal exact =
        new BigDecimal(text).movePointRight(scale).setScale(0, RoundingMode.HALF_EVEN);
    if (exact.abs().compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
      assertThat(scaled).isEqualTo(exact.signum() * ScaledDecimal.MAX);
    } else {
      assertThat(BigDecimal.valueOf(scaled)).isEqualByComparingTo(exact);
    }
  }

  @Provide
  Arbitrary<Map<String, String>> readings() {
    Arbitrary<String> power = decimal("-5", "5000", 5);
    Arbitrary<String> energy = decimal("0", "99999999", 6);
    Arbitrary<String> voltage = decimal("0", "600", 3);
    Arbitrary<String> seq = Arbitraries.longs().between(0, 1L << 62).map(String::valueOf);
    Arbitrary<String> on = Arbitraries.of("true", "false");
    Arbitrary<String> time =
        Arbitraries.longs().between(1_600_000_000_000L, RECEIVED).map(String::valueOf);
    return Combinators.combine(power, energy, voltage, seq, on, time)
        .as(
            (p, e, v, s, lamp, t) -> {
              Map<String, String> members = new LinkedHashMap<>();
              members.put("observedAt", t);
              members.put("activePowerW", p);
              members.put("energyTotalWh", e);
              members.put("supplyVoltageV", v);
              members.put("seq", s);
              members.put("lampOn", lamp);
              return members;
            });
  }

  @Provide
  Arbitrary<String> wrong() {
    return Arbitraries.of(
        "\"230\"", "\"\"", "\"NaN\"", "true", "[230]", "{\"v\":230}", "1e999", "-0.1", "600.1");
  }

  @Provide
  Arbitrary<String> numbers() {
    Arbitrary<String> plain =
        Arbitraries.bigDecimals()
            .between(new BigDecimal("-1e17"), new BigDecimal("1e17"))
            .ofScale(8)
            .map(BigDecimal::toPlainString);
    Arbitrary<String> exponents =
        Combinators.combine(
                Arbitraries.integers().between(-999_999, 999_999),
                Arbitraries.integers().between(0, 999_999),
                Arbitraries.integers().between(-30, 30))
            .as((whole, fraction, exponent) -> whole + "." + fraction + "e" + exponent);
    return Arbitraries.oneOf(plain, exponents);
  }

  private static Arbitrary<String> decimal(String from, String to, int scale) {
    return Arbitraries.bigDecimals()
        .between(new BigDecimal(from), new BigDecimal(to))
        .ofScale(scale)
        .map(BigDecimal::toPlainString);
  }

  private static void assertMember(Reading reading, String name, String text) {
    Member member = Member.named(name);
    Object value = reading.get(member.position);
    if (member.type == Member.Type.BOOLEAN) {
      assertThat(value).isEqualTo(Boolean.valueOf(text));
    } else {
      assertThat(((Number) value).longValue())
          .as(name)
          .isEqualTo(ScaledDecimal.exactly(new BigDecimal(text), member.scale, member.factor));
    }
  }

  private static void assertSays(Reading reading, byte[] json) {
    JsonNode said;
    try {
      said = JSON.readTree(json);
    } catch (IOException e) {
      throw new AssertionError("accepted, and no JSON to another parser", e);
    }
    said.fields()
        .forEachRemaining(
            field -> {
              Member member = Member.named(field.getKey());
              if (member != null && member.type != Member.Type.TIME) {
                assertMember(reading, member.wireName, field.getValue().asText());
              }
            });
  }

  private static boolean isBug(Decoded result) {
    return result instanceof Decoded.Refused refused
        && refused.payload().getReason().equals("PROFILE_FAILED");
  }

  private static byte[] json(Map<String, String> members) {
    return members.entrySet().stream()
        .map(member -> '"' + member.getKey() + "\":" + member.getValue())
        .collect(Collectors.joining(",", "{", "}"))
        .getBytes(UTF_8);
  }

  private List<Decoded> decode(byte[] bytes) {
    return decoder.decode(new Arrival(READING, bytes, RECEIVED));
  }
}
