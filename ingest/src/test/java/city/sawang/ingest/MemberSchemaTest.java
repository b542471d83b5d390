package city.sawang.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The published JSON Schema and the decoder say the same of every member. */
class MemberSchemaTest {
  @ParameterizedTest
  @ValueSource(strings = {"reading", "meter"})
  void namesAndRangesAgree(String kind) throws IOException {
    JsonNode members;
    try (InputStream schema = getClass().getResourceAsStream("/json-schema/" + kind + ".json")) {
      members = JsonMapper.builder().build().readTree(schema).at("/$defs/one/properties");
    }

    List<String> known = new ArrayList<>();
    for (Member member : Member.values()) {
      known.add(member.wireName);
      if (member.type == Member.Type.DECIMAL) {
        boolean meter = kind.equals("meter");
        JsonNode said = members.get(member.wireName);
        assertThat(scaled(member, said.get("minimum")))
            .as(member.wireName)
            .isEqualTo(member.lowest(meter));
        assertThat(scaled(member, said.get("maximum")))
            .as(member.wireName)
            .isEqualTo(member.highest(meter));
      }
    }
    assertThat(members.fieldNames()).toIterable().containsExactlyInAnyOrderElementsOf(known);
  }

  private static long scaled(Member member, JsonNode bound) {
    assertThat(bound).as(member.wireName + " has no bound").isNotNull();
    return Scaled.exactly(new BigDecimal(bound.asText()), member.scale, member.factor);
  }
}
