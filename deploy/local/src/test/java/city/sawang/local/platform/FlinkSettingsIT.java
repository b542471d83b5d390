package city.sawang.local.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import city.sawang.jobs.flink.EmbeddedFlink;
import city.sawang.jobs.flink.FlinkConfiguration;
import city.sawang.jobs.flink.FlinkPlace;
import city.sawang.jobs.flink.FlinkSettings;
import city.sawang.jobs.flink.StateBackend;
import city.sawang.jobs.flink.TaskManagerMemory;
import city.sawang.local.Checkout;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.TaskManagerOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reads back from a running Flink with which options it runs; they are those of the one configuration. */
class FlinkSettingsIT {
  @TempDir private Path directory;

  @Test
  void upRunsWithTheOneConfiguration() throws Exception {
    try (PlatformFixture up = new PlatformFixture(directory, Checkout.file("deploy/registry"))) {
      FlinkSettings settings = up.flinkSettings();
      Configuration expected = expected(settings, directory.resolve("flink"));

      assertThat(differences(expected, up.flink())).isEmpty();
      assertThat(checkpointing(up.flink()))
          .isEqualTo(
              "%d ms, at least %d ms apart, exactly_once"
                  .formatted(
                      settings.checkpointInterval().toMillis(),
                      settings.checkpointInterval().dividedBy(2).toMillis()));
    }
  }

  @Test
  void anotherSettingIsFound() throws Exception {
    FlinkSettings settings =
        new FlinkSettings(
            "planted",
            1,
            128,
            StateBackend.HASHMAP,
            Duration.ofSeconds(3),
            directory.resolve("checkpoints").toUri());
    Configuration planted = new Configuration();
    planted.set(TaskManagerOptions.BUFFER_DEBLOAT_ENABLED, false);

    try (EmbeddedFlink flink =
        EmbeddedFlink.start(
            settings, FlinkPlace.local(directory), 0, TaskManagerMemory.of(64, 0, 1), planted)) {
      assertThat(differences(expected(settings, directory), flink.webAddress()))
          .containsExactly(
              TaskManagerOptions.BUFFER_DEBLOAT_ENABLED.key() + ": false instead of true");
    }
  }

  private static Configuration expected(FlinkSettings settings, Path workingFiles) {
    Configuration expected = FlinkConfiguration.ofProcess(FlinkPlace.local(workingFiles));
    expected.addAll(FlinkConfiguration.of(settings));
    return expected;
  }

  /** What of the expected options the running Flink has otherwise, by its own word. */
  private static List<String> differences(Configuration expected, URI flink) {
    Map<String, String> running = new TreeMap<>();
    for (JsonNode option : read(flink, "/jobmanager/config")) {
      running.put(option.path("key").asText(), option.path("value").asText());
    }
    return new TreeMap<>(expected.toMap())
        .entrySet().stream()
            .filter(option -> !option.getValue().equals(running.get(option.getKey())))
            .map(
                option ->
                    "%s: %s instead of %s"
                        .formatted(
                            option.getKey(), running.get(option.getKey()), option.getValue()))
            .toList();
  }

  private static String checkpointing(URI flink) {
    String job = read(flink, "/jobs").path("jobs").path(0).path("id").asText();
    JsonNode checkpointing = read(flink, "/jobs/" + job + "/checkpoints/config");
    return "%d ms, at least %d ms apart, %s"
        .formatted(
            checkpointing.path("interval").asLong(),
            checkpointing.path("min_pause").asLong(),
            checkpointing.path("mode").asText());
  }

  private static JsonNode read(URI flink, String path) {
    // A Flink that has just started answers with 503 for a moment.
    return await(path)
        .atMost(Duration.ofSeconds(30))
        .ignoreExceptionsInstanceOf(IOException.class)
        .until(() -> new ObjectMapper().readTree(flink.resolve(path).toURL()), Objects::nonNull);
  }
}
