package city.sawang.local.notify.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import city.sawang.local.notify.config.Door;
import city.sawang.local.notify.config.Pace;
import city.sawang.local.notify.config.ReceiverConfig;
import city.sawang.local.notify.config.ReceiverConfig.Audience;
import city.sawang.local.notify.config.TextLanguage;
import city.sawang.local.notify.message.Notification;
import city.sawang.local.notify.message.NotificationJson;
import java.net.URI;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** From what the jobs write to what lies in the outbox, with the rights that the role has. */
class AnnouncerIT {
  private static final Duration HELD = Duration.ofSeconds(61);

  private final NotifyDatabase database = new NotifyDatabase();
  private Recipients recipients;
  private Announcer announcer;

  @BeforeEach
  void oneReceiver() throws SQLException {
    hear(receiver("a", Set.of(), "WARNING"));
  }

  private static ReceiverConfig receiver(String name, Set<String> cities, String severity) {
    return new ReceiverConfig(
        name,
        new Door.Webhook(URI.create("http://127.0.0.1/"), Optional.empty()),
        new Audience(cities, severity, true),
        TextLanguage.TH,
        Duration.ofSeconds(1));
  }

  private void hear(ReceiverConfig... receivers) throws SQLException {
    try (Connection connection = database.source().getConnection()) {
      recipients = Recipients.register(connection, List.of(receivers), Instant.now());
    }
    announcer = new Announcer(database.source(), recipients, Pace.USUAL);
  }

  private void judgeLater(Duration later) throws SQLException {
    announcer.run(Instant.now().plus(later));
  }

  @Test
  void aRaiseIsHeldToldOnceAndItsEndIsToldOnce() throws SQLException {
    database.raise("inc-1", "L1");
    judgeLater(Duration.ZERO);
    assertThat(database.outbox()).isEmpty();

    judgeLater(HELD);
    judgeLater(HELD);
    assertThat(database.outbox()).containsExactly("a RAISED inc-1");

    database.update("inc-1", "dark_lamp_seconds = 600");
    database.clear("inc-1");
    judgeLater(HELD);
    judgeLater(HELD);
    assertThat(database.outbox()).containsExactly("a RAISED inc-1", "a CLEARED inc-1");

    database.update("inc-1", "cleared_at = NULL, verified_at = NULL, confirmed_at = now()");
    judgeLater(HELD);
    assertThat(database.outbox()).contains("a REOPENED inc-1").hasSize(3);
    assertThat(
            NotificationJson.read(
                database
                    .rows("SELECT message FROM store.notification WHERE kind = 'CLEARED'")
                    .get(0)))
        .isInstanceOfSatisfying(
            Notification.OfIncident.class,
            message -> {
              assertThat(message.city().nameTh()).isEqualTo("น่าน");
              assertThat(message.fault().causeTh()).startsWith("หลอดหรือไดรเวอร์เสีย");
              assertThat(message.fault().spot()).isPresent();
              assertThat(message.course().verified()).isTrue();
              assertThat(message.course().darkLampSeconds()).isEqualTo(600);
            });
  }

  @Test
  void childrenOfAnOutageAreNotToldUnlessTheyOutliveIt() throws SQLException {
    database.raise("inc-1", "L1");
    database.raise("inc-2", "L2");
    judgeLater(Duration.ZERO);
    database.insert("root", "FEEDER_OUTAGE", "FEEDER", "F1", null);
    database.update("inc-1", "parent_id = 'root'");
    database.update("inc-2", "parent_id = 'root'");
    judgeLater(HELD);
    assertThat(database.outbox()).containsExactly("a RAISED root");
    assertThat(database.rows("SELECT message #>> '{incident,children}' FROM store.notification"))
        .containsExactly("2");

    database.clear("root");
    database.update("inc-1", "parent_id = NULL");
    database.update("inc-2", "parent_id = NULL");
    judgeLater(HELD);
    database.clear("inc-2");
    judgeLater(Duration.ofMinutes(31));

    assertThat(database.outbox())
        .containsExactly("a RAISED root", "a CLEARED root", "a RAISED inc-1");
  }

