package city.sawang.grafana;

import city.sawang.grafana.dashboard.Dashboard;
import city.sawang.grafana.dashboard.DashboardFile;
import city.sawang.grafana.dashboard.DashboardReader;
import city.sawang.grafana.dashboard.Panel;
import city.sawang.grafana.query.DashboardQueries;
import city.sawang.grafana.query.Frame;
import city.sawang.grafana.query.QueryRunner;
import city.sawang.grafana.query.TimeRange;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import io.javalin.http.BadRequestResponse;
import io.javalin.http.Context;
import io.javalin.http.NotFoundResponse;
import java.sql.SQLException;
import java.time.Clock;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.jetty.server.HttpConfiguration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The {@code dashboards} role: shows the committed dashboards in a browser when there is no Grafana.
 * It only reads. A request names a dashboard, a panel, variables and a period, and never brings SQL.
 */
public final class DashboardServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DashboardServer.class);

  /** Answers that nobody has read yet. */
  private static final long WAITING_BYTES = 64 << 20;

  /** A reader that takes nothing for so long is let go. */
  private static final int IDLE_MILLIS = 20_000;

  private static final int CONNECTIONS = 6;
  private static final int CONNECTION_WAIT_MILLIS = 10_000;
  private static final int LONGEST_VALUE = 200;
  private static final int MOST_VALUES = 500;

  private final Map<String, DashboardFile> byUid = new LinkedHashMap<>();
  private final Map<String, byte[]> shownByUid = new HashMap<>();
  private final DashboardConfig config;
  private final Clock clock;
  private final HikariDataSource pool;
  private final QueryRunner runner;
  private final UnhurriedAnswers answers = new UnhurriedAnswers(WAITING_BYTES);
  private final PageFiles page = new PageFiles(answers);
  private final Javalin web;
  private volatile Boolean timescale;

  private DashboardServer(DashboardConfig config, Clock clock) {
    this.config = config;
    this.clock = clock;
    // Read before anything is opened: a mistake in a file ends the start here.
    DashboardReader.readAll(config.dashboards())
        .forEach(file -> byUid.put(file.dashboard().uid(), file));
    byUid.forEach((uid, file) -> shownByUid.put(uid, Answers.bytes(Answers.dashboard(file))));
    pool = pool(config);
    runner =
        new QueryRunner(
            pool,
            new QueryRunner.Limits(config.rows(), (int) config.statementTimeout().toMillis()));
    web = Javalin.create(this::define);
  }

  /**
   * Starts to listen. The database may come later: until then panels say that it does not answer.
   *
   * @throws city.sawang.grafana.dashboard.DashboardMistakes when a dashboard cannot be drawn, naming
   *     file, panel and reason
   * @throws IllegalStateException when the port is taken
   */
  public static DashboardServer start(DashboardConfig config) {
    return start(config, Clock.systemUTC());
  }

  static DashboardServer start(DashboardConfig config, Clock clock) {
    var server = new DashboardServer(config, clock);
    try {
      server.web.start(config.bind(), config.port());
      return server;
    } catch (RuntimeException e) {
      server.pool.close();
      throw new IllegalStateException(
          "dashboards cannot listen on %s port %d: %s"
              .formatted(config.bind(), config.port(), e.getMessage()),
          e);
    }
  }

  /** Where a browser finds it, e.g. {@code http://127.0.0.1:3000}. */
  public String url() {
    return "http://%s:%d".formatted(config.bind(), web.port());
  }

  @Override
  public void close() {
    web.stop();
    pool.close();
  }

  private static HikariDataSource pool(DashboardConfig config) {
    var hikari = new HikariConfig();
    hikari.setPoolName("dashboards");
    hikari.setJdbcUrl(config.jdbcUrl());
    hikari.setUsername(config.user());
    hikari.setPassword(config.password());
    hikari.setMaximumPoolSize(CONNECTIONS);
    hikari.setMinimumIdle(0);
    hikari.setConnectionTimeout(CONNECTION_WAIT_MILLIS);
    hikari.setReadOnly(true);
    hikari.addDataSourceProperty("ApplicationName", "sawang dashboards");
    hikari.setInitializationFailTimeout(-1);
    return new HikariDataSource(hikari);
  }

  private void define(JavalinConfig app) {
    app.startup.showJavalinBanner = false;
    app.startup.startupWatcherEnabled = false;
    app.jetty.modifyHttpConfiguration(DashboardServer::limits);
    // Nearly every reader sits on this machine: compressing would cost more than it saves.
    app.http.compressionStrategy = CompressionStrategy.NONE;
    app.routes.before(new BrowserGuard(config.bind()));
    app.routes.get("/", page::page);
    app.routes.get("/d/{uid}", page::page);
    app.routes.get("/d/{uid}/{slug}", page::page);
    app.routes.get("/static/*", page::file);
    app.routes.get("/webjars/*", page::file);
    app.routes.get("/livez", context -> context.result("alive\n"));
    app.routes.get("/readyz", this::ready);
    app.routes.get("/api/home", this::home);
    app.routes.get(
        "/api/dashboards/{uid}", context -> json(context, Answers.dashboard(file(context))));
    app.routes.get("/api/dashboards/{uid}/variables", this::variables);
    app.routes.get("/api/dashboards/{uid}/annotations", this::annotations);
    app.routes.get("/api/dashboards/{uid}/panels/{id}", this::panel);
    app.routes.exception(SQLException.class, DashboardServer::databaseFailure);
    app.routes.exception(
        IllegalArgumentException.class, (e, context) -> failure(context, 400, e.getMessage()));
  }

  private static void limits(HttpConfiguration http) {
    http.setSendServerVersion(false);
    http.setIdleTimeout(IDLE_MILLIS);
  }

  private void ready(Context context) throws SQLException {
    runner.run("SELECT 1 AS one");
    context.result("ready\n");
  }

  private void home(Context context) throws SQLException {
    ReadableDashboards readable = ReadableDashboards.of(runner);
    json(context, Answers.home(readable.among(List.copyOf(byUid.values())), readable.cities()));
  }

  private void variables(Context context) throws SQLException {
    Dashboard dashboard = file(context).dashboard();
    json(context, Answers.variables(queries().variables(dashboard, view(context, dashboard))));
  }

  private void annotations(Context context) throws SQLException {
    Dashboard dashboard = file(context).dashboard();
    DashboardQueries.View view = view(context, dashboard);
    ObjectNode answer = Answers.object();
    ArrayNode list = answer.putArray("annotations");
    for (Dashboard.Annotation annotation : dashboard.annotations().list()) {
      var rows = queries().annotation(dashboard, annotation, view);
      if (rows.isPresent()) {
        ObjectNode one = list.addObject();
        one.put("name", annotation.name());
        one.put("color", annotation.iconColor());
        one.set("frame", Answers.frame(rows.get()));
      }
    }
    json(context, answer);
  }

  private void panel(Context context) throws SQLException {
    Dashboard dashboard = file(context).dashboard();
    Panel panel =
        dashboard
            .panel(number(context.pathParam("id"), "panel"))
            .orElseThrow(() -> new NotFoundResponse("no such panel"));
    json(context, Answers.panel(queries().panel(dashboard, panel, view(context, dashboard))));
  }

  private DashboardQueries queries() throws SQLException {
    if (timescale == null) {
      Frame extension =
          runner.run(
              "SELECT EXISTS (SELECT FROM pg_extension WHERE extname = 'timescaledb') AS found");
      timescale = Boolean.TRUE.equals(extension.columns().get(0).values().get(0));
    }
    return new DashboardQueries(runner, timescale);
  }

  private DashboardFile file(Context context) {
    DashboardFile file = byUid.get(context.pathParam("uid"));
    if (file == null) {
      throw new NotFoundResponse("no such dashboard");
    }
    return file;
  }

  private DashboardQueries.View view(Context context, Dashboard dashboard) {
    String from = context.queryParam("from");
    String to = context.queryParam("to");
    TimeRange range =
        TimeRange.parse(
            from == null ? dashboard.time().from() : from,
            to == null ? dashboard.time().to() : to,
            clock.instant(),
            zone(dashboard));
    var chosen = new LinkedHashMap<String, List<String>>();
    context
        .queryParamMap()
        .forEach(
            (key, values) -> {
              if (key.startsWith("var-")) {
                chosen.put(key.substring("var-".length()), bounded(key, values));
              }
            });
    String points = context.queryParam("points");
    return points == null
        ? new DashboardQueries.View(range, chosen)
        : new DashboardQueries.View(
            range, chosen, Math.min(2_000, Math.max(50, number(points, "points"))));
  }

  private static ZoneId zone(Dashboard dashboard) {
    boolean fixed = dashboard.timezone() != null && dashboard.timezone().contains("/");
    return ZoneId.of(fixed ? dashboard.timezone() : "Asia/Bangkok");
  }

  private static List<String> bounded(String key, List<String> values) {
    if (values.size() > MOST_VALUES) {
      throw new BadRequestResponse(
          "%s has %d values: expected at most %d".formatted(key, values.size(), MOST_VALUES));
    }
    for (String value : values) {
      if (value.length() > LONGEST_VALUE) {
        throw new BadRequestResponse(
            "%s is longer than %d characters".formatted(key, LONGEST_VALUE));
      }
    }
    return List.copyOf(values);
  }

  private static int number(String text, String name) {
    if (!text.matches("\\d{1,9}")) {
      throw new BadRequestResponse("%s: expected a number".formatted(name));
    }
    return Integer.parseInt(text);
  }

  private static void databaseFailure(SQLException e, Context context) {
    // 57014: cancelled by the statement timeout. Class 08, or none: no connection.
    String state = String.valueOf(e.getSQLState());
    if ("57014".equals(state)) {
      failure(context, 504, "the database took too long: choose a shorter period");
    } else if ("42501".equals(state)) {
      failure(context, 403, "this login may not read what the panel asks for");
    } else if (state.startsWith("08") || "null".equals(state)) {
      failure(context, 503, "the database does not answer");
    } else {
      LOG.warn("a query of {} was refused", context.path(), e);
      failure(context, 502, "the database refused the query (SQLSTATE %s)".formatted(state));
    }
  }

  /** Short enough for the operating system's own buffer. */
  private static void failure(Context context, int status, String message) {
    asJson(context).status(status).result(Answers.bytes(Answers.object().put("error", message)));
  }

  private void json(Context context, JsonNode answer) {
    answers.send(asJson(context), Answers.bytes(answer));
  }

  private static Context asJson(Context context) {
    return context
        .contentType("application/json; charset=utf-8")
        .header("Cache-Control", "no-store");
  }
}
