package city.sawang.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import city.sawang.jobs.controller.ControllerProcess;
import city.sawang.jobs.figures.EnergyFigures;
import city.sawang.jobs.flink.EmbeddedFlink;
import city.sawang.jobs.flink.FlinkPlace;
import city.sawang.jobs.flink.RunningJob;
import city.sawang.jobs.flink.StateBackend;
import city.sawang.jobs.flink.TaskManagerMemory;
import city.sawang.jobs.sink.DatabaseAddress;
import city.sawang.jobs.source.KafkaSources;
import city.sawang.jobs.source.RawRecord;
import city.sawang.schemas.Topics;
import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The readings job from Kafka to rows that are counted and let go, beside {@link BaselineJob} over
 * the same backlog, everything in this JVM on two subtasks. Time is taken over the second half of
 * the readings, so that starting and compiling are not in it. {@code mvn -Pbench -pl jobs -am
 * verify -Dit.test=MeteringJobBenchIT}
 */
@Tag("bench")
class MeteringJobBenchIT {
  private static final int PARTITIONS = 8;
  private static final int SUBTASKS = 2;
  private static final int HEAP_MEGABYTES = 2_048;
  private static final int ROCKSDB_MEGABYTES = 512;
  private static final int READINGS = Integer.getInteger("bench.readings", 3_000_000);
  private static final Pattern STATE_SIZE = Pattern.compile("\"state_size\":([0-9]+)");

  @TempDir private Path directory;

  /** From which reading to which one time is taken. */
  private record Span(long from, long to) {
    /** The second half: starting and compiling are not in it. */
    static final Span ALL = new Span(READINGS / 2, READINGS);
  }

  private record Result(double perSecond, double cpuMicros, long stateBytes) {
    @Override
    public String toString() {
      return String.format(Locale.ROOT, "%,.0f/s, %.2f CPU µs a reading", perSecond, cpuMicros);
    }
  }

  @Test
  void onTheHeapBesideTheBaseline() throws Exception {
    besideTheBaseline(StateBackend.HASHMAP);
  }

  @Test
  void inRocksDbBesideTheBaseline() throws Exception {
    besideTheBaseline(StateBackend.ROCKSDB);
  }

  private void besideTheBaseline(StateBackend backend) throws Exception {
    int lamps = Integer.getInteger("bench.lamps", 100_000);
    try (EmbeddedKafka kafka = backlog(lamps)) {
      Result bytes = warm(() -> beside(kafka, backend, "bytes", BaselineJob::ofBytes));
      Result readings = warm(() -> beside(kafka, backend, "readings", BaselineJob::ofReadings));
      Result subtracting = warm(() -> beside(kafka, backend, "subtract", SubtractingJob::define));
      Result metering = warm(() -> metering(kafka, lamps, backend, "metering"));
      print("%s, %,d lamps: baseline of bytes %s", backend, lamps, bytes);
      print(
          "%s, %,d lamps: baseline of readings %s, %s of bytes",
          backend, lamps, readings, ratio(readings, bytes));
      print(
          "%s, %,d lamps: only subtracting %s, %s of readings, %s of bytes",
          backend, lamps, subtracting, ratio(subtracting, readings), ratio(subtracting, bytes));
      print(
          "%s, %,d lamps: job %s, %s of readings, %s of bytes, %s of subtracting; %,d readings and"
              + " %,d bytes of state a lamp",
          backend,
          lamps,
          metering,
          ratio(metering, readings),
          ratio(metering, bytes),
          ratio(metering, subtracting),
          READINGS / lamps,
          metering.stateBytes / lamps);
      assertThat(metering.perSecond).isPositive();
    }
  }

  /** What the second of two runs says: the first one is for the compiler. */
  private static Result warm(Callable<Result> run) throws Exception {
    run.call();
    return run.call();
  }

  @Test
  void costPerReadingByLamps() throws Exception {
    // The first run is for the compiler.
    List<Integer> fleets = List.of(1_000, 1_000, 10_000, 100_000);
    List<Double> costs = new ArrayList<>();
    for (int lamps : fleets) {
      try (EmbeddedKafka kafka = backlog(lamps)) {
        Result heap = metering(kafka, lamps, StateBackend.HASHMAP, "lamps");
        print("%,d lamps: %s", lamps, heap);
        assertThat(heap.perSecond).isPositive();
        costs.add(heap.cpuMicros);
      }
    }
    List<Double> warm = costs.subList(1, costs.size());
    double mean = warm.stream().mapToDouble(cost -> cost).average().orElseThrow();
    for (int i = 1; i < costs.size(); i++) {
      print(
          "%,d lamps: %+.0f %% of the mean of %.2f µs",
          fleets.get(i), 100 * (costs.get(i) / mean - 1), mean);
    }
  }

