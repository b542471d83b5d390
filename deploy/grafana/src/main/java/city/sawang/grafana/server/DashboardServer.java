package city.sawang.grafana.server;

import city.sawang.grafana.dashboard.DashboardFile;
import city.sawang.grafana.dashboard.DashboardReader;
import city.sawang.grafana.query.QueryRunner;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.NotFoundResponse;
import io.javalin.util.JavalinException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import org.eclipse.jetty.server.HttpConfiguration;

/**
 * The {@code dashboards} role: shows the committed dashboards in a browser when there is no Grafana.
 * It only reads. A request names a dashboard, a panel, variables and a period, and never brings SQL.
 */
public final class DashboardServer implements AutoCloseable {
  /** Of answers that their readers have not taken yet, all together. */
  private static final long MOST_UNREAD_BYTES = 64 << 20;

  /** A reader that takes nothing for so long is let go. */
  private static final int IDLE_MILLIS = 20_000;

  private static final int CONNECTIONS = 6;
  private static final int CONNECTION_WAIT_MILLIS = 10_000;

  private final DashboardConfig config;
  private final HikariDataSource pool;
  private final DashboardApi api;
  private final PageFiles page;
  private final Javalin web;

  private DashboardServer(DashboardConfig config) {
    this.config = config;
    // Read before anything is opened: a mistake in a file ends the start here.
    List<DashboardFile> files = DashboardReader.readAll(config.dashboards());
    var responses = new AsyncResponses(MOST_UNREAD_BYTES);
    page = new PageFiles(responses);
    pool = pool(config);
    var limits = new QueryRunner.Limits(config.rows(), (int) config.statementTimeout().toMillis());
    api = new DashboardApi(files, new QueryRunner(pool, limits), responses, Clock.systemUTC());
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
    var server = new DashboardServer(config);
    try {
      server.web.start(config.bind(), config.port());
      return server;
    } catch (JavalinException e) {
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
    app.routes.before(new SecurityHeaders(config.bind()));
    app.routes.get("/", page::page);
    app.routes.get("/d/{uid}", page::page);
    app.routes.get("/d/{uid}/{slug}", page::page);
    app.routes.get("/static/*", page::file);
    app.routes.get("/webjars/*", page::file);
    app.routes.get("/steps/{city}/{incident}", this::toIncidentApi);
    app.routes.get("/livez", context -> context.result("alive\n"));
    api.addRoutes(app.routes);
  }

  /** Steps are taken with a login of one's own, which is not this server's. */
  private void toIncidentApi(Context context) {
    if (config.incidentApi().isEmpty()) {
      throw new NotFoundResponse(
          "no incident-api is known here: start it, and dashboards with --incident-api URL");
    }
    context.redirect(
        "%s/incidents/%s/%s"
            .formatted(
                config.incidentApi(),
                encoded(context.pathParam("city")),
                encoded(context.pathParam("incident"))));
  }

  private static String encoded(String segment) {
    return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static void limits(HttpConfiguration http) {
    http.setSendServerVersion(false);
    http.setIdleTimeout(IDLE_MILLIS);
  }
}
