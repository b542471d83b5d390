package city.sawang.ingest.decode;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import city.sawang.ingest.SharedPayloads;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Strange levels of a topic: a message of each ends as a reading or in quarantine, never as nothing. */
class StrangeTopicsTest {
  private static final long RECEIVED = 1_795_000_000_000L;
  private static final String PAYLOAD =
      "{\"observedAt\":1795000000000,\"activePowerW\":60,\"energyTotalWh\":100}";

  private final NativeDecoder decoder = new NativeDecoder(new FakeDevices("field-town"));

  private List<String> refused(List<String> topics) {
    List<String> refused = new ArrayList<>();
    for (String topic : topics) {
      List<Decoded> decoded = decoder.decode(new Arrival(topic, PAYLOAD.getBytes(UTF_8), RECEIVED));
      assertThat(decoded).as(topic).hasSize(1);
      if (decoded.get(0) instanceof Decoded.Refused one) {
        assertThat(one.payload().getReason()).as(topic).isEqualTo("BAD_IDENTIFIER");
        assertThat(one.payload().getPayload().array()).isEqualTo(PAYLOAD.getBytes(UTF_8));
        refused.add(topic);
      } else {
        assertThat(decoded.get(0)).as(topic).isInstanceOf(Decoded.Accepted.class);
      }
    }
    return refused;
  }

  private static String topic(String level) {
    return "lighting/v1/field-town/" + level + "/reading";
  }

  @Test
  void messageOfEachEndsAsAReadingOrWithAReason() {
    List<String> accepted = List.of("A.1.b", "A:2:b", "..", "A_3", "-4-a");
    List<String> others =
        List.of(
            "A*5",
            "A>6",
            "*",
            ">",
            "A 7",
            "ก-8",
            "A\\9",
            "A&10",
            "",
            "A::11",
            "%23",
            "a,b",
            "\"",
            "'",
            "\u2400",
            "a\uFFFDb",
            "🙂",
            "$a",
            "x".repeat(65));

    assertThat(refused(accepted.stream().map(StrangeTopicsTest::topic).toList())).isEmpty();
    assertThat(refused(others.stream().map(StrangeTopicsTest::topic).toList()))
        .hasSize(others.size());
  }

  @Test
  void thoseOfTheFieldDoToo() throws IOException {
    ObjectMapper json = new ObjectMapper();
    List<String> topics = new ArrayList<>();
    for (String line : Files.readAllLines(SharedPayloads.path("field/F17/messages.jsonl"))) {
      JsonNode message = json.readTree(line);
      topics.add(message.get("topic").textValue());
    }

    assertThat(topics).hasSize(16);
    assertThat(refused(topics)).hasSize(11);
  }
}