  /**
   * What a reading of the first days costs, and one after four weeks: by then the log and the
   * figures of a lamp hold what they ever will. The first run is for the compiler.
   */
  @Test
  void costPerReadingByDaysOfHistory() throws Exception {
    // So many that two days are several seconds: the start of a job is not what is measured.
    int lamps = 4_000;
    int day = lamps * (int) (Duration.ofDays(1).toMillis() / BenchFleet.INTERVAL_MILLIS);
    int days = 30;
    try (EmbeddedKafka kafka = backlog(lamps, day * days)) {
      metering(kafka, lamps, StateBackend.HASHMAP, "warm-up", List.of(new Span(day, 8L * day)));
      // Each long enough for a checkpoint or two, and the last not the end of the backlog.
      List<Integer> ends = List.of(6, 13, 20, 28);
      List<Result> costs =
          metering(
              kafka,
              lamps,
              StateBackend.HASHMAP,
              "days",
              ends.stream().map(end -> new Span((end - 4L) * day, (long) end * day)).toList());
      double mean = costs.stream().mapToDouble(Result::cpuMicros).average().orElseThrow();
      for (int i = 0; i < costs.size(); i++) {
        print(
            "days %d to %d: %s, %+.0f %% of the mean",
            ends.get(i) - 3, ends.get(i), costs.get(i), 100 * (costs.get(i).cpuMicros / mean - 1));
      }
      assertThat(costs).hasSameSizeAs(ends);
    }
  }

  private EmbeddedKafka backlog(int lamps) throws Exception {
    return backlog(lamps, READINGS);
  }

  private EmbeddedKafka backlog(int lamps, int readings) throws Exception {
    EmbeddedKafka kafka = EmbeddedKafka.start(directory.resolve("kafka-" + System.nanoTime()));
    kafka.createTopics(PARTITIONS, Topics.READINGS, Topics.REGISTRY, Topics.QUARANTINE);
    new BenchFleet(lamps).send(kafka, readings / lamps);
    return kafka;
  }

  private <T> Result beside(
      EmbeddedKafka kafka,
      StateBackend backend,
      String name,
      BiConsumer<DataStream<RawRecord>, Sink<T>> define)
      throws Exception {
    String count = name + "-" + System.nanoTime();
    return run(
            settings(kafka, backend, count),
            (environment, settings) ->
                define.accept(
                    new KafkaSources(settings.kafka(), settings.consumers().groupId(), "")
                        .readings(environment),
                    new CountingSink<>(count)),
            count,
            List.of(Span.ALL))
        .get(0);
  }

  private Result metering(EmbeddedKafka kafka, int lamps, StateBackend backend, String name)
      throws Exception {
    return metering(kafka, lamps, backend, name, List.of(Span.ALL)).get(0);
  }

  private List<Result> metering(
      EmbeddedKafka kafka, int lamps, StateBackend backend, String name, List<Span> measured)
      throws Exception {
    String count = name + "-" + lamps + "-" + System.nanoTime();
    return run(
        settings(kafka, backend, count),
        (environment, settings) -> {
          KafkaSources sources =
              new KafkaSources(settings.kafka(), settings.consumers().groupId(), "");
          ReadingsJob.define(
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
                      new CountingSink<>(count + "-due"),
                      new CountingSink<>(count + "-violations")),
                  new CountingSink<>(count + "-ledger"),
                  new CountingSink<>(count + "-quarantine")),
              new ControllerProcess(settings.horizon()),
              settings);
        },
        count,
        measured);
  }

  private JobSettings settings(EmbeddedKafka kafka, StateBackend backend, String name) {
    return JobSettings.of(
            kafka.bootstrap(),
            new DatabaseAddress("jdbc:postgresql://localhost/unused", "unused", ""),
            directory.resolve("checkpoints-" + name).toUri())
        .withParallelism(SUBTASKS)
        .withStateBackend(backend)
        .withCheckpointInterval(Duration.ofSeconds(10));
  }

  /** What each of the spans cost; the state is that behind the last one. */
  private static List<Result> run(
      JobSettings settings,
      BiConsumer<StreamExecutionEnvironment, JobSettings> define,
      String count,
      List<Span> measured)
      throws Exception {
    int rocksDb = settings.stateBackend() == StateBackend.ROCKSDB ? ROCKSDB_MEGABYTES : 0;
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
      long before = CountingSink.count(count);
      List<Result> costs = new ArrayList<>();
      for (Span span : measured) {
        awaitCount(count, before + span.from);
        long countAtStart = CountingSink.count(count);
        long cpu = cpuNanos();
        long started = System.nanoTime();
        awaitCount(count, before + span.to);
        double seconds = (System.nanoTime() - started) / 1e9;
        long readings = CountingSink.count(count) - countAtStart;
        costs.add(new Result(readings / seconds, (cpuNanos() - cpu) / 1e3 / readings, -1));
      }
      job.checkpoint(Duration.ofMinutes(2));
      long bytes = stateBytes(flink, job);
      costs.replaceAll(cost -> new Result(cost.perSecond, cost.cpuMicros, bytes));
      return costs;
    }
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

  private static String ratio(Result result, Result baseline) {
    return String.format(
        Locale.ROOT,
        "%.2f (by CPU %.2f)",
        result.perSecond / baseline.perSecond,
        baseline.cpuMicros / result.cpuMicros);
  }

  private static void print(String format, Object... values) {
    System.out.printf(
        Locale.ROOT,
        format + "; load %.1f%n",
        append(values, ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage()));
  }

  private static Object[] append(Object[] values, Object last) {
    Object[] all = java.util.Arrays.copyOf(values, values.length + 1);
    all[values.length] = last;
    return all;
  }

  private static long cpuNanos() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
  }
}
