package city.sawang.ingest.decode;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the decoder accepts and what the published JSON Schema says are the same. */
class DecoderSchemaTest {
  @ParameterizedTest
  @CsvSource({"reading", "meter"})
  void theSchemaNamesTheMembersOfTheDecoder(String schema) throws IOException {
    var names = new ArrayList<String>();
    one(schema).get("properties").fieldNames().forEachRemaining(names::add);

    assertThat(names)
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(Member.values()).map(member -> member.wireName).toList());
    assertThat(one(schema).get("maxProperties").asInt())
        .isEqualTo(names.size() + ExtraMembers.MAX_EXTRAS);
  }

  @ParameterizedTest
  @CsvSource({"reading, false", "meter, true"})
  void aNumberHasTheRangeOfTheDecoder(String schema, boolean meter) throws IOException {
    JsonNode properties = one(schema).get("properties");

    for (Member member : Member.values()) {
      if (member.type == Member.Type.DECIMAL || member.type == Member.Type.INTEGER) {
        BigDecimal unit =
            BigDecimal.TEN.pow(member.scale).multiply(BigDecimal.valueOf(member.factor));
        JsonNode property = properties.get(member.wireName);
        assertThat(property.get("minimum").decimalValue().multiply(unit))
            .as(member.wireName)
            .isEqualByComparingTo(BigDecimal.valueOf(member.lowest(meter)));
        assertThat(property.get("maximum").decimalValue().multiply(unit))
            .as(member.wireName)
            .isEqualByComparingTo(BigDecimal.valueOf(member.highest(meter)));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"reading", "meter"})
  void anyMeasurementOfTheDecoderIsEnough(String schema) throws IOException {
    var enough = new ArrayList<String>();
    one(schema).get("anyOf").forEach(way -> enough.add(way.get("required").get(0).asText()));

    assertThat(enough)
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(Member.values())
                .filter(member -> member.measurement)
                .map(member -> member.wireName)
                .toList());
  }

  private static JsonNode one(String schema) throws IOException {
    String resource = "json-schema/" + schema + ".json";
    try (InputStream in = DecoderSchemaTest.class.getClassLoader().getResourceAsStream(resource)) {
      return new ObjectMapper().readTree(in).at("/$defs/one");
    }
  }
}
