package city.sawang.local.notify.send;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import city.sawang.local.notify.config.Door;
import city.sawang.local.notify.config.NotifyConfig;
import city.sawang.local.notify.config.Pace;
import city.sawang.local.notify.config.ReceiverConfig;
import city.sawang.local.notify.config.ReceiverConfig.Audience;
import city.sawang.local.notify.config.TextLanguage;
import city.sawang.local.notify.outbox.Announcer;
import city.sawang.local.notify.outbox.NotifyDatabase;
import city.sawang.local.notify.outbox.Outbox;
import city.sawang.local.notify.outbox.OutboxUpkeep;
import city.sawang.local.notify.outbox.Recipients;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Real receivers that do what receivers do; time is that of the test. */
@Timeout(60)
class DeliveryIT {
  private static final Duration HELD = Duration.ofSeconds(61);

  /** A clock that stands until it is moved. */
  private static final class TestClock extends Clock {
    private Instant now = Instant.now();

    @Override
    public Instant instant() {
      return now;
    }

    void move(Duration ahead) {
      now = now.plus(ahead);
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  private final NotifyDatabase database = new NotifyDatabase();
  private final Outbox outbox = new Outbox(database.source());
  private final MeterRegistry metrics = new SimpleMeterRegistry();
  private final TestClock clock = new TestClock();
  private ReceiverStub stub;
  private ReceiverConfig receiver;
  private Channels channels;
  private Announcer announcer;

  @BeforeEach
  void aWebhook() throws IOException, SQLException {
    stub = new ReceiverStub();
    use(new Door.Webhook(stub.url(), Optional.of("token")));
  }

  @AfterEach
  void stop() {
    channels.close();
    stub.close();
  }

  private void use(Door door) throws SQLException {
    use(door, Duration.ofSeconds(20));
  }

  private void use(Door door, Duration timeout) throws SQLException {
    receiver =
        new ReceiverConfig(
            "a", door, new Audience(Set.of(), "WARNING", true), TextLanguage.TH, timeout);
    channels = new Channels(new NotifyConfig(Pace.USUAL, Optional.empty(), List.of(receiver)));
    try (Connection connection = database.source().getConnection()) {
      Recipients recipients =
          Recipients.register(connection, List.of(receiver), clock.instant().minusSeconds(5));
      announcer = new Announcer(database.source(), recipients, Pace.USUAL);
    }
  }

  private ReceiverWorker worker() {
    return new ReceiverWorker(receiver, channels, outbox, new DeliveryMetrics(metrics), clock);
  }

  private void raise(String... incidents) throws SQLException {
    for (String incident : incidents) {
      database.raise(incident, "L1");
    }
    clock.move(HELD);
    announcer.run(clock.instant());
  }

  private void clear(String incident) throws SQLException {
    database.clear(incident);
    announcer.run(clock.instant());
  }

  private List<String> incidentsGot() {
    return stub.got().stream().map(got -> got.key().split("/", -1)[1]).toList();
  }

  private List<String> states() throws SQLException {
    return database.rows(
        "SELECT CASE WHEN sent_at IS NOT NULL THEN 'sent' WHEN given_up_at IS NOT NULL THEN 'given"
            + " up' ELSE 'waiting' END FROM store.notification ORDER BY notification_id");
  }

  private String problem() throws SQLException {
    return database.rows("SELECT problem FROM store.notification ORDER BY notification_id").get(0);
  }

  private double count(String name) {
    return metrics.get(name).tag("receiver", "a").counter().count();
  }

  @Test
  void whatIsTakenIsSentOnce() throws Exception {
    raise("inc-1");
    ReceiverWorker worker = worker();
    worker.step();
    worker.step();

    assertThat(stub.got()).hasSize(1);
    assertThat(stub.got().get(0).key()).startsWith("mueang-nan/inc-1/RAISED/");
    assertThat(stub.got().get(0).authorization()).isEqualTo("Bearer token");
    assertThat(stub.got().get(0).body()).contains("\"kind\":\"RAISED\"", "โคม L1");
    assertThat(states()).containsExactly("sent");
    assertThat(count("sawang.notify.sent.messages")).isEqualTo(1);
  }

  @Test
  void whoeverDiesBetweenSendingAndMarkingSendsAgainWithTheSameKey() throws Exception {
    raise("inc-1");
    Channel real = channels.of(receiver);
    ReceiverWorker mortal =
        new ReceiverWorker(
            receiver,
            message -> {
              real.send(message);
              throw new IllegalStateException("kill -9");
            },
            outbox,
            new DeliveryMetrics(metrics),
            clock);
    assertThatThrownBy(mortal::step).hasMessage("kill -9");
    assertThat(states()).containsExactly("waiting");

    ReceiverWorker next = worker();
    next.step();
    assertThat(stub.got()).as("not before the first one's lease is over").hasSize(1);
    clock.move(Duration.ofMinutes(1));
    next.step();

    assertThat(states()).containsExactly("sent");
    assertThat(stub.got())
        .extracting(ReceiverStub.Got::key)
        .hasSize(2)
        .containsOnly(stub.got().get(0).key());
  }

  @Test
  void aReceiverThatIsDeadForADayLosesNothing() throws Exception {
    stub.behave(ReceiverStub.status(500));
    raise("inc-1", "inc-2");
    ReceiverWorker worker = worker();
    Instant end = clock.instant().plus(Duration.ofDays(1));
    int steps = 0;
    for (Instant next = worker.step(); next.isBefore(end); next = worker.step()) {
      steps++;
      clock.move(Duration.between(clock.instant(), next).plusMillis(1));
    }
    clear("inc-1");
    assertThat(steps).as("attempts of a day, not of a second").isLessThan(300);
    assertThat(count("sawang.notify.failed.attempts")).isBetween(80.0, 150.0);
    assertThat(problem()).isEqualTo("HTTP 500");
    stub.got().clear();

    stub.behave(ReceiverStub.status(200));
    // Another process begins with what this one knew.
    ReceiverWorker restarted = worker();
    restarted.step();
    assertThat(stub.got()).isEmpty();
    clock.move(Duration.ofMinutes(20));
    for (int i = 0; i < 4; i++) {
      restarted.step();
    }

    assertThat(incidentsGot()).containsExactly("inc-1", "inc-2", "inc-1");
    assertThat(stub.got().get(2).body()).contains("\"kind\":\"CLEARED\"");
    assertThat(states()).containsOnly("sent");
    assertThat(database.rows("SELECT failures FROM store.notification_receiver"))
        .containsExactly("0");
  }

  @Test
  void whatIsGivenUpIsSaidToBe() throws Exception {
    stub.behave(ReceiverStub.status(503));
    raise("inc-1");
    worker().step();
    clock.move(Duration.ofDays(8));

    List<OutboxUpkeep.GivenUp> given =
        new OutboxUpkeep(database.source()).giveUp(clock.instant(), Duration.ofDays(7), "7d");

    assertThat(given).singleElement().extracting(OutboxUpkeep.GivenUp::receiver).isEqualTo("a");
    assertThat(states()).containsExactly("given up");
    assertThat(problem()).isEqualTo("gave up after 7d and 1 attempts: HTTP 503");
    new OutboxUpkeep(database.source()).forget(clock.instant().plusSeconds(1));
    assertThat(states()).isEmpty();
  }

  @Test
  void aMessageThatIsRefusedKeepsNoOtherBackButItsOwnIncidents() throws Exception {
    stub.behave(
        exchange -> {
          boolean first = stub.got().get(stub.got().size() - 1).key().contains("/inc-1/");
          ReceiverStub.status(first ? 422 : 200).answer(exchange);
        });
    raise("inc-1", "inc-2");
    ReceiverWorker worker = worker();
    worker.step();
    clear("inc-1");
    worker.step();
    worker.step();
    assertThat(incidentsGot()).containsExactly("inc-1", "inc-2");
    assertThat(states()).containsExactly("waiting", "sent", "waiting");

    stub.behave(ReceiverStub.status(200));
    clock.move(Duration.ofMinutes(2));
    worker.step();
    worker.step();
    assertThat(incidentsGot()).containsExactly("inc-1", "inc-2", "inc-1", "inc-1");
    assertThat(states()).containsOnly("sent");
  }

  @Test
  void whoeverSaysNothingIsLeftAloneAfterHisTimeout() throws Exception {
    use(new Door.Webhook(stub.url(), Optional.of("token")), Duration.ofSeconds(1));
    stub.behave(ReceiverStub.silence());
    raise("inc-1");
    Instant next = worker().step();

    assertThat(problem()).isEqualTo("no answer within 1 s");
    assertThat(next).isBeforeOrEqualTo(clock.instant());
    assertThat(worker().step()).as("left alone").isAfter(clock.instant().plusSeconds(3));
  }

  @Test
  void anAnswerThatNeverEndsIsNotWaitedFor() throws Exception {
    stub.behave(
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          byte[] much = new byte[1 << 16];
          while (true) {
            exchange.getResponseBody().write(much);
          }
        });
    raise("inc-1");
    worker().step();
    assertThat(states()).containsExactly("sent");

    stub.behave(
        exchange -> {
          exchange.sendResponseHeaders(500, 0);
          byte[] much = "no <b>\n".repeat(10_000).getBytes(StandardCharsets.UTF_8);
          while (true) {
            exchange.getResponseBody().write(much);
          }
        });
    raise("inc-2");
    worker().step();
    assertThat(database.rows("SELECT problem FROM store.notification WHERE incident_id = 'inc-2'"))
        .singleElement()
        .satisfies(
            problem -> assertThat(problem).startsWith("HTTP 500: no <b> no").hasSizeLessThan(140));
  }

