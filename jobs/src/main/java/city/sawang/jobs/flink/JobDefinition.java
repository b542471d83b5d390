package city.sawang.jobs.flink;

import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.graph.StreamGraph;

/** Defines a job's graph under the options with which Flink is going to run it. */
@FunctionalInterface
public interface JobDefinition {
  StreamGraph graph(Configuration configuration);
}
