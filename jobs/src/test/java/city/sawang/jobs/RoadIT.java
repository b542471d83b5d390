package city.sawang.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import city.sawang.jobs.flink.Checkpoints;
import city.sawang.schemas.AvroMessages;
import city.sawang.schemas.Topics;
import city.sawang.schemas.avro.DeviceKind;
import city.sawang.schemas.avro.Heartbeat;
import city.sawang.schemas.avro.QuarantinedPayload;
import city.sawang.schemas.avro.Reading;
import city.sawang.schemas.avro.RegistryCity;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.Configuration;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole job between a real Kafka and a real PostgreSQL. */
class RoadIT {
  private static final int PARTITIONS = 4;
  private static final int MINUTE = 60_000;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir private Path directory;
  private final AvroMessages messages = new AvroMessages();
  private EmbeddedKafka kafka;
  private TestDatabase database;
  private JobSettings settings;

  @BeforeEach
  void start() throws Exception {
    kafka = EmbeddedKafka.start(directory.resolve("kafka"));
    kafka.createTopics(
        PARTITIONS, Topics.READINGS, Topics.REGISTRY, Topics.QUARANTINE, Topics.INCIDENTS);
    database = TestDatabase.start(directory.resolve("pg"));
    settings =
        JobSettings.of(
                kafka.bootstrap(), database.address(), directory.resolve("checkpoints").toUri())
            .withParallelism(2)
            .withCheckpointInterval(Duration.ofMillis(500));
  }

  @AfterEach
  void stop() {
    database.close();
    kafka.close();
  }

  private EmbeddedJobs job() throws Exception {
    return EmbeddedJobs.start(settings, new Configuration());
  }

  private ProducerRecord<String, byte[]> record(
      String topic, String key, long timestamp, SpecificRecord message) {
    Integer anyPartition = null;
    return new ProducerRecord<>(topic, anyPartition, timestamp, key, messages.encode(message));
  }

  private ProducerRecord<String, byte[]> record(Reading reading) {
    return record(
        Topics.READINGS,
        Topics.key(reading.getCityId(), reading.getControllerId()),
        reading.getObservedAt(),
        reading);
  }

  private static ProducerRecord<String, byte[]> raw(String topic, String key, byte[] value) {
    Integer anyPartition = null;
    return new ProducerRecord<>(topic, anyPartition, TestReadings.EVENING, key, value);
  }

  private ProducerRecord<String, byte[]> registered(String controllerId, String lampId) {
    return record(
        Topics.REGISTRY,
        Topics.key(TestReadings.CITY, controllerId),
        0L,
        TestReadings.registered(controllerId, lampId));
  }

  /** One reading a minute, 40 W, the counter goes up by 667 mWh. */
  private List<ProducerRecord<String, byte[]>> minutes(String controllerId, int from, int to) {
    return minutes(controllerId, TestReadings.EVENING, from, to);
  }

  private List<ProducerRecord<String, byte[]>> minutes(
      String controllerId, long start, int from, int to) {
    List<ProducerRecord<String, byte[]>> records = new ArrayList<>();
    for (int i = from; i < to; i++) {
      records.add(
          record(
              TestReadings.reading(controllerId, start + i * (long) MINUTE, i)
                  .setEnergyTotalMilliwattHours(1_000_000L + 667L * i)
                  .build()));
    }
    return records;
  }

