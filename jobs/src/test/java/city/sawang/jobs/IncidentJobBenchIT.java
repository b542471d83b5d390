package city.sawang.jobs;

import static city.sawang.jobs.JobBench.print;
import static city.sawang.jobs.JobBench.ratio;
import static org.assertj.core.api.Assertions.assertThat;

import city.sawang.jobs.JobBench.Result;
import city.sawang.jobs.JobBench.Span;
import city.sawang.jobs.alarm.IncidentStream;
import city.sawang.jobs.controller.ControllerProcess;
import city.sawang.jobs.flink.StateBackend;
import city.sawang.schemas.Topics;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The readings job that watches lamps beside the one that does not, over the same backlog in turns,
 * because the machine may be busy with other things. {@code mvn -Pbench -pl jobs -am verify
 * -Dit.test=IncidentJobBenchIT}
 */
@Tag("bench")
class IncidentJobBenchIT {
  private static final int PARTITIONS = 8;
  private static final int LAMPS = Integer.getInteger("bench.lamps", 100_000);
  private static final int READINGS = Integer.getInteger("bench.readings", 3_000_000);
  private static final int ROUNDS = Integer.getInteger("bench.rounds", 3);

  /** Of a troubled fleet the last ones are still held back when the backlog ends. */
  private static final Span SECOND_HALF = new Span(READINGS / 2, READINGS * 19L / 20);

  @TempDir private Path directory;

  @ParameterizedTest
  @CsvSource({"HASHMAP,CALM", "HASHMAP,TROUBLED", "ROCKSDB,CALM", "ROCKSDB,TROUBLED"})
  void besideTheJobWithout(StateBackend backend, BenchFleet.Mood mood) throws Exception {
    List<Result> without = new ArrayList<>();
    List<Result> with = new ArrayList<>();
    try (EmbeddedKafka kafka = EmbeddedKafka.start(directory.resolve("kafka"))) {
      kafka.createTopics(PARTITIONS, Topics.READINGS, Topics.REGISTRY, Topics.QUARANTINE);
      new BenchFleet(LAMPS, mood).send(kafka, READINGS / LAMPS);
      // The first round is for the compiler.
      for (int round = 0; round <= ROUNDS; round++) {
        Result plain = run(kafka, backend, false);
        Result watching = run(kafka, backend, true);
        print(
            "%s, %s, round %d: without %s, with %s: %s",
            backend, mood, round, plain, watching, ratio(watching, plain));
        if (round > 0) {
          without.add(plain);
          with.add(watching);
        }
      }
    }
    Result plain = median(without);
    Result watching = median(with);
    print(
        "%s, %s, %,d lamps, medians of %d rounds: without %s, with %s: %s; incidents take %.2f CPU"
            + " µs a reading and %,d bytes a lamp beside %,d",
        backend,
        mood,
        LAMPS,
        ROUNDS,
        plain,
        watching,
        ratio(watching, plain),
        watching.cpuMicros() - plain.cpuMicros(),
        (watching.stateBytes() - plain.stateBytes()) / LAMPS,
        plain.stateBytes() / LAMPS);
    assertThat(watching.perSecond()).isPositive();
  }

  private Result run(EmbeddedKafka kafka, StateBackend backend, boolean watched) throws Exception {
    String count = "incidents-" + watched + "-" + System.nanoTime();
    Result result =
        new JobBench(directory)
            .run(
                kafka,
                backend,
                (environment, settings) ->
                    IncidentStream.define(
                        JobBench.define(environment, settings, count)
                            .getSideOutput(ControllerProcess.NEWS),
                        new CountingSink<>(count + "-changes"),
                        settings.horizon(),
                        watched),
                count,
                List.of(SECOND_HALF))
            .get(0);
    if (watched) {
      print("%,d changes of incidents", CountingSink.count(count + "-changes"));
    }
    return result;
  }

  /** Each figure on its own. */
  private static Result median(List<Result> results) {
    int middle = results.size() / 2;
    return new Result(
        results.stream().map(Result::perSecond).sorted().toList().get(middle),
        results.stream().map(Result::cpuMicros).sorted().toList().get(middle),
        results.stream()
            .map(Result::stateBytes)
            .sorted(Comparator.naturalOrder())
            .toList()
            .get(middle));
  }
}
