package city.sawang.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import city.sawang.schemas.avro.Assignment;
import city.sawang.schemas.avro.DeviceKind;
import city.sawang.schemas.avro.Heartbeat;
import city.sawang.schemas.avro.Phase;
import city.sawang.schemas.avro.QuarantinedPayload;
import city.sawang.schemas.avro.Reading;
import city.sawang.schemas.avro.RegistryCity;
import city.sawang.schemas.avro.RegistryController;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.apache.avro.specific.SpecificRecord;

class AvroMessagesProperties {
  private final AvroMessages messages = new AvroMessages();

  @Property(tries = 300)
  void whatIsWrittenIsReadBack(@ForAll("records") SpecificRecord record) {
    assertThat(messages.decode(messages.encode(record))).isEqualTo(record);
  }

  @Property(tries = 200)
  void theSameRecordGivesTheSameBytes(@ForAll("records") SpecificRecord record) {
    assertThat(messages.encode(record)).isEqualTo(new AvroMessages().encode(record));
  }

  @Property(tries = 300)
  void truncatedBytesAreAnIllegalArgument(
      @ForAll("records") SpecificRecord record, @ForAll @IntRange(min = 1, max = 200) int missing) {
    byte[] bytes = messages.encode(record);
    byte[] truncated = Arrays.copyOf(bytes, Math.max(0, bytes.length - missing));

    assertThatThrownBy(() -> messages.decode(truncated))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Property(tries = 1000)
  void damagedBytesAreARecordOrAnIllegalArgumentAndNothingElse(
      @ForAll("records") SpecificRecord record,
      @ForAll @IntRange(min = 0, max = 10_000) int where,
      @ForAll byte damage) {
    byte[] bytes = messages.encode(record);
    bytes[where % bytes.length] = damage;

    assertThat(decodesOrRefuses(bytes)).isTrue();
  }

  @Property(tries = 1000)
  void noiseIsARecordOrAnIllegalArgumentAndNothingElse(@ForAll byte[] noise) {
    byte[] header = Arrays.copyOf(messages.encode(heartbeat()), 10);
    byte[] bytes = ByteBuffer.allocate(10 + noise.length).put(header).put(noise).array();

    assertThat(decodesOrRefuses(bytes)).isTrue();
    assertThat(decodesOrRefuses(noise)).isTrue();
  }

  @Example
  void bytesBehindTheEndAreDamage() {
    byte[] bytes = messages.encode(heartbeat());

    assertThatThrownBy(() -> messages.decode(Arrays.copyOf(bytes, bytes.length + 1)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Example
  void aLengthOfTwoGigabytesIsNotBelieved() {
    byte[] header = Arrays.copyOf(messages.encode(heartbeat()), 10);
    byte[] bytes =
        ByteBuffer.allocate(15)
            .put(header)
            .put(new byte[] {(byte) 0xF0, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, 0x0F})
            .array();

    assertThatThrownBy(() -> messages.decode(bytes)).isInstanceOf(IllegalArgumentException.class);
  }

  @Example
  void foreignBytesAreNamedForWhatTheyAre() {
    assertThatThrownBy(
            () -> messages.decode("{\"a\":1}, and more".getBytes(StandardCharsets.UTF_8)))
        .hasMessageContaining("expected header C3 01");
    byte[] unknown = messages.encode(heartbeat());
    unknown[5] ^= 1;
    assertThatThrownBy(() -> messages.decode(unknown))
        .hasMessageContaining("unknown schema fingerprint");
  }

  private boolean decodesOrRefuses(byte[] bytes) {
    try {
      return messages.decode(bytes) != null;
    } catch (IllegalArgumentException e) {
      return true;
    }
  }

  @Provide
  Arbitrary<SpecificRecord> records() {
    return Arbitraries.oneOf(
        readings().map(SpecificRecord.class::cast),
        refusals().map(SpecificRecord.class::cast),
        controllers().map(SpecificRecord.class::cast),
        texts().map(id -> Heartbeat.newBuilder(heartbeat()).setBridgeId(id).build()),
        texts()
            .map(
                name ->
                    RegistryCity.newBuilder()
                        .setCityId("mueang-nan")
                        .setNameEn("Nan")
                        .setNameTh(name)
                        .setTimezone("Asia/Bangkok")
                        .setLatitudeMicrodegrees(18_783_000)
                        .setLongitudeMicrodegrees(100_783_000)
                        .build()));
  }

  private static Heartbeat heartbeat() {
    return Heartbeat.newBuilder().setBridgeId("b1").setSentAt(1).build();
  }

  private static Arbitrary<Reading> readings() {
    return Combinators.combine(
            texts(),
            Arbitraries.longs(),
            Arbitraries.longs().injectNull(0.3),
            Arbitraries.integers().injectNull(0.3),
            Arbitraries.of(true, false, null),
            texts().list().ofMaxSize(4),
            Arbitraries.maps(texts(), texts()).ofMaxSize(4),
            Arbitraries.integers().between(1, 3).list().ofMaxSize(3))
        .as(AvroMessagesProperties::reading);
  }

  private static Reading reading(
      String text,
      long instant,
      Long number,
      Integer small,
      Boolean flag,
      List<String> faults,
      Map<String, String> extras,
      List<Integer> phases) {
    return Reading.newBuilder()
        .setCityId("mueang-nan")
        .setControllerId(text)
        .setKind(small == null ? DeviceKind.LAMP : DeviceKind.METER)
        .setObservedAt(instant)
        .setReceivedAt(~instant)
        .setTopic(text)
        .setProfile("native")
        .setBootId(number)
        .setDigest(instant)
        .setEnergyTotalMilliwattHours(number)
        .setPowerFactorBasisPoints(small)
        .setLampOn(flag)
        .setHistorical(Boolean.TRUE.equals(flag))
        .setDeviceFaults(faults)
        .setExtras(extras)
        .setPhases(
            phases.stream()
                .map(
                    phase ->
                        Phase.newBuilder()
                            .setPhase(phase)
                            .setSupplyVoltageMillivolts(number)
                            .build())
                .toList())
        .build();
  }

  private static Arbitrary<QuarantinedPayload> refusals() {
    return Combinators.combine(texts(), Arbitraries.bytes().array(byte[].class).ofMaxSize(200))
        .as(
            (text, payload) ->
                QuarantinedPayload.newBuilder()
                    .setQuarantineId(text)
                    .setReceivedAt(1)
                    .setTopic(text)
                    .setReason(ReasonCode.NOT_JSON.name())
                    .setDetail(text)
                    .setPayload(ByteBuffer.wrap(payload))
                    .build());
  }

  private static Arbitrary<RegistryController> controllers() {
    return Combinators.combine(
            texts(),
            Arbitraries.longs().injectNull(0.3),
            texts().injectNull(0.3),
            Arbitraries.integers().injectNull(0.3))
        .as(
            (id, from, gateway, commissioned) ->
                RegistryController.newBuilder()
                    .setCityId("mueang-nan")
                    .setControllerId(id)
                    .setTimezone("Asia/Bangkok")
                    .setCityLatitudeMicrodegrees(0)
                    .setCityLongitudeMicrodegrees(0)
                    .setAssignments(
                        List.of(
                            Assignment.newBuilder()
                                .setLampId(id)
                                .setKind(DeviceKind.LAMP)
                                .setLatitudeMicrodegrees(0)
                                .setLongitudeMicrodegrees(0)
                                .setNominalMilliwatts(60_000)
                                .setStage("COMMISSIONED")
                                .setNightPowered(false)
                                .setReportIntervalSeconds(900)
                                .setGatewayId(gateway)
                                .setCommissionedDay(commissioned)
                                .setValidFrom(from)
                                .build()))
                    .build());
  }

  /** Any text that UTF-8 can carry: no lone surrogates. */
  private static Arbitrary<String> texts() {
    return Arbitraries.strings()
        .ofMaxLength(20)
        .filter(text -> StandardCharsets.UTF_8.newEncoder().canEncode(text));
  }
}
