package city.sawang.jobs;

import static org.awaitility.Awaitility.await;

import city.sawang.jobs.controller.AcceptedReading;
import city.sawang.jobs.controller.ControllerProcess;
import city.sawang.jobs.figures.EnergyFigures;
import city.sawang.jobs.flink.EmbeddedFlink;
import city.sawang.jobs.flink.FlinkPlace;
import city.sawang.jobs.flink.RunningJob;
import city.sawang.jobs.flink.StateBackend;
import city.sawang.jobs.flink.TaskManagerMemory;
import city.sawang.jobs.sink.DatabaseAddress;
import city.sawang.jobs.source.KafkaSources;
import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * Runs jobs over the backlog of a Kafka, everything in this JVM on two subtasks, and says what their
 * readings cost.
 *
 * @param directory for checkpoints
 */
record JobBench(Path directory) {
  private static final int SUBTASKS = 2;
  private static final int HEAP_MEGABYTES = 2_048;
  private static final int ROCKSDB_MEGABYTES = 512;
  private static final Pattern STATE_SIZE = Pattern.compile("\"state_size\":([0-9]+)");

  /** From which reading to which one time is taken. */
  record Span(long from, long to) {}

  /**
   * What a span cost.
   *
   * @param cpuMicros of the whole process, a reading
   * @param stateBytes of all lamps, behind the last span
   */
  record Result(double perSecond, double cpuMicros, long stateBytes) {
    @Override
    public String toString() {
      return String.format(Locale.ROOT, "%,.0f/s, %.2f CPU µs a reading", perSecond, cpuMicros);
    }
  }

  /** The readings job from Kafka to rows that are counted, the readings under this name. */
  static SingleOutputStreamOperator<AcceptedReading> define(
      StreamExecutionEnvironment environment, JobSettings settings, String count) {
    KafkaSources sources = new KafkaSources(settings.kafka(), settings.consumers().groupId(), "");
    return ReadingsJob.define(
        new ReadingsJob.Sources(
            sources.readings(environment),
            sources.backlog(environment),
            sources.registry(environment),
            sources.quarantine(environment)),
        new ReadingsJob.Sinks(
            new CountingSink<>(count),
            new CountingSink<>(count + "-states"),
            new EnergyFigures.FigureSinks(
                new CountingSink<>(count + "-quarters"),
                new CountingSink<>(count + "-nights"),
                new CountingSink<>(count + "-feeders"),
                new CountingSink<>(count + "-cities"),
                new CountingSink<>(count + "-city-nights"),
                new CountingSink<>(count + "-city-months"),
                new CountingSink<>(count + "-first-nights"),
                new CountingSink<>(count + "-due"),
                new CountingSink<>(count + "-violations")),
            new CountingSink<>(count + "-ledger"),
            new CountingSink<>(count + "-quarantine")),
        new ControllerProcess(settings.horizon()),
        settings);
  }

  /**
   * What each of the spans cost.
   *
   * @param count the name under which the job counts its readings
   */
  List<Result> run(
      EmbeddedKafka kafka,
      StateBackend backend,
      BiConsumer<StreamExecutionEnvironment, JobSettings> define,
      String count,
      List<Span> measured)
      throws Exception {
    JobSettings settings =
        JobSettings.of(
                kafka.bootstrap(),
                new DatabaseAddress("jdbc:postgresql://localhost/unused", "unused", ""),
                directory.resolve("checkpoints-" + count).toUri())
            .withParallelism(SUBTASKS)
            .withStateBackend(backend)
            .withCheckpointInterval(Duration.ofSeconds(10));
    int rocksDb = backend == StateBackend.ROCKSDB ? ROCKSDB_MEGABYTES : 0;
    try (EmbeddedFlink flink =
        EmbeddedFlink.start(
            settings.flink(),
            FlinkPlace.local(),
            0,
            TaskManagerMemory.of(HEAP_MEGABYTES, rocksDb, SUBTASKS),
            new Configuration())) {
      RunningJob job =
          flink.run(
              configuration -> {
                StreamExecutionEnvironment environment =
                    StreamExecutionEnvironment.getExecutionEnvironment(configuration);
                define.accept(environment, settings);
                return environment.getStreamGraph();
              });
      List<Result> costs = new ArrayList<>();
      for (Span span : measured) {
        costs.add(cost(span, count));
      }
      job.checkpoint(Duration.ofMinutes(2));
      long bytes = stateBytes(flink, job);
      costs.replaceAll(cost -> new Result(cost.perSecond, cost.cpuMicros, bytes));
      return costs;
    }
  }

  private static Result cost(Span span, String count) {
    awaitCount(count, span.from);
    long countAtStart = CountingSink.count(count);
    long cpu = cpuNanos();
    long started = System.nanoTime();
    awaitCount(count, span.to);
    double seconds = (System.nanoTime() - started) / 1e9;
    long readings = CountingSink.count(count) - countAtStart;
    return new Result(readings / seconds, (cpuNanos() - cpu) / 1e3 / readings, -1);
  }

  private static void awaitCount(String name, long least) {
    await()
        .atMost(Duration.ofMinutes(10))
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(10))
        .until(() -> CountingSink.count(name) >= least);
  }

  /** Size of the newest completed checkpoint, by Flink's own word. */
  private static long stateBytes(EmbeddedFlink flink, RunningJob job) throws Exception {
    URI checkpoints = URI.create(flink.webAddress() + "/jobs/" + job.id() + "/checkpoints");
    String answer =
        HttpClient.newHttpClient()
            .send(HttpRequest.newBuilder(checkpoints).build(), HttpResponse.BodyHandlers.ofString())
            .body();
    Matcher newest = STATE_SIZE.matcher(answer.substring(answer.indexOf("\"latest\"")));
    return newest.find() ? Long.parseLong(newest.group(1)) : -1;
  }

  /** How much faster it is than the baseline; above one is good. */
  static String ratio(Result result, Result baseline) {
    return String.format(
        Locale.ROOT,
        "%.2f (by CPU %.2f)",
        result.perSecond / baseline.perSecond,
        baseline.cpuMicros / result.cpuMicros);
  }

  static void print(String format, Object... values) {
    Object[] all = Arrays.copyOf(values, values.length + 1);
    all[values.length] = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    System.out.printf(Locale.ROOT, format + "; load %.1f%n", all);
  }

  private static long cpuNanos() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
  }
}
