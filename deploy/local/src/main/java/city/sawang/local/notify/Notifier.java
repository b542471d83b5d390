package city.sawang.local.notify;

import city.sawang.local.DurationText;
import city.sawang.local.notify.config.NotifyConfig;
import city.sawang.local.notify.config.Pace;
import city.sawang.local.notify.config.ReceiverConfig;
import city.sawang.local.notify.outbox.Announcer;
import city.sawang.local.notify.outbox.DigestWriter;
import city.sawang.local.notify.outbox.Outbox;
import city.sawang.local.notify.outbox.OutboxUpkeep;
import city.sawang.local.notify.outbox.Recipients;
import city.sawang.local.notify.send.Channels;
import city.sawang.local.notify.send.DeliveryMetrics;
import city.sawang.local.notify.send.ReceiverWorker;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notifies receivers of incidents: one thread judges changes and fills the outbox, one for each
 * receiver empties it. Fails open: whatever a receiver does, the others hear, and the jobs go on.
 */
public final class Notifier implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Notifier.class);

  private static final Duration JUDGE_PAUSE = Duration.ofSeconds(1);
  private static final Duration UPKEEP_PAUSE = Duration.ofSeconds(10);
  private static final Duration STOP_PATIENCE = Duration.ofSeconds(5);

  /** Twice as long as a whole chunk of changes takes on a slow database. */
  private static final Duration OLDEST_JUDGEMENT = Duration.ofSeconds(30);

  /** Workers use one for the moment of a statement; the judge and the upkeep have theirs. */
  private static final int CONNECTIONS = 5;

  private static final int CONNECTION_WAIT_MILLIS = 10_000;
  private static final String STATEMENT_SECONDS = "60";

  private final NotifyConfig config;
  private final Clock clock;
  private final DeliveryMetrics deliveries;
  private final OutboxMetrics backlog;
  private final HikariDataSource database;
  private final Channels channels;
  private final OutboxUpkeep upkeep;
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean stopping;
  private volatile Instant judgedAt = Instant.EPOCH;
  private volatile String problem = "not yet";
  private Optional<Judging> judging = Optional.empty();

  /** What fills the outbox, once the receivers are known to the database. */
  private record Judging(Announcer announcer, Optional<DigestWriter> digests) {}

  private Notifier(
      NotifyConfig config, HikariDataSource database, MeterRegistry metrics, Clock clock) {
    this.config = config;
    this.clock = clock;
    this.database = database;
    this.deliveries = new DeliveryMetrics(metrics);
    this.backlog = new OutboxMetrics(metrics, clock);
    this.channels = new Channels(config);
    this.upkeep = new OutboxUpkeep(database);
  }

  /**
   * Starts to notify; the database may come later.
   *
   * @param url JDBC address without login
   * @param user member of sawang_notifier
   */
  public static Notifier start(
      NotifyConfig config, String url, String user, String password, MeterRegistry metrics) {
    Notifier notifier = new Notifier(config, pool(url, user, password), metrics, Clock.systemUTC());
    notifier.startThreads();
    return notifier;
  }

  private static HikariDataSource pool(String url, String user, String password) {
    HikariConfig hikari = new HikariConfig();
    hikari.setPoolName("notify");
    hikari.setJdbcUrl(url);
    hikari.setUsername(user);
    hikari.setPassword(password);
    hikari.setMaximumPoolSize(CONNECTIONS);
    hikari.setMinimumIdle(0);
    hikari.setConnectionTimeout(CONNECTION_WAIT_MILLIS);
    hikari.addDataSourceProperty("ApplicationName", "sawang notify");
    // A server that hangs is no receiver that hangs, but it ends a wait all the same.
    hikari.addDataSourceProperty("socketTimeout", STATEMENT_SECONDS);
    hikari.setInitializationFailTimeout(-1);
    return new HikariDataSource(hikari);
  }

  private void startThreads() {
    thread("notify-judge", JUDGE_PAUSE, this::judge);
    thread("notify-upkeep", UPKEEP_PAUSE, this::keepUp);
    Outbox outbox = new Outbox(database);
    for (ReceiverConfig receiver : config.receivers()) {
      deliveries.show(receiver.name());
      backlog.show(receiver.name());
      ReceiverWorker worker = new ReceiverWorker(receiver, channels, outbox, deliveries, clock);
      log.info("{} is notified by {}", receiver.name(), receiver.door());
      thread("notify-" + receiver.name(), JUDGE_PAUSE, worker::step);
    }
    threads.forEach(Thread::start);
  }

  /** One turn of a thread; answers when the next is due. */
  @FunctionalInterface
  private interface Turn {
    Instant take() throws SQLException, InterruptedException;
  }

  /** What is no failure of the database is our bug: it ends the thread, and the process says so. */
  private void thread(String name, Duration pause, Turn turn) {
    Thread thread =
        new Thread(
            () -> {
              try {
                while (!stopping) {
                  rest(once(name, pause, turn));
                }
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            name);
    thread.setDaemon(true);
    threads.add(thread);
  }

  private Instant once(String name, Duration pause, Turn turn) throws InterruptedException {
    try {
      return turn.take();
    } catch (SQLException e) {
      if (!stopping) {
        log.info("{} goes on later: {}", name, e.getMessage());
      }
      return clock.instant().plus(pause);
    }
  }

  private void rest(Instant until) throws InterruptedException {
    long millis = Duration.between(clock.instant(), until).toMillis();
    // A receiver that is left alone for long is looked at now and then: so a stop is not late.
    TimeUnit.MILLISECONDS.sleep(Math.max(0, Math.min(millis, JUDGE_PAUSE.toMillis())));
  }

  private Instant judge() throws SQLException {
    Instant now = clock.instant();
    try {
      if (judging.isEmpty()) {
        judging = Optional.of(register(now));
      }
      judging.get().announcer().run(now);
      if (judging.get().digests().isPresent()) {
        judging.get().digests().get().run(now);
      }
      judgedAt = clock.instant();
      problem = "";
    } catch (SQLException e) {
      problem = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
      throw e;
    }
    return now.plus(JUDGE_PAUSE);
  }

  private Judging register(Instant now) throws SQLException {
    Recipients recipients;
    try (Connection connection = database.getConnection()) {
      recipients = Recipients.register(connection, config.receivers(), now);
    }
    Pace pace = config.pace();
    return new Judging(
        new Announcer(database, recipients, pace),
        pace.digestAt().map(at -> new DigestWriter(database, recipients, at)));
  }

  private Instant keepUp() throws SQLException {
    Instant now = clock.instant();
    Duration age = config.pace().giveUpAfter();
    for (OutboxUpkeep.GivenUp one : upkeep.giveUp(now, age, DurationText.of(age))) {
      log.warn("{} was not notified of {}: {}", one.receiver(), one.key(), one.problem());
      deliveries.givenUp(one.receiver());
    }
    upkeep.forget(now.minus(Pace.KEPT));
    backlog.set(upkeep.backlog());
    return now.plus(UPKEEP_PAUSE);
  }

  /** Why nobody is notified of what happens; a receiver that takes nothing is no such reason. */
  public List<String> notReadyReasons() {
    Duration age = Duration.between(judgedAt, clock.instant());
    if (age.compareTo(OLDEST_JUDGEMENT) <= 0) {
      return List.of();
    }
    return List.of(
        judgedAt.equals(Instant.EPOCH)
            ? "notifications: changes of incidents were not read: " + problem
            : "notifications: changes of incidents were not read for %d s: %s"
                .formatted(age.toSeconds(), problem));
  }

  @Override
  public void close() throws InterruptedException {
    stopping = true;
    threads.forEach(Thread::interrupt);
    Instant end = Instant.now().plus(STOP_PATIENCE);
    for (Thread thread : threads) {
      thread.join(Math.max(1, Duration.between(Instant.now(), end).toMillis()));
    }
    channels.close();
    database.close();
  }
}