  @Test
  void aConnectionThatBreaksIsAFailureAndNothingElse() throws Exception {
    stub.behave(exchange -> exchange.close());
    raise("inc-1");
    worker().step();
    assertThat(problem()).contains("IOException");

    stub.close();
    clock.move(Duration.ofMinutes(1));
    worker().step();
    assertThat(problem()).contains("ConnectException");
    assertThat(states()).containsExactly("waiting");
  }

  @Test
  void aRedirectIsNotFollowed() throws Exception {
    try (ReceiverStub elsewhere = new ReceiverStub()) {
      stub.behave(
          exchange -> {
            exchange.getResponseHeaders().add("Location", elsewhere.url().toString());
            ReceiverStub.status(307).answer(exchange);
          });
      raise("inc-1");
      worker().step();

      assertThat(elsewhere.got()).isEmpty();
      assertThat(problem()).isEqualTo("HTTP 307, a redirect: expected the final address as url");
    }
  }

  @Test
  void whoAsksForTimeGetsIt() throws Exception {
    stub.behave(
        exchange -> {
          exchange.getResponseHeaders().add("Retry-After", "120");
          ReceiverStub.status(429).answer(exchange);
        });
    raise("inc-1");
    ReceiverWorker worker = worker();
    worker.step();

    assertThat(worker.step()).isEqualTo(clock.instant().plusSeconds(120));
  }

