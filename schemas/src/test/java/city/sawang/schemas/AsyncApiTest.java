package city.sawang.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The AsyncAPI document against the code and the schemas that it speaks of. */
class AsyncApiTest {
  private static JsonNode document;

  @BeforeAll
  static void read() throws IOException {
    try (InputStream in = resource("asyncapi.yaml")) {
      document = new YAMLMapper().readTree(in);
    }
  }

  @Test
  void theKafkaTopicsAreThoseOfTheCode() {
    assertThat(addresses("kafka"))
        .containsOnlyKeys(
            Topics.READINGS,
            Topics.QUARANTINE,
            Topics.REGISTRY,
            Topics.INCIDENTS,
            Topics.STATEMENTS);
  }

  @Test
  void theMqttTopicsAreThoseOfTheCode() {
    assertThat(addresses("mqtt"))
        .containsOnlyKeys(
            Topics.MQTT_ROOT + "{cityId}/{controllerId}/reading",
            Topics.MQTT_ROOT + "{cityId}/{controllerId}/meter",
            Topics.MQTT_ROOT + "{cityId}/{controllerId}/status");
  }

  @Test
  void everyTopicOfAChannelWithMessagesCarriesTheRecordsOfTheCode() {
    var records = new TreeMap<String, TreeSet<String>>();
    addresses("kafka")
        .forEach(
            (topic, channel) ->
                channel
                    .path("messages")
                    .forEach(
                        message -> {
                          String avro = resolve(message).at("/payload/schema/$ref").asText();
                          records
                              .computeIfAbsent(topic, name -> new TreeSet<>())
                              .add(avro.split("/", -1)[2]);
                        }));

    assertThat(records)
        .isEqualTo(
            Map.of(
                Topics.READINGS, new TreeSet<>(List.of("Reading", "Heartbeat")),
                Topics.QUARANTINE, new TreeSet<>(List.of("QuarantinedPayload")),
                Topics.REGISTRY, new TreeSet<>(List.of("RegistryCity", "RegistryController")),
                Topics.INCIDENTS, new TreeSet<>(List.of("IncidentEvent"))));
  }

  @Test
  void theReasonCodesAreThoseOfTheCode() {
    var codes = new ArrayList<String>();
    document.at("/components/schemas/reasonCode/enum").forEach(code -> codes.add(code.asText()));

    assertThat(codes)
        .containsExactlyElementsOf(Arrays.stream(ReasonCode.values()).map(Enum::name).toList());
  }

  @Test
  void everyReferenceLeadsSomewhere() {
    List<String> references = document.findValuesAsText("$ref");

    assertThat(references).isNotEmpty();
    assertThat(references)
        .allSatisfy(
            reference -> {
              if (reference.startsWith("#")) {
                assertThat(document.at(reference.substring(1)).isMissingNode()).isFalse();
              } else {
                assertThat(resource(reference.replaceFirst("^\\./", ""))).isNotNull();
              }
            });
  }

  @Test
  void theReferencedAvroSchemasAreTheNewestVersions() {
    assertThat(document.findValuesAsText("$ref"))
        .filteredOn(reference -> reference.contains("avro-history"))
        .allSatisfy(
            reference -> {
              String[] path = reference.split("/", -1);
              assertThat(path[3]).isEqualTo("v" + AvroHistory.versions(path[2]).size() + ".avsc");
            });
  }

  @Test
  void theExamplesOfANativeMessageAreValid() {
    for (String schema : List.of("reading", "meter", "status")) {
      String name = "native" + Character.toUpperCase(schema.charAt(0)) + schema.substring(1);
      JsonNode message = document.at("/components/messages/" + name);
      assertThat(message.at("/payload/schema/$ref").asText())
          .isEqualTo("./json-schema/" + schema + ".json");
      assertThat(message.get("examples")).isNotEmpty();
      assertThat(message.get("examples"))
          .allSatisfy(
              example ->
                  assertThat(PayloadSchemas.violations(schema, example.get("payload"))).isEmpty());
    }
  }

  private static Map<String, JsonNode> addresses(String server) {
    var addresses = new TreeMap<String, JsonNode>();
    document
        .get("channels")
        .forEach(
            channel -> {
              if (channel.at("/servers/0/$ref").asText().equals("#/servers/" + server)) {
                addresses.put(channel.get("address").asText(), channel);
              }
            });
    return addresses;
  }

  private static JsonNode resolve(JsonNode reference) {
    return document.at(reference.get("$ref").asText().substring(1));
  }

  private static InputStream resource(String name) {
    return Objects.requireNonNull(
        AsyncApiTest.class.getClassLoader().getResourceAsStream(name), name);
  }
}
