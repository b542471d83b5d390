package city.sawang.ingest.profile;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import city.sawang.ingest.decode.Arrival;
import city.sawang.ingest.decode.Decoded;
import city.sawang.ingest.decode.FakeDevices;
import city.sawang.schemas.avro.QuarantinedPayload;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which of several profiles reads a message, whatever their files are called. */
class MostSpecificProfileTest {
  private static final long RECEIVED = Instant.parse("2026-11-22T12:30:10Z").toEpochMilli();

  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "is-object(.d)                                  | 0 | 1",
        ".a or .b.c                                     | 0 | 1",
        "is-object(.d) and .d.model == \"X1\"           | 1 | 1",
        ".d.model == \"X1\"                             | 1 | 0",
        "\"X1\" == .d.model // or not                   | 1 | 0",
        ".a == 1 and .b == true and (.c == 2 or .d)     | 2 | 1",
        ".a == 1 or (.b == 2 and .c == 3)               | 1 | 0",
        "not(.a == 1)                                   | 0 | 1",
        ".a == .b                                       | 0 | 1",
        ".name == \"this or that and (more\"            | 1 | 0",
        ".a and .a and .a                               | 0 | 1",
        "let x = .a $x == 1                             | 0 | 1",
      })
  void aWhenIsMeasuredByWhatItDemands(String when, int values, int tests) {
    Demands demands = Demands.of(when);

    assertThat(List.of(demands.values(), demands.tests())).containsExactly(values, tests);
  }

  @Test
  void topicsAreMeasuredByTheirLiteralLevels() {
    List<String> generalFirst =
        List.of(
            "{city}/#", "+/+/+/+", "+/+/+/up", "+/+/acme/+", "acme/#", "acme/+/#", "acme/+/+/up");

    assertThat(generalFirst.stream().map(TopicPattern::of).sorted().map(TopicPattern::toString))
        .containsExactly(
            "{city}/#", "+/+/+/+", "+/+/+/up", "+/+/acme/+", "acme/#", "acme/+/#", "acme/+/+/up");
  }

  @ParameterizedTest
  @CsvSource({"a.yaml,b.yaml", "b.yaml,a.yaml"})
  void aSecondVendorOnTheSameServerReadsItsOwnMessages(String firstFile, String secondFile) {
    write(firstFile, profile("general", "server/+/{controller}", "is-object(.device)", 1));
    write(
        secondFile,
        profile(
            "other", "server/+/{controller}", "is-object(.device) and .device.model == \"X\"", 2));

    assertThat(Profiles.test(directory)).isEmpty();
    assertThat(readBy("server/1/l1", "{\"device\":{\"model\":\"X\"},\"p\":5}")).isEqualTo("other");
    assertThat(readBy("server/1/l1", "{\"device\":{\"model\":\"Y\"},\"p\":5}"))
        .isEqualTo("general");
  }

  @ParameterizedTest
  @CsvSource({"a.yaml,b.yaml", "b.yaml,a.yaml"})
  void aNarrowerTopicReadsWhenBothDemandTheSame(String firstFile, String secondFile) {
    write(firstFile, profile("general", "server/+/{controller}", null, 1));
    write(secondFile, profile("other", "server/x/{controller}", null, 2));

    assertThat(readBy("server/x/l1", "{\"p\":5}")).isEqualTo("other");
    assertThat(readBy("server/y/l1", "{\"p\":5}")).isEqualTo("general");
    // The sample of the first is on the topic of the second.
    assertThat(Profiles.test(directory)).isEmpty();
  }

  @Test
  void twoOfWhichNeitherIsMoreSpecificAreAMistakeThatNamesBothFiles() {
    write("one.yaml", profile("first", "server/+/{controller}", null, 1));
    write("two.yaml", profile("second", "server/{city}/{controller}", null, 1));

    assertThat(Profiles.test(directory))
        .anyMatch(
            mistake ->
                mistake.contains(
                    "one.yaml and two.yaml: both read server/+/+ and neither is more"));

    Profiles profiles = Profiles.load(directory);
    assertThat(profiles.mistakes()).anyMatch(m -> m.contains("one.yaml and two.yaml"));
    QuarantinedPayload refused = refused("server/mueang-nan/l1", "{\"p\":5}");
    assertThat(refused.getReason()).isEqualTo("PROFILE_FAILED");
    assertThat(refused.getDetail()).contains("one.yaml").contains("two.yaml");
  }

  @Test
  void samplesShowAnAmbiguityThatTheTextDoesNot() {
    write("one.yaml", profile("first", "server/+/{controller}", "is-object(.device)", 1));
    write("two.yaml", profile("second", "server/+/{controller}", "is-string(.device.model)", 1));

    assertThat(Profiles.test(directory))
        .anyMatch(mistake -> mistake.contains("one.yaml and two.yaml, and neither is more"));
  }

  @Test
  void aNewcomerThatIsAmbiguousStaysOut() {
    write("two.yaml", profile("first", "server/+/{controller}", null, 1));
    Profiles profiles = Profiles.load(directory);

    write("one.yaml", profile("second", "server/+/{controller}", null, 1));
    profiles.refresh();

    assertThat(profiles.ids()).containsExactly("first");
    assertThat(profiles.mistakes()).isNotEmpty().allMatch(m -> m.startsWith("one.yaml: "));
  }

  @Test
  void aBrokenNeighbourStaysOutAndTheOthersLive() throws IOException {
    write("a.yaml", "id: [");
    write("b.yaml", profile("good", "server/+/{controller}", null, 1));
    write("c.yaml", profile("bad", "other/+/{controller}", null, 1).replace("Wh: 5", "Wh: 6"));
    Files.createDirectory(directory.resolve("d.yaml"));
    Files.writeString(directory.resolve("e.yaml"), "#".repeat(ProfileDirectory.MAX_BYTES + 1));

    Profiles profiles = Profiles.load(directory);

    assertThat(profiles.ids()).containsExactly("good");
    assertThat(profiles.mistakes())
        .hasSizeGreaterThanOrEqualTo(4)
        .allMatch(mistake -> mistake.matches("(?s)[acde]\\.yaml.*"));
    assertThat(readBy("server/1/l1", "{\"p\":5}")).isEqualTo("good");
  }

  @Test
  void aWhenThatFailsIsNoYesAndKeepsNobodyFromReading() {
    write(
        "bad.yaml",
        profile("bad", "server/+/{controller}", "number(.p) == 5 and number(.q) == 1", 1));
    write(
        "good.yaml",
        profile("good", "server/+/{controller}", null, 1).replace("\"q\":1", "\"q\":2"));

    assertThat(readBy("server/1/l1", "{\"p\":5,\"q\":\"x\"}")).isEqualTo("good");
  }

  private static String profile(String id, String topic, String when, int model) {
    String payload =
        "{\"device\":{\"model\":\"" + (model == 1 ? "Y" : "X") + "\"},\"p\":5,\"q\":1}";
    return """
    id: %s
    version: 1
    kind: LAMP
    topics: ["%s"]
    %scity: {from: [registry]}
    controller: {from: [topic, /serial]}
    energyUnit: Wh
    timeBase: received
    transformation: |
      {"energyTotal": .p}
    samples:
      - name: one
        topic: %s
        receivedAt: 2026-11-22T12:30:10Z
        city: mueang-nan
        payload: '%s'
        expect: [{energyTotalWh: 5}]
    """
        .formatted(
            id,
            topic,
            when == null ? "" : "when: '" + when + "'\n",
            topic
                .replace("/+/", "/9/")
                .replace("{controller}", "l1")
                .replace("{city}", "mueang-nan"),
            payload);
  }

  private void write(String name, String text) {
    try {
      Files.writeString(directory.resolve(name), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<Decoded> decode(String topic, String payload) {
    return new TopicDecoder(
            new FakeDevices("mueang-nan").with("l1", "mueang-nan"), Profiles.load(directory))
        .decode(new Arrival(topic, payload.getBytes(UTF_8), RECEIVED));
  }

  private String readBy(String topic, String payload) {
    return ((Decoded.Accepted) decode(topic, payload).get(0)).reading().getProfile();
  }

  private QuarantinedPayload refused(String topic, String payload) {
    return ((Decoded.Refused) decode(topic, payload).get(0)).payload();
  }
}
