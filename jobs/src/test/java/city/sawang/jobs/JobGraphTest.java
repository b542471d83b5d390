package city.sawang.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import city.sawang.jobs.flink.FlinkConfiguration;
import city.sawang.jobs.sink.DatabaseAddress;
import java.net.URI;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.flink.streaming.api.graph.StreamNode;
import org.junit.jupiter.api.Test;

/**
 * The graph is made under the settings of production: without generic types (Kryo) and without
 * generated uids, so making it fails when an operator lacks one.
 */
class JobGraphTest {
  private static final JobSettings SETTINGS =
      JobSettings.of(
          "localhost:9092",
          new DatabaseAddress("jdbc:postgresql://localhost:5432/sawang", "sawang", ""),
          URI.create("file:///tmp/checkpoints"));

  private static StreamGraph graph(JobSettings settings) {
    return SawangJobs.graph(settings, FlinkConfiguration.of(settings.flink()));
  }

  @Test
  void everyOperatorHasAUidAndTheGraphIsWhole() {
    // when
    StreamGraph graph = graph(SETTINGS);
    graph.getJobGraph();
    // then
    assertThat(graph.getStreamNodes())
        .extracting(StreamNode::getTransformationUID)
        .doesNotContainNull()
        .doesNotHaveDuplicates()
        .contains("controller", "lamp-figures", "silence-filler", "hourly-ledger");
  }

  /** What is slow in one lane blocks the other only if they share a task. */
  @Test
  void eachLaneIsOneTaskUpToTheExchange() {
    assertThat(graph(SETTINGS).getJobGraph().getVertices())
        .extracting(vertex -> vertex.getName())
        .contains(
            "Source: kafka-readings -> drop-heartbeats",
            "Source: kafka-backlog -> backlog-throttle -> backlog-drop-heartbeats");
  }

  /** Archive and lamp state are written where the reading was judged: nothing is exchanged. */
  @Test
  void acceptedReadingsReachTheirTablesInTheControllersTask() {
    assertThat(graph(SETTINGS).getJobGraph().getVertices())
        .extracting(vertex -> vertex.getName())
        .anyMatch(
            name ->
                name.startsWith("controller -> (reading-sink")
                    && name.contains("lamp-state -> lamp-now -> lamp-state-sink")
                    && name.contains("restatement-due -> too-late-sink"));
  }

  /** They have the controller's key already: no reading is serialised for them. */
  @Test
  void lampsAreWatchedInTheControllersTask() {
    assertThat(graph(SETTINGS).getJobGraph().getVertices())
        .extracting(vertex -> vertex.getName())
        .anyMatch(name -> name.startsWith("controller -> ") && name.contains("lamp-incidents"));
  }

  @Test
  void stateCanBeSpreadOverAsManySubtasksAsSettingsAllow() {
    assertThat(graph(SETTINGS).getJobGraph().getVertices())
        .allMatch(vertex -> vertex.getMaxParallelism() == JobSettings.MAX_PARALLELISM);
  }

  @Test
  void parallelismIsThatOfTheSettings() {
    assertThat(graph(SETTINGS.withParallelism(3)).getJobGraph().getVertices())
        .allMatch(vertex -> vertex.getParallelism() == 3);
  }

  @Test
  void checkpointsAreKeptWhenTheJobIsCancelled() {
    StreamGraph graph = graph(SETTINGS);
    assertThat(graph.getCheckpointConfig().isCheckpointingEnabled()).isTrue();
    assertThat(graph.getCheckpointConfig().getExternalizedCheckpointRetention().name())
        .isEqualTo("RETAIN_ON_CANCELLATION");
  }
}
