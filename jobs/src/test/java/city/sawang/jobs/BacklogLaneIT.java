package city.sawang.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import city.sawang.jobs.flink.Checkpoints;
import city.sawang.schemas.AvroMessages;
import city.sawang.schemas.Topics;
import city.sawang.schemas.avro.Heartbeat;
import city.sawang.schemas.avro.Reading;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.flink.configuration.Configuration;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A topic with partitions reserved for backlog, between a real Kafka and a real PostgreSQL. */
class BacklogLaneIT {
  private static final int ORDINARY = 4;
  private static final int RESERVED = 2;
  private static final long MINUTE = 60_000;
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final String RECEIVED = "SELECT coalesce(sum(received), 0) FROM store.ledger_hour";

  @TempDir private Path directory;
  private final AvroMessages messages = new AvroMessages();
  private EmbeddedKafka kafka;
  private TestDatabase database;
  private JobSettings settings;

  @BeforeEach
  void start() throws Exception {
    kafka = EmbeddedKafka.start(directory.resolve("kafka"));
    kafka.createTopics(ORDINARY + RESERVED, Topics.READINGS);
    kafka.createTopics(ORDINARY, Topics.REGISTRY, Topics.QUARANTINE);
    database = TestDatabase.start(directory.resolve("pg"));
    settings =
        JobSettings.of(
                kafka.bootstrap(), database.address(), directory.resolve("checkpoints").toUri())
            .withParallelism(2)
            .withCheckpointInterval(Duration.ofMillis(300));
  }

  @AfterEach
  void stop() {
    database.close();
    kafka.close();
  }

  private EmbeddedJobs job(JobSettings how) throws Exception {
    return EmbeddedJobs.start(how, new Configuration());
  }

  private ProducerRecord<String, byte[]> record(int partition, Reading reading) {
    return new ProducerRecord<>(
        Topics.READINGS,
        partition,
        reading.getObservedAt(),
        Topics.key(reading.getCityId(), reading.getControllerId()),
        messages.encode(reading));
  }

  private Reading reading(String controllerId, int minute) {
    return TestReadings.reading(controllerId, TestReadings.EVENING + minute * MINUTE, minute)
        .setEnergyTotalMilliwattHours(1_000_000L + 667L * minute)
        .build();
  }

  private List<ProducerRecord<String, byte[]>> backlog(int controllers, int minutes) {
    List<ProducerRecord<String, byte[]>> records = new ArrayList<>();
    for (int minute = 0; minute < minutes; minute++) {
      for (int i = 0; i < controllers; i++) {
        records.add(record(ORDINARY + i % RESERVED, reading("away-" + i, minute)));
      }
    }
    return records;
  }

  private void awaitNumber(String sql, long number) {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(50))
        .untilAsserted(() -> assertThat(database.number(sql)).isEqualTo(number));
  }

  private void awaitCheckpoint() {
    Optional<URI> before = Checkpoints.newestComplete(settings.checkpoints());
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(50))
        .until(() -> !Checkpoints.newestComplete(settings.checkpoints()).equals(before));
  }

  @Test
  void aFreshReadingIsThroughWhileABacklogIsNotAndNothingIsLostOnTheWay() throws Exception {
    // given
    int total = 100 * 600;
    kafka.send(backlog(100, 600));
    try (EmbeddedJobs job = job(settings.withBacklogRate(1_000))) {
      await().atMost(PATIENCE).until(() -> database.number(RECEIVED) > 0);
      // when
      kafka.send(List.of(record(0, reading("fresh", 0))));
      awaitNumber("SELECT count(*) FROM store.reading WHERE controller_id = 'fresh'", 1);
      awaitCheckpoint();
      awaitCheckpoint();
      // then
      assertThat(database.number(RECEIVED)).isLessThan(total);
      assertThat(job.webAddress()).isNotNull();
    }
    // when: the next run resumes in the middle of the backlog, without a limit
    try (EmbeddedJobs job = job(settings)) {
      // then
      awaitNumber("SELECT count(*) FROM store.reading", total + 1L);
      awaitNumber(
          "SELECT coalesce(sum(in_time + late_corrected), 0) FROM store.ledger_hour", total + 1L);
      assertThat(job.webAddress()).isNotNull();
    }
  }

  @Test
  void aControllerThatChangesTheLaneHasTheFiguresOfOneThatDoesNot() throws Exception {
    // given: the same readings sent twice, once in order, once with the fresh part before the
    // backlog
    int minutes = 26 * 60;
    List<ProducerRecord<String, byte[]>> registry = new ArrayList<>();
    for (String controller : List.of("steady", "changes")) {
      registry.add(
          new ProducerRecord<>(
              Topics.REGISTRY,
              Topics.key(TestReadings.CITY, controller),
              messages.encode(TestReadings.registered(controller, "lamp-" + controller))));
    }
    kafka.send(registry);
    List<ProducerRecord<String, byte[]>> fresh = new ArrayList<>();
    List<ProducerRecord<String, byte[]>> old = new ArrayList<>();
    for (int minute = 0; minute < minutes; minute++) {
      fresh.add(record(0, reading("steady", minute)));
      boolean late = minute >= 60 && minute < minutes - 60;
      (late ? old : fresh).add(record(late ? ORDINARY : 1, reading("changes", minute)));
    }
    try (EmbeddedJobs job = job(settings)) {
      // when
      kafka.send(fresh);
      awaitNumber(RECEIVED, fresh.size());
      kafka.send(old);
      kafka.send(heartbeats());
      awaitNumber(RECEIVED, 2L * minutes);
      // then
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> {
                for (String table : List.of("lamp_quarter_hour", "lamp_night")) {
                  assertThat(figures(table, "changes"))
                      .isNotEmpty()
                      .isEqualTo(figures(table, "steady"));
                }
              });
      assertThat(database.number("SELECT sum(late_corrected) FROM store.ledger_hour"))
          .isEqualTo(old.size());
      assertThat(job.webAddress()).isNotNull();
    }
  }

  private List<ProducerRecord<String, byte[]>> heartbeats() {
    List<ProducerRecord<String, byte[]>> records = new ArrayList<>();
    byte[] beat = messages.encode(new Heartbeat("bridge-1", TestReadings.EVENING));
    for (int partition = 0; partition < ORDINARY + RESERVED; partition++) {
      records.add(
          new ProducerRecord<>(Topics.READINGS, partition, TestReadings.EVENING, null, beat));
    }
    return records;
  }

  /** Everything but the lamp's name and how often and when its row was written. */
  private List<Object> figures(String table, String controller) throws Exception {
    return database
        .rows(
            "SELECT (to_jsonb(t) - 'lamp_id' - 'revision' - 'updated_at')::text AS figures FROM"
                + " store."
                + table
                + " t WHERE lamp_id = 'lamp-"
                + controller
                + "' ORDER BY 1")
        .stream()
        .map(row -> row.get("figures"))
        .toList();
  }
}
