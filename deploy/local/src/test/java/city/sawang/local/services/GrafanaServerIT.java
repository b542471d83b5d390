package city.sawang.local.services;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import city.sawang.local.Checkout;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GrafanaServerIT {
  private static final List<String> CITIES = List.of("hat-yai", "mueang-nan");

  @TempDir private static Path shared;
  private static PostgresServer server;
  private static PlatformDatabase database;

  @TempDir private Path temporary;

  @BeforeAll
  static void startDatabase() throws Exception {
    server = new PostgresServer(shared.resolve("postgresql"), "127.0.0.1", freePort(), "superuser");
    database = server.prepareDatabase(name -> "secret-of-" + name);
  }

  @AfterAll
  static void stopDatabase() throws Exception {
    server.close();
  }

  @Test
  void startsTheGrafanaOfTheMachineWithThisProvisioning() throws Exception {
    Path home = FakeGrafana.install(temporary.resolve("a grafana"));
    GrafanaInstallation program =
        GrafanaInstallation.find(Map.of("GRAFANA_HOME", home.toString(), "PATH", "")).orElseThrow();
    Path data = temporary.resolve("data");
    int port = freePort();

    try (GrafanaServer part = start(program, data, port)) {
      assertThat(part.url()).isEqualTo("http://127.0.0.1:" + port);
      assertThat(FakeGrafana.started(home))
          .startsWith(
              "server",
              "--homepath",
              home.toString(),
              "--config",
              data.resolve("grafana.ini").toString())
          .contains(
              "GF_SERVER_HTTP_ADDR=127.0.0.1",
              "GF_PATHS_PROVISIONING=" + data.resolve("provisioning"),
              "GF_AUTH_ANONYMOUS_ORG_ROLE=Viewer",
              "SAWANG_DASHBOARDS=" + Checkout.file("deploy/grafana/dashboards"),
              "SAWANG_DATABASE=sawang",
              "SAWANG_GRAFANA_HAT_YAI_PASSWORD=secret-of-sawang_grafana_hat_yai",
              "SAWANG_GRAFANA_PUBLIC_PASSWORD=secret-of-sawang_grafana_public");
    }
    assertThat(data.resolve("provisioning/datasources/sawang.yaml"))
        .content()
        .contains("sawang-operations-mueang-nan", "timescaledb: false")
        .doesNotContain("sawang-operations-satun");
    assertThat(data.resolve("provisioning/alerting/rules.yaml")).exists();
    assertThat(data.resolve("provisioning/alerting/incident-rules.yaml"))
        .content()
        .contains("deploy/grafana/runbooks/circuit-out.md")
        .doesNotContain("$");
    assertThat(data.resolve("provisioning/dashboards/sawang.yaml")).exists();
  }

  @Test
  void everyDataSourceHasALoginThatSeesItsOwn() throws Exception {
    Path home = FakeGrafana.install(temporary.resolve("grafana"));
    try (GrafanaServer part =
        start(
            new GrafanaInstallation(home.resolve("bin/grafana"), home),
            temporary.resolve("data"),
            freePort())) {
      assertThat(part.url()).isNotEmpty();
    }

    assertThat(asked("sawang_grafana_mueang_nan", "SELECT count(*) FROM operations.lamp_now"))
        .isEqualTo("0");
    assertThatThrownBy(
            () -> asked("sawang_grafana_public", "SELECT count(*) FROM operations.lamp_now"))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("permission denied");
    try (Connection connection =
            PlatformDatabase.source(database.url(), database.owner()).getConnection();
        Statement statement = connection.createStatement();
        ResultSet cities =
            statement.executeQuery(
                "SELECT string_agg(login || ':' || city_id, ' ' ORDER BY login) FROM"
                    + " store.login_city")) {
      cities.next();
      assertThat(cities.getString(1))
          .isEqualTo("sawang_grafana_hat_yai:hat-yai sawang_grafana_mueang_nan:mueang-nan");
    }
  }

  @Test
  void aGrafanaThatEndsIsAClearError() throws Exception {
    Path home = FakeGrafana.install(temporary.resolve("grafana"));
    Files.writeString(home.resolve("bin/grafana"), "#!/bin/sh\necho no licence; exit 7\n");

    assertThatThrownBy(
            () ->
                start(
                    new GrafanaInstallation(home.resolve("bin/grafana"), home),
                    temporary.resolve("data"),
                    freePort()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("exit status 7")
        .hasMessageContaining("grafana.log");
    assertThat(temporary.resolve("data/grafana.log")).content().contains("no licence");
  }

  @Test
  void oneThatAKilledPlatformLeftIsStopped() throws Exception {
    Path home = FakeGrafana.install(temporary.resolve("grafana"));
    Path data = temporary.resolve("data");
    try (GrafanaServer left =
        start(new GrafanaInstallation(home.resolve("bin/grafana"), home), data, freePort())) {
      long pid = Long.parseLong(Files.readString(data.resolve("pid")));
      assertThat(left.url()).isNotEmpty();

      GrafanaServer.stopOrphan(data);

      assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();
      assertThat(data.resolve("pid")).doesNotExist();
    }
  }

  @Test
  void grafanaOnThePathIsFoundWithItsHome() throws Exception {
    Path home = FakeGrafana.install(temporary.resolve("grafana"));

    assertThat(
            GrafanaInstallation.find(Map.of("PATH", "/nowhere:" + home.resolve("bin")))
                .map(GrafanaInstallation::home))
        .contains(home.toRealPath());
    assertThat(GrafanaInstallation.find(Map.of("PATH", "/nowhere"))).isEmpty();
    assertThatThrownBy(() -> GrafanaInstallation.find(Map.of("GRAFANA_HOME", "/nowhere")))
        .hasMessageContaining("GRAFANA_HOME is /nowhere")
        .hasMessageContaining("bin/grafana");
  }

  private static GrafanaServer start(GrafanaInstallation program, Path data, int port)
      throws Exception {
    return GrafanaServer.start(
        program,
        new GrafanaServer.Settings(
            data, Checkout.file("deploy/grafana"), CITIES, "127.0.0.1", port),
        database,
        name -> "secret-of-" + name,
        Duration.ofSeconds(60),
        () -> false);
  }

  private static String asked(String login, String sql) throws SQLException {
    try (Connection connection =
            PlatformDatabase.source(
                    database.url(), new PlatformDatabase.Login(login, "secret-of-" + login))
                .getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
