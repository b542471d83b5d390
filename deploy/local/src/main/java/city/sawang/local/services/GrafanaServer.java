package city.sawang.local.services;

import city.sawang.grafana.dashboard.DashboardZone;
import city.sawang.grafana.provisioning.DataSources;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.postgresql.Driver;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Grafana of this machine as a process of ours, with the provisioning of this project: the same
 * dashboards, a data source for each audience and city, each with a login of its own. It keeps its
 * own database below the data directory and leaves the machine's Grafana settings alone.
 */
public final class GrafanaServer implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(GrafanaServer.class);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(20);
  private static final Duration POLL = Duration.ofMillis(300);

  /** Alerts of a machine on somebody's desk go nowhere, unless the environment says where. */
  private static final Map<String, String> NOWHERE =
      Map.of(
          "SAWANG_OPERATORS_MAIL", "operators@sawang.invalid",
          "SAWANG_PLATFORM_WEBHOOK", "http://sawang.invalid/");

  /**
   * Variable of the alert rules with the address of the directory of runbooks. Not every Grafana
   * replaces variables in annotations, so it is written into the files.
   */
  private static final String RUNBOOKS = "SAWANG_RUNBOOKS";

  private final Process process;
  private final Path pidFile;
  private final String url;

  private GrafanaServer(Process process, Path pidFile, String url) {
    this.process = process;
    this.pidFile = pidFile;
    this.url = url;
  }

  /**
   * What to start.
   *
   * @param home directory for its data, its log and the provisioning that is made here
   * @param deploy directory with {@code dashboards} and {@code provisioning}
   * @param cities ids of the registered cities; each gets a data source
   */
  public record Settings(Path home, Path deploy, List<String> cities, String host, int port) {}

  /**
   * Makes the logins, writes the provisioning and starts the program; it answers when this returns.
   *
   * @param passwords gives the password of a login by its name
   * @param limit how long it may take until it answers
   * @param givenUp asked while it starts
   * @throws IOException when it ends, or does not answer in time; the message names its log
   */
  public static GrafanaServer start(
      GrafanaInstallation program,
      Settings settings,
      PlatformDatabase database,
      UnaryOperator<String> passwords,
      Duration limit,
      BooleanSupplier givenUp)
      throws IOException, InterruptedException, SQLException {
    Path home = Files.createDirectories(settings.home());
    stopOrphan(home);
    Map<String, String> environment = environment(settings, database.url(), passwords);
    for (DataSources.Source source : DataSources.sources(settings.cities())) {
      PlatformDatabase.Login login =
          new PlatformDatabase.Login(source.login(), passwords.apply(source.login()));
      database.ensureReader(login, source.role(), source.city().orElse(null));
      environment.put(source.passwordVariable(), login.password());
    }
    provision(settings, database.hasTimescale());
    Path logFile = home.resolve("grafana.log");
    ProcessBuilder builder =
        new ProcessBuilder(
                program.binary().toString(),
                "server",
                "--homepath",
                program.home().toString(),
                "--config",
                Files.writeString(home.resolve("grafana.ini"), "").toString())
            .directory(home.toFile())
            .redirectErrorStream(true)
            .redirectOutput(logFile.toFile());
    NOWHERE.forEach(builder.environment()::putIfAbsent);
    builder.environment().putAll(environment);
    Process process = builder.start();
    Path pidFile = home.resolve("pid");
    Files.writeString(pidFile, Long.toString(process.pid()));
    GrafanaServer part =
        new GrafanaServer(
            process, pidFile, "http://%s:%d".formatted(settings.host(), settings.port()));
    try {
      part.awaitHealth(logFile, limit, givenUp);
      return part;
    } catch (IOException | InterruptedException | RuntimeException e) {
      part.close();
      throw e;
    }
  }

  /** Stops the one that a killed platform left behind, if any. */
  public static void stopOrphan(Path home) throws IOException, InterruptedException {
    Path pidFile = home.resolve("pid");
    if (!Files.exists(pidFile)) {
      return;
    }
    Optional<ProcessHandle> orphan =
        ProcessHandle.of(Long.parseLong(Files.readString(pidFile).strip()));
    // The number may belong to another process by now: its command line names our directory.
    if (orphan.isPresent() && isOurs(home, orphan.get())) {
      stop(orphan.get());
    }
    Files.deleteIfExists(pidFile);
  }

  private static boolean isOurs(Path home, ProcessHandle process) {
    return process
        .info()
        .arguments()
        .map(List::of)
        .orElse(List.of())
        .contains(home.resolve("grafana.ini").toString());
  }

  /** Where a browser finds it. */
  public String url() {
    return url;
  }

  private static Map<String, String> environment(
      Settings settings, String jdbcUrl, UnaryOperator<String> passwords) {
    Path home = settings.home();
    Properties address = Driver.parseURL(jdbcUrl, new Properties());
    Map<String, String> environment = new TreeMap<>();
    environment.put("GF_SERVER_HTTP_ADDR", settings.host());
    environment.put("GF_SERVER_HTTP_PORT", Integer.toString(settings.port()));
    environment.put("GF_PATHS_DATA", home.resolve("data").toString());
    environment.put("GF_PATHS_LOGS", home.resolve("logs").toString());
    environment.put("GF_PATHS_PLUGINS", home.resolve("plugins").toString());
    environment.put("GF_PATHS_PROVISIONING", home.resolve("provisioning").toString());
    // Whoever reaches this machine's loopback address may look; only the administrator may change.
    environment.put("GF_AUTH_ANONYMOUS_ENABLED", "true");
    environment.put("GF_AUTH_ANONYMOUS_ORG_ROLE", "Viewer");
    environment.put("GF_SECURITY_ADMIN_PASSWORD", passwords.apply("grafana_admin"));
    environment.put("GF_USERS_DEFAULT_LANGUAGE", "detect");
    environment.put("GF_DATE_FORMATS_DEFAULT_TIMEZONE", DashboardZone.ID.getId());
    // It works without the internet, and tells nobody that it runs.
    environment.put("GF_ANALYTICS_REPORTING_ENABLED", "false");
    environment.put("GF_ANALYTICS_CHECK_FOR_UPDATES", "false");
    environment.put("GF_ANALYTICS_CHECK_FOR_PLUGIN_UPDATES", "false");
    environment.put("GF_NEWS_NEWS_FEED_ENABLED", "false");
    environment.put("SAWANG_DASHBOARDS", settings.deploy().resolve("dashboards").toString());
    environment.put(
        "SAWANG_DATABASE_ADDRESS",
        address.getProperty("PGHOST") + ":" + address.getProperty("PGPORT"));
    environment.put("SAWANG_DATABASE", address.getProperty("PGDBNAME"));
    environment.put("SAWANG_DATABASE_SSLMODE", address.getProperty("sslmode", "disable"));
    return environment;
  }

  /** The committed files, but with the data sources of this registry, and the runbooks' address. */
  private static void provision(Settings settings, boolean timescale) throws IOException {
    Path to = settings.home().resolve("provisioning");
    Path from = settings.deploy().resolve("provisioning");
    String runbooks =
        System.getenv()
            .getOrDefault(
                RUNBOOKS, settings.deploy().resolve("runbooks").toAbsolutePath().toUri().toString())
            .replaceFirst("/$", "");
    for (String kind : List.of("dashboards", "alerting")) {
      Path directory = Files.createDirectories(to.resolve(kind));
      try (Stream<Path> files = Files.list(from.resolve(kind))) {
        for (Path file : files.toList()) {
          Files.writeString(
              directory.resolve(file.getFileName().toString()),
              Files.readString(file).replace("${" + RUNBOOKS + "}", runbooks));
        }
      }
    }
    Path sources = Files.createDirectories(to.resolve("datasources"));
    Files.writeString(
        sources.resolve("sawang.yaml"), DataSources.yaml(settings.cities(), timescale));
  }

  private void awaitHealth(Path logFile, Duration limit, BooleanSupplier givenUp)
      throws IOException, InterruptedException {
    HttpClient client = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url + "/api/health"))
            .timeout(Duration.ofSeconds(5))
            .build();
    long end = System.nanoTime() + limit.toNanos();
    while (System.nanoTime() < end && !givenUp.getAsBoolean()) {
      if (process.waitFor(POLL.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new IOException(
            "Grafana ended with exit status %d; see %s".formatted(process.exitValue(), logFile));
      }
      if (answers(client, request)) {
        return;
      }
    }
    throw new IOException("Grafana did not answer within %s; see %s".formatted(limit, logFile));
  }

  private static boolean answers(HttpClient client, HttpRequest request)
      throws InterruptedException {
    try {
      return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException notYet) {
      return false;
    }
  }

  @Override
  public void close() throws IOException, InterruptedException {
    stop(process.toHandle());
    Files.deleteIfExists(pidFile);
  }

  private static void stop(ProcessHandle grafana) throws IOException, InterruptedException {
    if (endsAfter(grafana.destroy(), grafana)) {
      return;
    }
    log.warn("Grafana (process {}) does not end on SIGTERM", grafana.pid());
    if (!endsAfter(grafana.destroyForcibly(), grafana)) {
      throw new IOException("Grafana (process %d) does not stop".formatted(grafana.pid()));
    }
  }

  private static boolean endsAfter(boolean signalled, ProcessHandle grafana)
      throws InterruptedException {
    try {
      grafana.onExit().get(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS);
      return true;
    } catch (TimeoutException e) {
      log.debug("signalled {}: {}", grafana.pid(), signalled);
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }
}
