package city.sawang.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import city.sawang.schemas.AvroMessages;
import city.sawang.schemas.Topics;
import city.sawang.schemas.avro.Reading;
import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.flink.configuration.Configuration;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A backlog in Kafka through the whole job into PostgreSQL, everything but PostgreSQL in this JVM.
 * {@code mvn -pl jobs -am verify -Pbench -Dit.test=BacklogBenchIT}
 */
@Tag("bench")
class BacklogBenchIT {
  private static final int CONTROLLERS = 2_000;
  private static final int MINUTES = 150;
  private static final int READINGS = CONTROLLERS * MINUTES;

  @TempDir private Path directory;

  @Test
  void aBacklogIsWorkedOff() throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(directory.resolve("kafka"));
        TestDatabase database = TestDatabase.start(directory.resolve("pg"))) {
      kafka.createTopics(8, Topics.READINGS, Topics.REGISTRY, Topics.QUARANTINE);
      kafka.send(registry());
      for (int minute = 0; minute < MINUTES; minute += 10) {
        kafka.send(minutes(minute, minute + 10));
      }
      JobSettings settings =
          JobSettings.of(
                  kafka.bootstrap(), database.address(), directory.resolve("checkpoints").toUri())
              .withParallelism(2);
      long cpuBefore = cpuNanos();
      long started = System.nanoTime();
      try (EmbeddedJobs job = EmbeddedJobs.start(settings, new Configuration())) {
        await()
            .atMost(Duration.ofMinutes(10))
            .pollInterval(Duration.ofMillis(500))
            .until(
                () ->
                    database.number("SELECT coalesce(sum(received), 0) FROM store.ledger_hour")
                        == READINGS);
        long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - started);
        System.out.printf(
            "whole job: %,d readings in %d s, %,d per second, start included; %.2f CPU seconds per"
                + " 100,000 in this JVM, job %s%n",
            READINGS,
            seconds,
            READINGS / seconds,
            (cpuNanos() - cpuBefore) / 1e9 / READINGS * 100_000,
            job.status());
      }
      assertThat(database.number("SELECT count(*) FROM store.reading")).isEqualTo(READINGS);
    }
  }

  private static long cpuNanos() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
  }

  private static List<ProducerRecord<String, byte[]>> registry() {
    AvroMessages messages = new AvroMessages();
    List<ProducerRecord<String, byte[]>> records = new ArrayList<>();
    for (int controller = 0; controller < CONTROLLERS; controller++) {
      records.add(
          new ProducerRecord<>(
              Topics.REGISTRY,
              Topics.key(TestReadings.CITY, "c" + controller),
              messages.encode(TestReadings.registered("c" + controller, "lamp-" + controller))));
    }
    return records;
  }

  private static List<ProducerRecord<String, byte[]>> minutes(int from, int to) {
    AvroMessages messages = new AvroMessages();
    List<ProducerRecord<String, byte[]>> records = new ArrayList<>();
    for (int minute = from; minute < to; minute++) {
      for (int controller = 0; controller < CONTROLLERS; controller++) {
        Reading reading =
            TestReadings.reading("c" + controller, TestReadings.EVENING + minute * 60_000L, minute)
                .setEnergyTotalMilliwattHours(1_000_000L + 667L * minute)
                .build();
        Integer anyPartition = null;
        records.add(
            new ProducerRecord<>(
                Topics.READINGS,
                anyPartition,
                reading.getObservedAt(),
                Topics.key(reading.getCityId(), reading.getControllerId()),
                messages.encode(reading)));
      }
    }
    return records;
  }
}
