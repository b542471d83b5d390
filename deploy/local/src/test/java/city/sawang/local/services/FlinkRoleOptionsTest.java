package city.sawang.local.services;

import static org.assertj.core.api.Assertions.assertThat;

import city.sawang.jobs.JobSettings;
import city.sawang.jobs.flink.FlinkConfiguration;
import city.sawang.jobs.flink.FlinkPlace;
import city.sawang.jobs.sink.DatabaseAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import org.apache.flink.configuration.JobManagerOptions;
import org.junit.jupiter.api.Test;

class FlinkRoleOptionsTest {
  private static final Path DATA = Path.of("/data/flink");
  private static final JobSettings SETTINGS =
      JobSettings.of(
          "127.0.0.1:9092",
          new DatabaseAddress("jdbc:postgresql://127.0.0.1/sawang", "jobs", "secret"),
          URI.create("file:///data/checkpoints"));

  private final Map<String, String> everyProcess =
      FlinkConfiguration.ofProcess(FlinkPlace.local(DATA)).toMap();

  @Test
  void jobManagerHasTheOptionsOfEveryProcessAndOfTheJobs() {
    Map<String, String> options =
        FlinkRoleOptions.ofJobManager(DATA, "127.0.0.1", 6123, 8081, SETTINGS).toMap();

    assertThat(options)
        .containsAllEntriesOf(everyProcess)
        .containsAllEntriesOf(FlinkConfiguration.of(SETTINGS.flink()).toMap());
  }

  @Test
  void taskManagerHasTheOptionsOfEveryProcessAndAnotherJobManager() {
    Map<String, String> options =
        FlinkRoleOptions.ofTaskManager(DATA, "127.0.0.1", "10.0.0.1", 6123, 0, 2).toMap();

    everyProcess.remove(JobManagerOptions.ADDRESS.key());
    assertThat(options)
        .containsAllEntriesOf(everyProcess)
        .containsEntry(JobManagerOptions.ADDRESS.key(), "10.0.0.1");
  }
}
