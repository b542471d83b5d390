package city.sawang.jobs;

import static city.sawang.jobs.JobBench.print;
import static city.sawang.jobs.JobBench.ratio;
import static org.assertj.core.api.Assertions.assertThat;

import city.sawang.jobs.JobBench.Result;
import city.sawang.jobs.JobBench.Span;
import city.sawang.jobs.flink.StateBackend;
import city.sawang.jobs.source.KafkaSources;
import city.sawang.jobs.source.RawRecord;
import city.sawang.schemas.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.BiConsumer;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.streaming.api.datastream.DataStream;
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
  private static final int READINGS = Integer.getInteger("bench.readings", 3_000_000);

  /** Starting and compiling are not in it. */
  private static final Span SECOND_HALF = new Span(READINGS / 2, READINGS);

  @TempDir private Path directory;

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
          metering.stateBytes() / lamps);
      assertThat(metering.perSecond()).isPositive();
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
        assertThat(heap.perSecond()).isPositive();
        costs.add(heap.cpuMicros());
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
            ends.get(i) - 3,
            ends.get(i),
            costs.get(i),
            100 * (costs.get(i).cpuMicros() / mean - 1));
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
    return bench()
        .run(
            kafka,
            backend,
            (environment, settings) ->
                define.accept(
                    new KafkaSources(settings.kafka(), settings.consumers().groupId(), "")
                        .readings(environment)
                        // Heartbeats alone have none.
                        .filter(record -> record.key() != null)
                        .uid("with-key"),
                    new CountingSink<>(count)),
            count,
            List.of(SECOND_HALF))
        .get(0);
  }

  private Result metering(EmbeddedKafka kafka, int lamps, StateBackend backend, String name)
      throws Exception {
    return metering(kafka, lamps, backend, name, List.of(SECOND_HALF)).get(0);
  }

  private List<Result> metering(
      EmbeddedKafka kafka, int lamps, StateBackend backend, String name, List<Span> measured)
      throws Exception {
    String count = name + "-" + lamps + "-" + System.nanoTime();
    return bench()
        .run(
            kafka,
            backend,
            (environment, settings) -> JobBench.define(environment, settings, count),
            count,
            measured);
  }

  private JobBench bench() {
    return new JobBench(directory);
  }
}
