package city.sawang.jobs;

import city.sawang.jobs.flink.FlinkSettings;
import city.sawang.jobs.flink.StateBackend;
import city.sawang.jobs.sink.DatabaseAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Everything that can be chosen about the jobs. Its text form leaves the password out.
 *
 * @param kafka bootstrap servers, {@code host:port,…}
 * @param database where the rows go
 * @param outputs which tables are written
 * @param consumers how Kafka is read
 * @param parallelism subtasks of every operator, 1…{@value #MAX_PARALLELISM}
 * @param horizon how far a reading may be behind its controller's newest one and still correct
 *     figures, 1 hour…60 days
 * @param checkpointInterval 100 ms…1 hour
 * @param checkpoints an absolute directory as {@code file:///…}, or a store Flink has a plug-in for
 * @param stateBackend where the state lives while the job runs
 * @param sinkRows a table is written at the latest with so many rows waiting, 1…50,000
 * @param sinkDelay and at the latest so long after the first of them came, 1 ms…1 minute
 * @param backlogRate readings a second of all subtasks that may come from the partitions reserved
 *     for backlog, 1,000 or more; infinite: as many as disturb nobody
 */
public record JobSettings(
    String kafka,
    DatabaseAddress database,
    Set<Output> outputs,
    Consumers consumers,
    int parallelism,
    Duration horizon,
    Duration checkpointInterval,
    URI checkpoints,
    StateBackend stateBackend,
    int sinkRows,
    Duration sinkDelay,
    double backlogRate) {

  /** Key groups; fixed for the life of the state: the most subtasks the job can ever have. */
  public static final int MAX_PARALLELISM = 128;

  /** A city of 5,000 lamps that was away for three days is back within half an hour. */
  private static final int SLOWEST_BACKLOG = 1_000;

  private static final int MAX_SINK_ROWS = 50_000;

  /**
   * How Kafka is read.
   *
   * @param groupId prefix of the consumer groups in which the lag can be seen
   * @param newLog name of a Kafka log that may be read from its first record although the checkpoint
   *     counts in another one, or {@code copy:} and the name of one that is a copy of the former with
   *     the same offsets; empty: none
   */
  public record Consumers(String groupId, String newLog) {
    public Consumers {
      require(groupId.matches("[A-Za-z0-9._-]+"), "group-id", groupId, "[A-Za-z0-9._-]+");
      require(
          newLog.matches("|(copy:)?[0-9a-f]{12}"),
          "new-log",
          newLog,
          "the name of a log, 12 digits 0-9a-f, as the refusal of another log says it");
    }
  }

  /** What is written; for tests and for installations that need a part only. */
  public enum Output {
    READINGS,
    LAMP_STATES,
    QUARTER_HOURS,
    LAMP_NIGHTS,
    FEEDER_QUARTER_HOURS,
    CITY_QUARTER_HOURS,
    CITY_NIGHTS,
    CITY_MONTHS,
    RESTATEMENT_DUE,
    INVARIANT_VIOLATIONS,
    LEDGER,
    QUARANTINE,
    /** Only where it is asked for: its speed is not measured on a fleet yet. */
    INCIDENTS
  }

  public JobSettings {
    require(
        !kafka.isBlank() && Arrays.stream(kafka.split(",")).allMatch(JobSettings::isHostPort),
        "kafka",
        kafka,
        "host:port, several separated by commas");
    require(
        database.url().startsWith("jdbc:postgresql:"),
        "jdbc-url",
        database.url(),
        "jdbc:postgresql://host:port/database");
    require(!database.user().isBlank(), "jdbc-user", database.user(), "a database login");
    outputs = Set.copyOf(outputs);
    require(!outputs.isEmpty(), "outputs", outputs, "at least one of " + List.of(Output.values()));
    require(
        parallelism >= 1 && parallelism <= MAX_PARALLELISM,
        "parallelism",
        parallelism,
        "1…" + MAX_PARALLELISM);
    between("horizon", horizon, Duration.ofHours(1), Duration.ofDays(60));
    between("checkpoint-interval", checkpointInterval, Duration.ofMillis(100), Duration.ofHours(1));
    require(
        checkpoints.isAbsolute() && !checkpoints.getPath().isEmpty(),
        "checkpoints",
        checkpoints,
        "an absolute URI such as file:///var/lib/sawang/checkpoints");
    require(
        sinkRows >= 1 && sinkRows <= MAX_SINK_ROWS, "sink-rows", sinkRows, "1…" + MAX_SINK_ROWS);
    between("sink-delay", sinkDelay, Duration.ofMillis(1), Duration.ofMinutes(1));
    require(
        backlogRate >= SLOWEST_BACKLOG, "backlog-rate", backlogRate, SLOWEST_BACKLOG + "…Infinity");
  }

  /**
   * The settings of one machine: all outputs but incidents, parallelism 1, horizon 3 days, a checkpoint every 5
   * s, state on the heap, rows visible within a fraction of a second.
   */
  public static JobSettings of(String kafka, DatabaseAddress database, URI checkpoints) {
    return new JobSettings(
        kafka,
        database,
        EnumSet.complementOf(EnumSet.of(Output.INCIDENTS)),
        new Consumers("sawang-jobs", ""),
        1,
        Duration.ofDays(3),
        Duration.ofSeconds(5),
        checkpoints,
        StateBackend.HASHMAP,
        2_000,
        Duration.ofMillis(300),
        Double.POSITIVE_INFINITY);
  }

  /** These settings with another number of subtasks. */
  public JobSettings withParallelism(int subtasks) {
    return copy(c -> c.parallelism = subtasks);
  }

  /** These settings with another place for the state. */
  public JobSettings withStateBackend(StateBackend backend) {
    return copy(c -> c.stateBackend = backend);
  }

  /** These settings with another horizon. */
  public JobSettings withHorizon(Duration other) {
    return copy(c -> c.horizon = other);
  }

  /** These settings with another time between checkpoints. */
  public JobSettings withCheckpointInterval(Duration interval) {
    return copy(c -> c.checkpointInterval = interval);
  }

  /** These settings with another limit for the backlog, in readings a second. */
  public JobSettings withBacklogRate(double readingsPerSecond) {
    return copy(c -> c.backlogRate = readingsPerSecond);
  }

  /** These settings, and whether lamps are watched for incidents. */
  public JobSettings withIncidents(boolean watched) {
    Set<Output> others = EnumSet.copyOf(outputs);
    if (watched) {
      others.add(Output.INCIDENTS);
    } else {
      others.remove(Output.INCIDENTS);
    }
    return copy(c -> c.outputs = others);
  }

  /** These settings with a Kafka log that may be read from its first record; empty: none. */
  public JobSettings withNewLog(String name) {
    return copy(c -> c.consumers = new Consumers(consumers.groupId(), name));
  }

  private JobSettings copy(Consumer<Copy> change) {
    Copy copy = new Copy(this);
    change.accept(copy);
    return new JobSettings(
        kafka,
        database,
        copy.outputs,
        copy.consumers,
        copy.parallelism,
        copy.horizon,
        copy.checkpointInterval,
        checkpoints,
        copy.stateBackend,
        sinkRows,
        sinkDelay,
        copy.backlogRate);
  }

  /** What may be changed of settings. */
  private static final class Copy {
    private Set<Output> outputs;
    private Consumers consumers;
    private int parallelism;
    private Duration horizon;
    private Duration checkpointInterval;
    private StateBackend stateBackend;
    private double backlogRate;

    private Copy(JobSettings from) {
      outputs = from.outputs;
      consumers = from.consumers;
      parallelism = from.parallelism;
      horizon = from.horizon;
      checkpointInterval = from.checkpointInterval;
      stateBackend = from.stateBackend;
      backlogRate = from.backlogRate;
    }
  }

  /** What of it concerns Flink. */
  public FlinkSettings flink() {
    return new FlinkSettings(
        SawangJobs.NAME,
        parallelism,
        MAX_PARALLELISM,
        stateBackend,
        checkpointInterval,
        checkpoints);
  }

  private static boolean isHostPort(String server) {
    int colon = server.lastIndexOf(':');
    return colon > 0 && server.substring(colon + 1).matches("[0-9]{1,5}");
  }

  private static void between(String key, Duration value, Duration least, Duration most) {
    require(
        value.compareTo(least) >= 0 && value.compareTo(most) <= 0, key, value, least + "…" + most);
  }

  private static void require(boolean holds, String key, Object value, String expected) {
    if (!holds) {
      throw new IllegalArgumentException(key + ": " + value + ", expected " + expected);
    }
  }

  static String namesOf(Set<Output> outputs) {
    return outputs.stream().map(Enum::name).sorted().collect(Collectors.joining(","));
  }
}