  @Test
  void lineGetsATextAndAKeyThatItKnowsAgain() throws Exception {
    use(new Door.Line(stub.url(), "C1", "channel token"));
    stub.behave(ReceiverStub.status(409));
    raise("inc-1");
    worker().step();

    assertThat(stub.got())
        .singleElement()
        .satisfies(
            got -> {
              assertThat(got.lineKey()).matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
              assertThat(got.authorization()).isEqualTo("Bearer channel token");
              assertThat(got.body())
                  .startsWith(
                      "{\"to\":\"C1\",\"messages\":[{\"type\":\"text\",\"text\":\"🟠 น่าน · โคม"
                          + " L1");
            });
    assertThat(states()).as("409: it was accepted before").containsExactly("sent");
  }

  @Test
  void alertmanagersReceiverGetsItsPayload() throws Exception {
    use(new Door.Alertmanager(stub.url(), Optional.empty()));
    raise("inc-1");
    worker().step();

    assertThat(stub.got().get(0).authorization()).isNull();
    assertThat(stub.got().get(0).body())
        .startsWith("{\"version\":\"4\",\"groupKey\":\"{}:{incident_id=\\\"inc-1\\\"}\"");
  }

  private Door.Mail mail(MailServerStub server) {
    return new Door.Mail(
        new Door.SmtpServer("127.0.0.1", server.port(), Door.MailEncryption.NONE, Optional.empty()),
        "sawang@example.org",
        List.of("crew@example.org", "office@example.org"));
  }

  @Test
  void aMailIsReadInThai() throws Exception {
    try (MailServerStub server = new MailServerStub()) {
      use(mail(server));
      raise("inc-1");
      worker().step();

      String sent = server.mails().get(0);
      String body = sent.substring(sent.indexOf("\r\n\r\n") + 4);
      assertThat(sent)
          .contains(
              "From: sawang@example.org\r\n",
              "To: crew@example.org, office@example.org\r\n",
              "Subject: =?UTF-8?B?",
              "Auto-Submitted: auto-generated\r\n",
              "Content-Type: text/plain; charset=UTF-8\r\n")
          .containsPattern("Message-ID: <[0-9a-f-]{36}\\.sawang@example\\.org>");
      assertThat(new String(Base64.getMimeDecoder().decode(body), StandardCharsets.UTF_8))
          .startsWith("🟠 น่าน · โคม L1 · เสีย\r\n");
      assertThat(states()).containsExactly("sent");
    }
  }

  @Test
  void aMailServerThatRefusesOrDribblesIsAFailure() throws Exception {
    try (MailServerStub server = new MailServerStub()) {
      use(mail(server));
      server.answerAfterData("554 looks like spam");
      raise("inc-1");
      worker().step();
      assertThat(problem()).isEqualTo("message refused: 554 looks like spam");

      use(mail(server), Duration.ofSeconds(1));
      server.dribble();
      clock.move(Duration.ofMinutes(2));
      worker().step();
      assertThat(problem()).isEqualTo("not done within 1 s");
    }
    clock.move(Duration.ofMinutes(2));
    worker().step();
    assertThat(problem()).startsWith("ConnectException");
    assertThat(states()).containsExactly("waiting");
  }

  @Test
  void twentyWaitingMessagesAreTwentyRequests() throws Exception {
    database.execute(
        """
        INSERT INTO store.incident (city_id, incident_id, code, scope, subject_id, severity, opened_at, detected_at, rule_version, revision)
        SELECT 'mueang-nan', 'inc-' || k, 'COMM_LOSS', 'LAMP', 'x' || k, 'MAJOR', now(), now(), 1, 1 FROM generate_series(1, 20) k\
        """);
    raise();
    ReceiverWorker worker = worker();
    for (int i = 0; i < 20; i++) {
      worker.step();
    }

    assertThat(stub.got().stream().map(ReceiverStub.Got::key).collect(Collectors.toSet()))
        .hasSize(20);
    assertThat(states()).containsOnly("sent");
  }
}
