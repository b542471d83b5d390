package city.sawang.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import city.sawang.jobs.flink.Checkpoints;
import city.sawang.jobs.flink.StateBackend;
import city.sawang.jobs.startpoint.KafkaLogs;
import city.sawang.schemas.AvroMessages;
import city.sawang.schemas.Topics;
import city.sawang.schemas.avro.Heartbeat;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.kafka.clients.producer.ProducerRecord;

/** One run of {@link UpgradeStory}: a Kafka, a database, and one job after the other. */
final class UpgradeRun implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(90);
  private static final Pattern REQUEST_ID = Pattern.compile("\"request-id\":\"([0-9a-f]+)\"");
  private static final Pattern LOCATION = Pattern.compile("\"location\":\"(file:[^\"]+)\"");

  private final Path directory;
  private final EmbeddedKafka kafka;
  private final TestDatabase database;
  private JobSettings settings;
  private EmbeddedJobs job;
  private long expected;

  UpgradeRun(Path directory) throws Exception {
    this(directory, TestDatabase.start(directory.resolve("pg")));
  }

  /** Begins with the rows that stood beside a savepoint, in the tables of its version. */
  static UpgradeRun after(SavepointFixture savepoint, Path directory) throws Exception {
    Path files = directory.resolve("pg");
    TestDatabase database =
        savepoint.migration().isEmpty()
            ? TestDatabase.start(files)
            : TestDatabase.startAt(files, savepoint.migration().get());
    StoredRows.load(database, savepoint.rows());
    database.migrate();
    return new UpgradeRun(directory, database);
  }

  private UpgradeRun(Path directory, TestDatabase database) throws Exception {
    this.directory = directory;
    this.database = database;
    kafka = EmbeddedKafka.start(directory.resolve("kafka"));
    kafka.createTopics(
        UpgradeStory.PARTITIONS, Topics.READINGS, Topics.REGISTRY, Topics.QUARANTINE);
    settings =
        JobSettings.of(
                kafka.bootstrap(), database.address(), directory.resolve("checkpoints").toUri())
            .withCheckpointInterval(Duration.ofMillis(300));
  }

  /** Where its files lie. */
  Path directory() {
    return directory;
  }

  TestDatabase database() {
    return database;
  }

  /** From here on jobs keep their state there. */
  UpgradeRun on(StateBackend backend) {
    settings = settings.withStateBackend(backend);
    return this;
  }

  /** Starts the job without any state. */
  UpgradeRun start(int parallelism) throws Exception {
    job = EmbeddedJobs.start(settings.withParallelism(parallelism), new Configuration());
    return this;
  }

  /**
   * Starts the job from a savepoint, which it may remove later.
   *
   * @throws Exception also when a part of the state finds no operator
   */
  UpgradeRun startFrom(URI savepoint, int parallelism) throws Exception {
    Configuration from = new Configuration();
    from.set(StateRecoveryOptions.SAVEPOINT_PATH, savepoint.toString());
    try (KafkaLogs logs = new KafkaLogs(kafka.bootstrap())) {
      // The Kafka of the fixture is long gone: this one stands for it, offsets included.
      settings = settings.withNewLog("copy:" + logs.ask().name());
    }
    job = EmbeddedJobs.start(settings.withParallelism(parallelism), from);
    return this;
  }

  /** Returns when all of the chapter is counted in the ledger. */
  UpgradeRun send(UpgradeStory.Chapter chapter) throws Exception {
    kafka.send(chapter.registry());
    expected += UpgradeStory.PARTITIONS;
    awaitReceived();
    // What stands before the marks is on its way to the controllers; a checkpoint sweeps it there.
    awaitCheckpoints();
    kafka.send(chapter.data());
    expected += UpgradeStory.received(chapter) - UpgradeStory.PARTITIONS;
    awaitReceived();
    return this;
  }

  /** Returns when so many readings stand in the archive, whatever the ledger says. */
  UpgradeRun sendUntilArchived(long archived, UpgradeStory.Chapter... chapters) throws Exception {
    for (UpgradeStory.Chapter chapter : chapters) {
      kafka.send(chapter.registry());
      kafka.send(chapter.data());
    }
    awaitNumber("SELECT count(*) FROM store.reading", archived);
    return this;
  }

  /**
   * Puts records that say nothing where a chapter would stand, so that what follows has the offsets
   * that the savepoint resumes from: whoever reads them again has lost its state.
   */
  UpgradeRun skip(UpgradeStory.Chapter chapter) throws Exception {
    byte[] nothing = new AvroMessages().encode(new Heartbeat("bridge-1", 0L));
    List<ProducerRecord<String, byte[]>> fillers = new ArrayList<>();
    List<ProducerRecord<String, byte[]>> all = new ArrayList<>(chapter.registry());
    all.addAll(chapter.data());
    for (ProducerRecord<String, byte[]> record : all) {
      fillers.add(new ProducerRecord<>(record.topic(), record.partition(), null, nothing));
    }
    kafka.send(fillers);
    expected += UpgradeStory.received(chapter);
    return this;
  }

  /** A canonical savepoint below {@code directory}; the job is stopped with it. */
  URI stopWithSavepoint(Path directory) throws Exception {
    String address = job.webAddress() + "/jobs/" + job.job() + "/savepoints";
    String body =
        "{\"target-directory\":\""
            + directory.toUri()
            + "\",\"cancel-job\":true,\"formatType\":\"CANONICAL\"}";
    String request =
        found(REQUEST_ID, send(HttpRequest.newBuilder(URI.create(address)).POST(body(body))));
    URI answer = URI.create(address + "/" + request);
    await()
        .atMost(TIMEOUT)
        .until(() -> !send(HttpRequest.newBuilder(answer)).contains("IN_PROGRESS"));
    String location = found(LOCATION, send(HttpRequest.newBuilder(answer)));
    job.stop();
    job = null;
    return URI.create(location);
  }

  /** The rows when they have stopped changing. */
  StoredRows settledRows() {
    StoredRows[] last = {StoredRows.of(database)};
    await()
        .atMost(TIMEOUT)
        .during(Duration.ofSeconds(2))
        .until(
            () -> {
              StoredRows before = last[0];
              last[0] = StoredRows.of(database);
              return before.equals(last[0]);
            });
    return last[0];
  }

  /** Waits until exactly these rows stand in the tables, but for some, and stay. */
  void settlesTo(StoredRows rows, UnaryOperator<StoredRows> compared) {
    Map<String, List<String>> expected = compared.apply(rows).tables();
    await()
        .atMost(TIMEOUT)
        .untilAsserted(
            () -> assertThat(compared.apply(StoredRows.of(database)).tables()).isEqualTo(expected));
    assertThat(compared.apply(settledRows()).tables()).isEqualTo(expected);
  }

  private void awaitReceived() {
    awaitNumber("SELECT coalesce(sum(received), 0) FROM store.ledger_hour", expected);
  }

  private void awaitNumber(String sql, long number) {
    await().atMost(TIMEOUT).untilAsserted(() -> assertThat(database.number(sql)).isEqualTo(number));
  }

  /** Two, for the first may have begun before this was called. */
  private void awaitCheckpoints() {
    for (int i = 0; i < 2; i++) {
      Optional<URI> before = Checkpoints.newestComplete(settings.checkpoints());
      await()
          .atMost(TIMEOUT)
          .until(() -> !Checkpoints.newestComplete(settings.checkpoints()).equals(before));
    }
  }

  private static HttpRequest.BodyPublisher body(String text) {
    return HttpRequest.BodyPublishers.ofString(text);
  }

  private String send(HttpRequest.Builder request) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            request
                .setHeader("Content-Type", "application/json")
                .setHeader("Authorization", "Bearer " + job.restToken())
                .build(),
            HttpResponse.BodyHandlers.ofString())
        .body();
  }

  private static String found(Pattern pattern, String answer) {
    Matcher matcher = pattern.matcher(answer);
    if (!matcher.find()) {
      throw new AssertionError("Flink answers " + answer);
    }
    return matcher.group(1);
  }

  @Override
  public void close() {
    try {
      if (job != null) {
        job.stop();
      }
    } catch (Exception e) {
      throw new IllegalStateException("stop the job", e);
    } finally {
      database.close();
      kafka.close();
    }
  }
}
