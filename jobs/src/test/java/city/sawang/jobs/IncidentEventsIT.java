package city.sawang.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import city.sawang.jobs.flink.Checkpoints;
import city.sawang.schemas.AvroMessages;
import city.sawang.schemas.Topics;
import city.sawang.schemas.avro.IncidentEvent;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.configuration.Configuration;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Others hear of incidents from Kafka, also after a time in which the job ran without them. */
class IncidentEventsIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final long MINUTE = 60_000;

  /** Two hours after sunset: far from its guard. */
  private static final long NIGHT = TestReadings.EVENING + 60 * MINUTE;

  @TempDir private Path directory;
  private final AvroMessages messages = new AvroMessages();
  private EmbeddedKafka kafka;
  private TestDatabase database;

  private EmbeddedJobs job(boolean watched) throws Exception {
    return EmbeddedJobs.start(
        JobSettings.of(
                kafka.bootstrap(), database.address(), directory.resolve("checkpoints").toUri())
            .withCheckpointInterval(Duration.ofMillis(500))
            .withIncidents(watched),
        new Configuration());
  }

  private ProducerRecord<String, byte[]> record(
      String topic, String controller, long at, SpecificRecord message) {
    Integer anyPartition = null;
    return new ProducerRecord<>(
        topic,
        anyPartition,
        at,
        Topics.key(TestReadings.CITY, controller),
        messages.encode(message));
  }

  private ProducerRecord<String, byte[]> reading(int minute, long milliwatts) {
    long at = NIGHT + minute * MINUTE;
    return record(
        Topics.READINGS,
        "c1",
        at,
        TestReadings.reading("c1", at, minute).setActivePowerMilliwatts(milliwatts).build());
  }

  private void awaitReadings(long expected) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(database.number("SELECT count(*) FROM store.reading"))
                    .isEqualTo(expected));
  }

  @Test
  void changesAreCloudEventsAlsoAfterATimeWithoutThem() throws Exception {
    kafka = EmbeddedKafka.start(directory.resolve("kafka"));
    kafka.createTopics(1, Topics.READINGS, Topics.REGISTRY, Topics.QUARANTINE, Topics.INCIDENTS);
    database = TestDatabase.start(directory.resolve("pg"));
    try (var ended = kafka;
        var dropped = database;
        var consumer = consumer()) {
      kafka.send(
          List.of(
              record(Topics.REGISTRY, "c1", 0, TestReadings.registered("c1", "lamp-1")),
              reading(0, 300),
              reading(10, 300)));
      List<ConsumerRecord<String, byte[]>> heard = new ArrayList<>();
      try (EmbeddedJobs job = job(true)) {
        awaitEvent(consumer, heard, "city.sawang.incident.open");
      }
      try (EmbeddedJobs job = job(false)) {
        kafka.send(List.of(reading(11, 300)));
        awaitReadings(3);
      }
      try (EmbeddedJobs job = job(true)) {
        kafka.send(List.of(reading(40, 40_000), reading(50, 40_000)));
        awaitEvent(consumer, heard, "city.sawang.incident.verified");
      }

      assertThat(heard)
          .allSatisfy(
              event -> {
                IncidentEvent data = (IncidentEvent) messages.decode(event.value());
                assertThat(data.getCode()).isEqualTo("LAMP_FAILURE");
                assertThat(event.key()).isEqualTo(TestReadings.CITY + '/' + data.getIncidentId());
                assertThat(header(event, "ce_id"))
                    .isEqualTo(data.getIncidentId() + '.' + data.getRevision());
              });
      assertThat(heard).extracting(event -> header(event, "ce_id")).doesNotHaveDuplicates();
    }
  }

  /** Kafka's registry is read once: who watches later must have kept it. */
  @Test
  void aJobThatDidNotWatchKnowsTheRegistryWhenItDoes() throws Exception {
    kafka = EmbeddedKafka.start(directory.resolve("kafka"));
    kafka.createTopics(1, Topics.READINGS, Topics.REGISTRY, Topics.QUARANTINE, Topics.INCIDENTS);
    database = TestDatabase.start(directory.resolve("pg"));
    try (var ended = kafka;
        var dropped = database;
        var consumer = consumer()) {
      kafka.send(
          List.of(
              record(Topics.REGISTRY, "c1", 0, TestReadings.registered("c1", "lamp-1")),
              reading(0, 300)));
      try (EmbeddedJobs job = job(false)) {
        awaitReadings(1);
        awaitCheckpointAfter(newestCheckpoint());
        awaitCheckpointAfter(newestCheckpoint());
      }
      List<ConsumerRecord<String, byte[]>> heard = new ArrayList<>();
      try (EmbeddedJobs job = job(true)) {
        kafka.send(List.of(reading(10, 300), reading(20, 300)));
        awaitEvent(consumer, heard, "city.sawang.incident.open");
      }
    }
  }

  @Test
  void aMissingTopicIsNamedAndNobodyWaitsForIt() throws Exception {
    kafka = EmbeddedKafka.start(directory.resolve("kafka"));
    kafka.createTopics(1, Topics.READINGS, Topics.REGISTRY, Topics.QUARANTINE);
    database = TestDatabase.start(directory.resolve("pg"));
    try (var ended = kafka;
        var dropped = database;
        EmbeddedJobs job = job(true)) {
      URI exceptions = URI.create(job.webAddress() + "/jobs/" + job.job() + "/exceptions");
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(
                          HttpClient.newHttpClient()
                              .send(
                                  HttpRequest.newBuilder(exceptions).build(),
                                  HttpResponse.BodyHandlers.ofString())
                              .body())
                      .contains("topic lighting.incidents.v1 of Kafka"));
    }
  }

  private Optional<URI> newestCheckpoint() {
    return Checkpoints.newestComplete(directory.resolve("checkpoints").toUri());
  }

  private void awaitCheckpointAfter(Optional<URI> before) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(newestCheckpoint()).isPresent().isNotEqualTo(before));
  }

  private void awaitEvent(
      KafkaConsumer<String, byte[]> consumer,
      List<ConsumerRecord<String, byte[]>> heard,
      String type) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              consumer.poll(Duration.ofMillis(100)).forEach(heard::add);
              assertThat(heard).extracting(event -> header(event, "ce_type")).contains(type);
            });
  }

  private KafkaConsumer<String, byte[]> consumer() {
    var consumer =
        new KafkaConsumer<>(
            Map.<String, Object>of("bootstrap.servers", kafka.bootstrap()),
            new StringDeserializer(),
            new ByteArrayDeserializer());
    List<TopicPartition> only = List.of(new TopicPartition(Topics.INCIDENTS, 0));
    consumer.assign(only);
    consumer.seekToBeginning(only);
    return consumer;
  }

  private static String header(ConsumerRecord<String, byte[]> event, String name) {
    return new String(event.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
  }
}
