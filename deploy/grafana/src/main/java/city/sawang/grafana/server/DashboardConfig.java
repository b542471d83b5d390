package city.sawang.grafana.server;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * How the {@code dashboards} role is started.
 *
 * @param bind address to listen on; 127.0.0.1 unless a proxy in front authenticates
 * @param port 0 takes a free one
 * @param dashboards directory with {@code <audience>/*.json}
 * @param jdbcUrl of PostgreSQL
 * @param user a login that may read public views: it decides what a viewer can see
 * @param password empty when the server asks for none
 * @param statementTimeout after which a query is given up, 1 s to 5 min
 * @param rows how many rows a query may answer, 1 to 50 000
 * @param incidentApi where people take steps, e.g. {@code http://127.0.0.1:3001}; empty: nowhere
 */
public record DashboardConfig(
    String bind,
    int port,
    Path dashboards,
    String jdbcUrl,
    String user,
    String password,
    Duration statementTimeout,
    int rows,
    String incidentApi) {

  private static final Duration STATEMENT_TIMEOUT = Duration.ofSeconds(15);
  private static final int ROWS = 10_000;

  /**
   * @throws IllegalArgumentException naming the key, its value and what was expected
   */
  public DashboardConfig {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("port is %d: expected 0 to 65535".formatted(port));
    }
    if (!Files.isDirectory(dashboards)) {
      throw new IllegalArgumentException(
          "dashboards is %s: expected a directory with <audience>/*.json".formatted(dashboards));
    }
    if (!jdbcUrl.startsWith("jdbc:postgresql:")) {
      // The value stays out of the message: it may hold a password.
      throw new IllegalArgumentException("jdbcUrl: expected it to start with jdbc:postgresql:");
    }
    if (statementTimeout.compareTo(Duration.ofSeconds(1)) < 0
        || statementTimeout.compareTo(Duration.ofMinutes(5)) > 0) {
      throw new IllegalArgumentException(
          "statementTimeout is %s: expected 1 s to 5 min".formatted(statementTimeout));
    }
    if (rows < 1 || rows > 50_000) {
      throw new IllegalArgumentException("rows is %d: expected 1 to 50000".formatted(rows));
    }
    if (!incidentApi.isEmpty() && !incidentApi.matches("https?://[^\\s/?#]+(/[^\\s?#]*)?")) {
      throw new IllegalArgumentException(
          "incidentApi is %s: expected an address such as https://lights.example.org/api"
              .formatted(incidentApi));
    }
    incidentApi = incidentApi.replaceFirst("/+$", "");
  }

  /** On this machine only, with 15 s and 10 000 rows a query. */
  public static DashboardConfig local(
      int port, Path dashboards, String jdbcUrl, String user, String password) {
    return new DashboardConfig(
        "127.0.0.1", port, dashboards, jdbcUrl, user, password, STATEMENT_TIMEOUT, ROWS, "");
  }

  /** Listens on another address than 127.0.0.1. */
  public DashboardConfig withBind(String address) {
    return new DashboardConfig(
        address, port, dashboards, jdbcUrl, user, password, statementTimeout, rows, incidentApi);
  }

  /** Leads people there to take steps. */
  public DashboardConfig withIncidentApi(String address) {
    return new DashboardConfig(
        bind, port, dashboards, jdbcUrl, user, password, statementTimeout, rows, address);
  }

  /** Without the password. */
  @Override
  public String toString() {
    return "DashboardConfig[bind=%s, port=%d, dashboards=%s, user=%s]"
        .formatted(bind, port, dashboards, user);
  }
}
