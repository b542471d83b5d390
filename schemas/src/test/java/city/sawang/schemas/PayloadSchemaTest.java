package city.sawang.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PayloadSchemaTest {
  @ParameterizedTest
  @ValueSource(strings = {"reading", "meter", "status"})
  void theExamplesOfASchemaAreValid(String schema) {
    JsonNode examples = PayloadSchemas.document(schema).get("examples");

    assertThat(examples).isNotEmpty();
    assertThat(examples)
        .allSatisfy(example -> assertThat(PayloadSchemas.violations(schema, example)).isEmpty());
  }

  @ParameterizedTest
  @ValueSource(strings = {"reading", "meter", "status", "common"})
  void theSchemaItselfIsOne(String schema) {
    var metaSchema =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(SchemaLocation.of("https://json-schema.org/draft/2020-12/schema"));

    assertThat(metaSchema.validate(PayloadSchemas.document(schema))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          reading | {"observedAt":"2026-11-22T19:30:00","activePowerW":1}
          reading | {"observedAt":"2026-11-22","activePowerW":1}
          reading | {"observedAt":946684800000,"activePowerW":1}
          reading | {"activePowerW":1}
          reading | {"observedAt":1795350600000}
          reading | {"observedAt":1795350600000,"bootId":1,"seq":2}
          reading | {"observedAt":1795350600000,"activePowerW":"41.7"}
          reading | {"observedAt":1795350600000,"activePowerW":5001}
          reading | {"observedAt":1795350600000,"activePowerW":1,"seq":1.5}
          reading | {"observedAt":1795350600000,"lampOn":1}
          reading | {"observedAt":1795350600000,"activePowerW":1,"controllerId":"a b"}
          reading | []
          reading | [1]
          reading | "text"
          meter   | {"observedAt":1795350600000,"activePowerW":500001}
          meter   | {"observedAt":1795350600000,"activePowerWL1":-1}
          status  | {"online":"yes","observedAt":1795350600000}
          status  | {"online":true}
          status  | []
          """)
  void aWrongPayloadIsInvalid(String schema, String payload) throws JsonProcessingException {
    assertThat(PayloadSchemas.violations(schema, PayloadSchemas.JSON.readTree(payload)))
        .isNotEmpty();
  }

  @Test
  void unknownMembersAreWelcomeUpToSixteen() {
    var reading = PayloadSchemas.JSON.createObjectNode();
    reading.put("observedAt", 1795350600000L).put("activePowerW", 1).putNull("lampOn");
    for (int i = 0; i < 16; i++) {
      reading.put("vendorMember" + i, "x");
    }

    assertThat(PayloadSchemas.violations("reading", reading)).isEmpty();
  }

  @Test
  void anArrayHoldsAtMostFiveHundred() {
    ArrayNode readings = PayloadSchemas.JSON.createArrayNode();
    for (int i = 0; i < 500; i++) {
      readings.addObject().put("observedAt", 1795350600000L + i).put("activePowerW", 1);
    }

    assertThat(PayloadSchemas.violations("reading", readings)).isEmpty();
    readings.addObject().put("observedAt", 1795350600000L).put("activePowerW", 1);
    assertThat(PayloadSchemas.violations("reading", readings)).isNotEmpty();
  }
}
