package city.sawang.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import city.sawang.jobs.startpoint.KafkaLogs;
import city.sawang.jobs.startpoint.OtherLog;
import city.sawang.schemas.AvroMessages;
import city.sawang.schemas.Topics;
import city.sawang.schemas.avro.Reading;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.Configuration;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kafka is thrown away and the checkpoints are kept. */
class OtherLogIT {
  private static final int MINUTE = 60_000;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir private Path directory;
  private final AvroMessages messages = new AvroMessages();
  private EmbeddedKafka kafka;
  private TestDatabase database;

  @BeforeEach
  void start() throws Exception {
    database = TestDatabase.start(directory.resolve("pg"));
    newKafka("first");
  }

  @AfterEach
  void stop() {
    database.close();
    kafka.close();
  }

  private void newKafka(String name) throws Exception {
    kafka = EmbeddedKafka.start(directory.resolve(name));
    createTopics();
  }

  private void createTopics() throws Exception {
    kafka.createTopics(1, Topics.READINGS, Topics.REGISTRY, Topics.QUARANTINE);
  }

  private JobSettings settings() {
    return JobSettings.of(
            kafka.bootstrap(), database.address(), directory.resolve("checkpoints").toUri())
        .withCheckpointInterval(Duration.ofMillis(500));
  }

  private void send(int from, int to) throws Exception {
    List<ProducerRecord<String, byte[]>> records = new ArrayList<>();
    for (int i = from; i < to; i++) {
      Reading reading =
          TestReadings.reading("NAN-1", TestReadings.EVENING + i * (long) MINUTE, i)
              .setEnergyTotalMilliwattHours(1_000_000L + 667L * i)
              .build();
      records.add(
          new ProducerRecord<>(
              Topics.READINGS,
              0,
              reading.getObservedAt(),
              Topics.key(reading.getCityId(), reading.getControllerId()),
              messages.encode(reading)));
    }
    kafka.send(records);
  }

  private void awaitReadings(long expected) {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(100))
        .untilAsserted(
            () ->
                assertThat(database.number("SELECT count(*) FROM store.reading"))
                    .isEqualTo(expected));
  }

  private String logName() {
    try (KafkaLogs logs = new KafkaLogs(kafka.bootstrap())) {
      return logs.ask().name();
    }
  }

  private static String exceptions(EmbeddedJobs jobs) throws Exception {
    URI address = jobs.webAddress().resolve("/jobs/" + jobs.job() + "/exceptions");
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString())
        .body();
  }

  @Test
  void theOffsetsOfAnotherLogAreRefusedUntilThatIsAcceptedByName() throws Exception {
    // given: 40 readings of one log, with a checkpoint behind them
    try (EmbeddedJobs jobs = EmbeddedJobs.start(settings(), new Configuration())) {
      send(0, 40);
      awaitReadings(40);
    }
    SawangJobs.requireSameLog(settings());
    kafka.close();

    // when: Kafka is made anew, and holds more than was read of the former one
    newKafka("second");
    send(40, 100);

    // then: the start says so in one line …
    assertThatThrownBy(() -> SawangJobs.requireSameLog(settings()))
        .isInstanceOf(OtherLog.class)
        .hasMessageContaining("another log")
        .hasMessageEndingWith("start with --new-log " + logName());
    // … whoever starts all the same reads nothing …
    EmbeddedJobs refused = EmbeddedJobs.start(settings(), new Configuration());
    try {
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(exceptions(refused))
                      .contains("OtherLog", "start with --new-log " + logName()));
      assertThat(database.number("SELECT count(*) FROM store.reading")).isEqualTo(40);
    } finally {
      refused.stop();
    }
    // … the name of yet another log is no key …
    assertThatThrownBy(() -> SawangJobs.requireSameLog(settings().withNewLog("0123456789ab")))
        .isInstanceOf(OtherLog.class);
    // … and with its name nothing of it is skipped, and the figures go on.
    JobSettings accepted = settings().withNewLog(logName());
    SawangJobs.requireSameLog(accepted);
    try (EmbeddedJobs jobs = EmbeddedJobs.start(accepted, new Configuration())) {
      awaitReadings(100);
      // The ledger adds up what comes within a moment before it writes.
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(
                          database.number(
                              "SELECT sum(received) FROM store.ledger_hour WHERE city_id = '"
                                  + TestReadings.CITY
                                  + "'"))
                      .isEqualTo(100));
    }

    // From then on it is the log: the name may stay or go.
    try (EmbeddedJobs jobs = EmbeddedJobs.start(settings(), new Configuration())) {
      send(100, 110);
      awaitReadings(110);
    }
  }

  @Test
  void aTopicMadeAnewUnderARunningJobIsNoticed() throws Exception {
    // given
    EmbeddedJobs jobs = EmbeddedJobs.start(settings(), new Configuration());
    try {
      send(0, 10);
      awaitReadings(10);
      // when
      try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrap()))) {
        admin.deleteTopics(List.of(Topics.READINGS)).all().get();
        await().until(() -> !admin.listTopics().names().get().contains(Topics.READINGS));
      }
      kafka.createTopics(1, Topics.READINGS);
      send(10, 30);
      // then
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(exceptions(jobs)).contains("OtherLog"));
      assertThat(jobs.status()).isNotEqualTo(JobStatus.FINISHED);
    } finally {
      jobs.stop();
    }
    JobSettings accepted = settings().withNewLog(logName());
    try (EmbeddedJobs again = EmbeddedJobs.start(accepted, new Configuration())) {
      awaitReadings(30);
    }
  }
}
