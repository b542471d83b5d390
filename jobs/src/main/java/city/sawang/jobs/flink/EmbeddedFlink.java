package city.sawang.jobs.flink;

import city.sawang.jobs.rest.RestGuardFactory;
import java.net.URI;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.jobgraph.SavepointRestoreSettings;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;

/**
 * Starts Flink inside this JVM: a JobManager, one TaskManager, and the web pages when
 * flink-runtime-web is on the class path. The one starter for the whole platform in one process,
 * for tests and for benchmarks, so that what is measured is what runs.
 */
public final class EmbeddedFlink implements AutoCloseable {
  private static final long ANSWER_SECONDS = 60;
  private static final int TOKEN_BYTES = 18;

  private final MiniCluster cluster;
  private final FlinkSettings settings;
  private final Configuration extra;
  private final String token;

  private EmbeddedFlink(
      MiniCluster cluster, FlinkSettings settings, Configuration extra, String token) {
    this.token = token;
    this.cluster = cluster;
    this.settings = settings;
    this.extra = extra;
  }

  /**
   * Returns when it takes a job. Nothing that the job speaks to needs to be there yet.
   *
   * @param webPort port of the web pages and of REST; 0: any free one
   * @param extra further options, e.g. of a metric reporter or a savepoint to start from; they
   *     replace ours
   */
  public static EmbeddedFlink start(
      FlinkSettings settings,
      FlinkPlace place,
      int webPort,
      TaskManagerMemory memory,
      Configuration extra)
      throws Exception {
    Configuration configuration = FlinkConfiguration.ofProcess(place);
    configuration.addAll(FlinkConfiguration.of(settings));
    FlinkConfiguration.withTaskManager(configuration, memory, settings.parallelism());
    configuration.set(RestOptions.BIND_PORT, Integer.toString(webPort));
    byte[] chance = new byte[TOKEN_BYTES];
    new SecureRandom().nextBytes(chance);
    String token = HexFormat.of().formatHex(chance);
    configuration.set(RestGuardFactory.TOKEN, token);
    configuration.addAll(extra);
    MiniCluster cluster =
        new MiniCluster(
            new MiniClusterConfiguration.Builder()
                .setConfiguration(configuration)
                .setNumTaskManagers(1)
                .setNumSlotsPerTaskManager(settings.parallelism())
                .build());
    try {
      cluster.start();
      return new EmbeddedFlink(cluster, settings, extra, token);
    } catch (Exception e) {
      cluster.close();
      throw e;
    }
  }

  /**
   * Runs the job, from its newest complete checkpoint if there is one. Returns when the job was
   * accepted; it may not run yet.
   *
   * @throws Exception when the job is refused
   */
  public RunningJob run(JobDefinition job) throws Exception {
    Configuration configuration = FlinkConfiguration.recovering(settings);
    configuration.addAll(extra);
    JobGraph graph = job.graph(configuration).getJobGraph();
    graph.setSavepointRestoreSettings(SavepointRestoreSettings.fromConfiguration(configuration));
    JobID id = cluster.submitJob(graph).get(ANSWER_SECONDS, TimeUnit.SECONDS).getJobID();
    return new RunningJob(cluster, id);
  }

  /** Address of the web pages and of Flink's REST interface. */
  public URI webAddress() {
    try {
      return cluster.getRestAddress().get(ANSWER_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("Flink does not give its web address", e);
    }
  }

  /** What opens Flink's REST interface to changes; made by chance at each start. */
  public String restToken() {
    return token;
  }

  /** Ends Flink, and a job that still runs with it. */
  @Override
  public void close() throws Exception {
    cluster.close();
  }
}