  @Test
  void whatIsTakenBackIsTakenBackForThoseWhoHeardOfIt() throws SQLException {
    database.raise("early", "L1");
    database.update("early", "retracted = true");
    database.raise("late", "L2");
    judgeLater(HELD);
    database.update("late", "retracted = true");
    judgeLater(HELD);

    assertThat(database.outbox()).containsExactly("a RAISED late", "a RETRACTED late");
  }

  @Test
  void whatIsPlannedOrShelvedIsNotTold() throws SQLException {
    database.execute(
        "INSERT INTO store.planned_work VALUES ('mueang-nan', 'FEEDER', 'F1', now() - INTERVAL '1"
            + " hour', now() + INTERVAL '2 hours', 'works', 'PEA', 'x', now())");
    database.raise("planned", "L1");
    database.raise("shelved", "L2");
    database.execute(
        "INSERT INTO store.incident_handled (city_id, incident_id, shelved_until) VALUES"
            + " ('mueang-nan', 'shelved', now() + INTERVAL '1 day')");
    judgeLater(HELD);
    assertThat(database.outbox()).isEmpty();

    database.execute("DELETE FROM store.planned_work");
    judgeLater(Duration.ofMinutes(121));
    assertThat(database.outbox()).containsExactly("a RAISED planned");
  }

  @Test
  void everybodyHearsWhatIsForHim() throws SQLException {
    hear(
        receiver("a", Set.of(), "WARNING"),
        receiver("nan", Set.of("mueang-nan"), "WARNING"),
        receiver("satun", Set.of("satun"), "WARNING"),
        receiver("worst", Set.of(), "CRITICAL"));
    database.raise("inc-1", "L1");
    judgeLater(HELD);

    assertThat(database.outbox()).containsExactly("a RAISED inc-1", "nan RAISED inc-1");
  }

  @Test
  void whoComesLaterHearsNoEndOfWhatHeDidNotHearBegin() throws SQLException {
    database.raise("inc-1", "L1");
    announcer.run(Instant.now().plus(HELD));
    database.execute("UPDATE store.incident_announced SET at = at - INTERVAL '1 hour'");
    hear(receiver("a", Set.of(), "WARNING"), receiver("late", Set.of(), "WARNING"));
    database.execute(
        "UPDATE store.notification_receiver SET since = since - INTERVAL '1 day' WHERE receiver ="
            + " 'a'");
    hear(receiver("a", Set.of(), "WARNING"), receiver("late", Set.of(), "WARNING"));
    database.clear("inc-1");
    database.raise("inc-2", "L2");
    judgeLater(HELD);

    assertThat(database.outbox())
        .containsExactlyInAnyOrder(
            "a RAISED inc-1", "a CLEARED inc-1", "a RAISED inc-2", "late RAISED inc-2");
  }

  @Test
  void hundredsAtOnceAreTwentyMessagesAndOneSummary() throws SQLException {
    database.execute(
        """
        INSERT INTO store.incident (city_id, incident_id, code, scope, subject_id, severity, opened_at, detected_at, rule_version, revision)
        SELECT 'mueang-nan', 'inc-' || k, 'COMM_LOSS', 'LAMP', 'x' || k, 'MAJOR', now(), now(), 1, 1 FROM generate_series(1, 1000) k\
        """);
    database.raise("elsewhere", "L1");
    database.execute(
        "UPDATE store.incident_change SET city_id = 'satun' WHERE incident_id = 'elsewhere'; UPDATE"
            + " store.incident SET city_id = 'satun' WHERE incident_id = 'elsewhere'");
    Instant later = Instant.now().plus(HELD);
    announcer.run(later);

    assertThat(database.outbox()).hasSize(21).contains("a RAISED elsewhere");
    assertThat(
            database.rows(
                "SELECT count(*) FROM store.incident_announced WHERE state = 'OPEN_IN_SUMMARY'"))
        .containsExactly("980");

    database.execute(
        "UPDATE store.incident SET cleared_at = now(), verified_at = now() WHERE city_id ="
            + " 'mueang-nan'");
    Instant nextHour = later.truncatedTo(ChronoUnit.HOURS).plus(Duration.ofHours(1));
    announcer.run(nextHour.minusSeconds(1));
    announcer.run(nextHour);
    announcer.run(nextHour);

    assertThat(
            database.rows(
                "SELECT kind || ' ' || count(*) FROM store.notification GROUP BY kind ORDER BY"
                    + " kind"))
        .containsExactly("CLEARED 20", "RAISED 21", "SUMMARY 1");
    assertThat(
            database.rows(
                "SELECT message ->> 'counts' FROM store.notification WHERE kind = 'SUMMARY'"))
        .containsExactly("[{\"code\": \"COMM_LOSS\", \"ended\": 980, \"opened\": 980}]");
  }