  private void awaitNumber(String sql, long expected) {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(100))
        .untilAsserted(() -> assertThat(database.number(sql)).isEqualTo(expected));
  }

  /** Flink's own word: from scratch the figures would come out right as well, only slower. */
  private static boolean wentOnFromACheckpoint(EmbeddedJobs job) throws Exception {
    URI checkpoints = URI.create(job.webAddress() + "/jobs/" + job.job() + "/checkpoints");
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(checkpoints).build(), HttpResponse.BodyHandlers.ofString())
        .body()
        .contains("\"restored\":{");
  }

  private void awaitReceived(long expected) {
    awaitNumber("SELECT coalesce(sum(received), 0) FROM store.ledger_hour", expected);
  }

  private Map<String, Object> ledger() throws SQLException {
    return database
        .rows(
            "SELECT sum(received)::int AS received, sum(accepted)::int AS accepted,"
                + " sum(duplicate)::int AS duplicate, sum(quarantined)::int AS quarantined,"
                + " sum(unexplained)::int AS unexplained FROM quality.ledger")
        .get(0);
  }

  /** Only the heartbeats of the bridge tell that time passes: the registry must not hold it up. */
  @Test
  void aLampThatFallsSilentIsAnIncident() throws Exception {
    // given
    settings = settings.withIncidents(true);
    kafka.send(List.of(registered("c1", "lamp-1"), registered("c2", "lamp-2")));
    kafka.send(minutes("c1", 0, 5));
    kafka.send(minutes("c2", 0, 5));
    try (EmbeddedJobs job = job()) {
      awaitReceived(10);
      // when
      kafka.send(minutes("c2", 30, 60));
      kafka.send(heartbeats(TestReadings.EVENING + 60L * MINUTE));
      // then
      awaitNumber("SELECT count(*) FROM store.incident WHERE code = 'COMM_LOSS'", 1);
      assertThat(job.status()).isEqualTo(JobStatus.RUNNING);
    }
    assertThat(database.rows("SELECT subject_id, retracted FROM store.incident"))
        .containsExactly(Map.of("subject_id", "lamp-1", "retracted", false));
  }

  private List<ProducerRecord<String, byte[]>> heartbeats(long at) {
    byte[] heartbeat = messages.encode(new Heartbeat("bridge-1", at));
    return IntStream.range(0, PARTITIONS)
        .mapToObj(
            partition ->
                new ProducerRecord<String, byte[]>(Topics.READINGS, partition, at, null, heartbeat))
        .toList();
  }

  @Test
  void aReadingBecomesARowAStateAndAQuarterHour() throws Exception {
    // given
    kafka.send(List.of(registered("c1", "lamp-1")));
    try (EmbeddedJobs job = job()) {
      // A reading may come before its registry record; its state row is of that moment.
      kafka.send(minutes("c1", 0, 30));
      awaitNumber(
          "SELECT count(DISTINCT lamp_id) FROM store.lamp_quarter_hour WHERE deployment_id ="
              + " 'demo'",
          1);
      // when
      kafka.send(minutes("c1", 30, 31));
      // then
      awaitReceived(31);
      awaitNumber("SELECT count(*) FROM store.reading", 31);
      awaitNumber(
          "SELECT count(*) FROM store.lamp_state WHERE observed_at = '2026-11-20 12:30:00+00'", 1);
      assertThat(
              database.rows(
                  "SELECT lamp_id, lit, lit_expected, expected_mw, observed_at ="
                      + " '2026-11-20 12:30:00+00' AS newest FROM store.lamp_state"))
          .containsExactly(
              Map.of(
                  "lamp_id", "lamp-1",
                  "lit", true,
                  "lit_expected", true,
                  "expected_mw", 40_000L,
                  "newest", true));
      awaitNumber(
          "SELECT coalesce(sum(measured_mwh + interpolated_mwh), 0) FROM store.lamp_quarter_hour"
              + " WHERE lamp_id = 'lamp-1' AND deployment_id = 'demo'",
          30 * 667);
      assertThat(job.status()).isEqualTo(JobStatus.RUNNING);
    }
  }

  @Test
  void everyTableOfFiguresIsFilledAndTheyAgree() throws Exception {
    // given: a week ago, two lamps that report, one that never does, one that nobody registered,
    // and
    // a meter
    kafka.send(
        List.of(
            registered("c1", "lamp-1"),
            registered("c2", "lamp-2"),
            registered("c3", "silent"),
            record(
                Topics.REGISTRY,
                Topics.key(TestReadings.CITY, "m1"),
                0L,
                TestReadings.registered("m1", "m1", DeviceKind.METER))));
    long evening = TestReadings.EVENING - Duration.ofDays(7).toMillis();
    List<ProducerRecord<String, byte[]>> records = new ArrayList<>();
    for (String controller : List.of("c1", "c2", "stranger", "m1")) {
      records.addAll(minutes(controller, evening, 0, 121));
    }
    Collections.shuffle(records, new Random(7));
    String late = "SELECT count(*) FROM store.restatement_due WHERE reason = 'TOO_LATE'";
    try (EmbeddedJobs job = job()) {
      // when
      kafka.send(records);
      // then: seven quarter hours of the silent lamp, nine of the others
      awaitNumber("SELECT count(*) FROM store.lamp_quarter_hour WHERE lamp_id = 'silent'", 7);
      awaitNumber(
          "SELECT coalesce(sum(measured_mwh + interpolated_mwh), 0) FROM store.city_month"
              + " WHERE month = '2026-11-01'",
          3 * 120 * 667);
      awaitNumber(
          "SELECT coalesce(sum(meter_energy_mwh), 0) FROM store.feeder_quarter_hour", 120 * 667);
      awaitNumber(disagreeing(), 0);
      assertThat(
              database.rows(
                  "SELECT lamps, unknown_s > 0 AS silence, dark_period_s = lit_dark_s + dark_s"
                      + " + unknown_s + scheduled_off_s AS whole FROM store.city_night"
                      + " WHERE night = '2026-11-13'"))
          .containsExactly(Map.of("lamps", 4, "silence", true, "whole", true));
      // when: a reading comes four days after the others
      kafka.send(minutes("c1", evening, 4 * 24 * 60, 4 * 24 * 60 + 1));
      kafka.send(minutes("c1", evening, 1_000, 1_001));
      // then
      awaitNumber(late, 1);
      awaitNumber(disagreeing(), 0);
      awaitNumber(
          "SELECT count(*) FROM store.lamp_quarter_hour" + " WHERE lamp_id = 'silent' AND decided",
          68);
      assertThat(database.number("SELECT count(*) FROM store.invariant_violation")).isZero();
      assertThat(job.status()).isEqualTo(JobStatus.RUNNING);
    }
  }

  /** Rows of roll-ups that are not the sum of the lamps' rows. */
  private static String disagreeing() {
    String sums =
        "sum(measured_mwh) AS measured, sum(interpolated_mwh) AS split, sum(dark_period_s) AS dark,"
            + " sum(lit_dark_s) AS lit, sum(readings_expected) AS due,"
            + " sum(readings_accepted) AS come";
    String few =
        "sum(measured_mwh) AS measured, sum(interpolated_mwh) AS split,"
            + " sum(readings_expected) AS due, sum(readings_accepted) AS come";
    String lampNights =
        "SELECT lamp_id, ((period_start AT TIME ZONE 'Asia/Bangkok') - interval '12 h')::date AS n,"
            + sums
            + " FROM store.lamp_quarter_hour GROUP BY 1, 2";
    return "SELECT count(*) FROM ("
        + differing(
            lampNights, "SELECT lamp_id, night, " + sums + " FROM store.lamp_night GROUP BY 1, 2")
        + " UNION ALL SELECT 1 FROM ("
        + differing(
            "SELECT night, " + sums + " FROM store.lamp_night GROUP BY 1",
            "SELECT night, " + sums + " FROM store.city_night GROUP BY 1")
        + ") nights UNION ALL SELECT 1 FROM ("
        + differing(
            "SELECT period_start, " + few + " FROM store.lamp_quarter_hour GROUP BY 1",
            "SELECT period_start, " + few + " FROM store.city_quarter_hour GROUP BY 1")
        + ") quarters UNION ALL SELECT 1 FROM ("
        + differing(
            "SELECT feeder_id, period_start, "
                + few
                + " FROM store.lamp_quarter_hour WHERE feeder_id IS NOT NULL GROUP BY 1, 2",
            "SELECT feeder_id, period_start, "
                + few
                + " FROM store.feeder_quarter_hour GROUP BY 1, 2")
        + ") feeders) wrong";
  }

  private static String differing(String one, String other) {
    return "SELECT 1 FROM (((%s) EXCEPT (%s)) UNION ALL ((%s) EXCEPT (%s))) d"
        .formatted(one, other, other, one);
  }

  @Test
  void badBytesEndInQuarantineAndTheJobGoesOn() throws Exception {
    // given
    long now = TestReadings.EVENING;
    byte[] junk = {1, 2, 3};
    byte[] truncated =
        Arrays.copyOf(messages.encode(TestReadings.reading("c1", now, 1).build()), 40);
    QuarantinedPayload refused =
        QuarantinedPayload.newBuilder()
            .setQuarantineId("q1")
            .setReceivedAt(now)
            .setTopic("lighting/v1/mueang-nan/c1/reading")
            .setCityId("mueang-nan")
            .setReason("NOT_JSON")
            .setDetail("a \u0000 is no JSON")
            .setPayload(ByteBuffer.wrap("{".getBytes(StandardCharsets.UTF_8)))
            .build();
    RegistryCity city = new RegistryCity("mueang-nan", "Nan", "น่าน", "Asia/Bangkok", 1, 2);
    List<ProducerRecord<String, byte[]>> records = new ArrayList<>();
    // when: every kind of bad record stands between good ones
    records.add(record(TestReadings.reading("c1", now, 1).build()));
    records.add(raw(Topics.READINGS, "mueang-nan/c1", junk));
    records.add(raw(Topics.READINGS, "mueang-nan/c1", null));
    records.add(raw(Topics.READINGS, null, junk));
    records.add(raw(Topics.READINGS, "mueang-nan/c1", truncated));
    records.add(
        record(
            Topics.READINGS, "mueang-nan/other", now, TestReadings.reading("c1", now, 7).build()));
    records.add(record(Topics.READINGS, "mueang-nan/c1", now, city));
    records.add(record(Topics.READINGS, null, now, new Heartbeat("bridge-1", now)));
    records.add(record(Topics.READINGS, "bridge-1", now, new Heartbeat("bridge-1", now)));
    records.add(raw(Topics.REGISTRY, "mueang-nan/c1", junk));
    records.add(record(Topics.REGISTRY, "mueang-nan", now, city));
    records.add(record(Topics.QUARANTINE, "mueang-nan/c1", now, refused));
    records.add(raw(Topics.QUARANTINE, "mueang-nan/c1", junk));
    records.add(record(TestReadings.reading("c1", now + MINUTE, 2).build()));
    try (EmbeddedJobs job = job()) {
      kafka.send(records);
      // then
      awaitReceived(11);
      awaitNumber("SELECT count(*) FROM store.quarantine", 9);
      assertThat(ledger())
          .containsEntry("accepted", 2)
          .containsEntry("quarantined", 9)
          .containsEntry("unexplained", 0);
      assertThat(
              database.number(
                  "SELECT count(*) FROM store.quarantine WHERE reason = 'NOT_OUR_SCHEMA'"))
          .isEqualTo(8);
      assertThat(database.rows("SELECT payload FROM store.quarantine WHERE quarantine_id = 'q1'"))
          .singleElement()
          .satisfies(row -> assertThat((byte[]) row.get("payload")).containsExactly('{'));
      assertThat(job.status()).isEqualTo(JobStatus.RUNNING);
    }
  }

  @Test
  void nothingIsLostOrCountedTwiceWhenTheJobAndTheDatabaseGoAway() throws Exception {
    // given: four controllers, every reading sent twice, in any order
    List<ProducerRecord<String, byte[]>> records = new ArrayList<>();
    for (String controller : List.of("c1", "c2", "c3", "c4")) {
      kafka.send(List.of(registered(controller, "lamp-" + controller)));
      records.addAll(minutes(controller, 0, 91));
      records.addAll(minutes(controller, 0, 91));
    }
    Collections.shuffle(records, new Random(42));
    int third = records.size() / 3;
    // when: the job stops without a last checkpoint, with rows written that it has not noted
    EmbeddedJobs first = job();
    kafka.send(records.subList(0, third));
    awaitNumber("SELECT least(count(*), 50) FROM store.reading", 50);
    await()
        .atMost(PATIENCE)
        .until(() -> Checkpoints.newestComplete(settings.checkpoints()).isPresent());
    first.stop();
    // when: it resumes, and the database goes away under it
    try (EmbeddedJobs second = job()) {
      await().atMost(PATIENCE).until(() -> wentOnFromACheckpoint(second));
      kafka.send(records.subList(third, 2 * third));
      awaitReceived(2L * third);
      database.stop();
      kafka.send(records.subList(2 * third, records.size()));
      database.startAgain();
      // then
      awaitReceived(records.size());
      awaitNumber("SELECT count(*) FROM store.reading", 4 * 91);
      assertThat(ledger())
          .containsEntry("accepted", 4 * 91)
          .containsEntry("duplicate", 4 * 91)
          .containsEntry("unexplained", 0);
      for (String controller : List.of("c1", "c2", "c3", "c4")) {
        awaitNumber(
            "SELECT coalesce(sum(measured_mwh + interpolated_mwh), 0) FROM store.lamp_quarter_hour"
                + " WHERE lamp_id = 'lamp-"
                + controller
                + "'",
            90 * 667);
      }
      assertThat(second.status()).isEqualTo(JobStatus.RUNNING);
    }
  }
}