  @Test
  void whatWasBeforeTheFirstReceiverIsHistory() throws SQLException {
    database.raise("inc-1", "L1");
    database.execute("DELETE FROM store.notification_receiver");
    try (Connection connection = database.source().getConnection()) {
      Recipients later =
          Recipients.register(
              connection,
              List.of(receiver("a", Set.of(), "WARNING")),
              Instant.now().plusSeconds(1));
      new Announcer(database.source(), later, Pace.USUAL).run(Instant.now().plus(HELD));
    }

    assertThat(database.outbox()).isEmpty();
    assertThat(database.rows("SELECT 1 FROM store.incident_change WHERE notify_at IS NOT NULL"))
        .isEmpty();
  }

  @Test
  void aDayOnWhichNothingIsBrokenHasADigestToo() throws SQLException {
    Instant seven = Instant.parse("2030-01-02T00:00:00Z");
    database.execute(
        "INSERT INTO store.lamp_state (city_id, controller_id, lamp_id, observed_at, received_at)"
            + " SELECT 'mueang-nan', 'C' || k, 'L' || k, '2030-01-01 20:00Z', '2030-01-01 20:00Z'"
            + " FROM generate_series(1, 5) k");
    DigestWriter digests = new DigestWriter(database.source(), recipients, LocalTime.of(7, 0));
    digests.run(seven.minusSeconds(1));
    digests.run(seven);
    new DigestWriter(database.source(), recipients, LocalTime.of(7, 0)).run(seven.plusSeconds(60));

    assertThat(
            database.rows(
                "SELECT message ->> 'cities' FROM store.notification WHERE notification_key ="
                    + " 'digest/2030-01-02'"))
        .singleElement()
        .satisfies(
            cities ->
                assertThat(cities)
                    .contains("\"lamps\": 6", "\"heard\": 5", "\"unknown\": 1", "\"openNow\": 0")
                    .contains("\"heard\": 0"));
  }

  @Test
  void aDigestHasTheWorstOfWhatIsOpen() throws SQLException {
    database.raise("inc-1", "L1");
    database.insert("inc-2", "FEEDER_OUTAGE", "FEEDER", "F1", null);
    database.update("inc-2", "dark_lamp_seconds = 7200");
    Instant tomorrow = Instant.now().plus(Duration.ofDays(1));
    new DigestWriter(database.source(), recipients, LocalTime.MIDNIGHT).run(tomorrow);

    assertThat(database.rows("SELECT message #>> '{cities,0,openNow}' FROM store.notification"))
        .containsExactly("2");
    assertThat(
            database.rows(
                "SELECT message #>> '{cities,0,worst,0,incidentId}' FROM store.notification"))
        .containsExactly("inc-2");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT * FROM store.reading",
        "SELECT * FROM store.incident",
        "SELECT * FROM store.login_city",
        "SELECT login FROM store.planned_work",
        "SELECT * FROM operations.lamp_now",
        "UPDATE store.incident_change SET at = now()",
        "UPDATE store.incident SET revision = 1",
        "DELETE FROM store.incident_change",
        "INSERT INTO store.incident_step VALUES ('a', 'b', 1, now(), 'COMMENT', 'c', 'd', 'e')"
      })
  void theRoleMayDoNothingElse(String sql) throws SQLException {
    try (Connection connection = database.source().getConnection();
        var statement = connection.createStatement()) {
      assertThatThrownBy(() -> statement.execute(sql)).hasMessageContaining("permission denied");
    }
  }
}
