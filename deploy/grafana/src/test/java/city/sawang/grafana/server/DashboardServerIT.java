package city.sawang.grafana.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import city.sawang.grafana.dashboard.DashboardMistakes;
import city.sawang.grafana.fixture.CommittedFiles;
import city.sawang.grafana.fixture.SeededDatabase;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DashboardServerIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient BROWSER = HttpClient.newHttpClient();

  private static DashboardServer server;

  @BeforeAll
  static void start() {
    server = DashboardServer.start(config(SeededDatabase.AUDITOR));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static DashboardConfig config(String login) {
    return DashboardConfig.local(
        0, CommittedFiles.dashboards(), SeededDatabase.shared().url(), login, "");
  }

  /** Steps need a login of one's own: they are another server's. */
  @Test
  void stepsLeadToTheIncidentApiThatIsKnown() throws Exception {
    try (DashboardServer leading =
        DashboardServer.start(
            config(SeededDatabase.AUDITOR).withIncidentApi("https://lights.example.org/api/"))) {
      HttpResponse<String> answer =
          BROWSER.send(
              HttpRequest.newBuilder(URI.create(leading.url() + "/steps/hat-yai/inc-%2F%2Fevil"))
                  .build(),
              HttpResponse.BodyHandlers.ofString());

      assertThat(answer.statusCode()).isEqualTo(302);
      assertThat(answer.headers().firstValue("Location"))
          .hasValue("https://lights.example.org/api/incidents/hat-yai/inc-%2F%2Fevil");
    }
    HttpResponse<String> unknown =
        BROWSER.send(
            HttpRequest.newBuilder(URI.create(server.url() + "/steps/hat-yai/inc-1")).build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(unknown.statusCode()).isEqualTo(404);
    assertThat(unknown.body()).contains("--incident-api");
    assertThatThrownBy(() -> config(SeededDatabase.AUDITOR).withIncidentApi("javascript:alert(1)"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected an address");
  }

  @Test
  void offersAudiencesAndCities() throws Exception {
    JsonNode home = json("/api/home");

    assertThat(home.path("dashboards").findValuesAsText("audience"))
        .contains(
            "city-operations",
            "energy-analysis",
            "deployment-audit",
            "open-data",
            "platform-health");
    assertThat(home.path("cities").path("fields").get(0).path("values").toString())
        .contains("mueang-nan", "chiang-mai");
  }

  @Test
  void answersAPanelWithRows() throws Exception {
    JsonNode fields =
        json("/api/dashboards/sawang-tonight/panels/7?var-city=mueang-nan")
            .path("frames")
            .get(0)
            .path("fields");

    assertThat(fields.findValuesAsText("name")).contains("lamp_id", "state", "latitude");
    assertThat(fields.get(0).path("values")).hasSize(8);
  }

  @Test
  void theDashboardComesWithoutItsSql() throws Exception {
    String text = get("/api/dashboards/sawang-tonight").body();

    assertThat(text)
        .contains("\"uid\":\"sawang-tonight\"")
        .doesNotContain("rawSql")
        .doesNotContain("SELECT");
  }

  @Test
  void sqlInARequestIsNotSql() throws Exception {
    JsonNode honest = json("/api/dashboards/sawang-tonight/panels/7?var-city=mueang-nan");
    JsonNode brought =
        json(
            "/api/dashboards/sawang-tonight/panels/7?var-city=mueang-nan&rawSql="
                + encode("SELECT 1")
                + "&query=x");

    assertThat(brought).isEqualTo(honest);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "' OR '1'='1",
        "mueang-nan'; DROP TABLE store.lamp; --",
        "\\' OR 1=1 --",
        "$__timeFrom() OR true",
        "${city:raw}",
        "mueang-nan' UNION SELECT usename, null FROM pg_user --",
        "<script>alert(1)</script>",
      })
  void hostileValuesFindNothingAndBreakNothing(String value) throws Exception {
    for (String uid :
        List.of(
            "sawang-tonight",
            "sawang-lamp",
            "sawang-feeder",
            "sawang-energy",
            "sawang-audit-deployment",
            "sawang-open-city")) {
      for (JsonNode panel : json("/api/dashboards/" + uid).path("dashboard").path("panels")) {
        if (!panel.path("targets").isEmpty()) {
          String path =
              "/api/dashboards/%s/panels/%d?var-city=%s&var-lamp=%s&var-feeder=%s"
                  .formatted(
                      uid, panel.path("id").asInt(), encode(value), encode(value), encode(value));
          HttpResponse<String> answer = get(path);
          assertThat(answer.statusCode()).as(path + " " + answer.body()).isEqualTo(200);
          assertThat(answer.body()).doesNotContain("postgres\"");
        }
      }
    }
    assertThat(
            json("/api/dashboards/sawang-tonight/panels/7?var-city=mueang-nan")
                .path("frames")
                .get(0)
                .path("fields")
                .get(0)
                .path("values"))
        .hasSize(8);
  }

  @Test
  void lampsWithHostileNamesAreFoundByThoseNames() throws Exception {
    for (String lamp :
        List.of(
            "<script>alert(1)</script>",
            "'; DROP TABLE store.lamp; --",
            "$__timeFrom() OR true",
            "เสาไฟหน้าวัดน้ำใสใต้ต้นโพธิ์ที่มีชื่อยาวมากๆ ซอยสุขสันต์ ๑๒/๓๔ ตรงข้ามโรงเรียนบ้านควนกี่กี้ ฝั่งทิศตะวันออกเฉียงใต้")) {
      JsonNode state =
          json("/api/dashboards/sawang-lamp/panels/2?var-city=satun&var-lamp=" + encode(lamp));

      assertThat(state.path("frames").get(0).path("fields").get(0).path("values"))
          .as(lamp)
          .hasSize(1);
    }
  }

  @Test
  void namesAreData() throws Exception {
    HttpResponse<String> answer = get("/api/dashboards/sawang-lamp/variables?var-city=satun");

    assertThat(answer.headers().firstValue("Content-Type"))
        .hasValueSatisfying(type -> assertThat(type).startsWith("application/json"));
    assertThat(answer.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
    assertThat(answer.headers().firstValue("Content-Security-Policy"))
        .hasValueSatisfying(
            policy ->
                assertThat(policy).contains("default-src 'self'").doesNotContain("script-src"));
    assertThat(answer.body()).contains("<script>alert(1)</script>");
  }

  @Test
  void theLoginDecidesWhatIsSeen() throws Exception {
    try (DashboardServer nan = DashboardServer.start(config(SeededDatabase.NAN))) {
      String cities = get(nan, "/api/home").body();
      String peek = get(nan, "/api/dashboards/sawang-tonight/panels/7?var-city=chiang-mai").body();

      assertThat(cities).contains("น่าน").doesNotContain("เชียงใหม่");
      assertThat(JSON.readTree(peek).path("frames").get(0).path("fields").get(0).path("values"))
          .isEmpty();
    }
  }

  @Test
  void citizensSeeOpenDataAndNothingElse() throws Exception {
    try (DashboardServer open = DashboardServer.start(config(SeededDatabase.PUBLIC))) {
      JsonNode home = JSON.readTree(get(open, "/api/home").body());

      assertThat(home.path("dashboards").findValuesAsText("audience")).containsOnly("open-data");
      assertThat(home.path("cities").path("fields").get(0).path("values").toString())
          .contains("mueang-nan", "satun")
          .doesNotContain("empty-town");
      assertThat(
              get(open, "/api/dashboards/sawang-open-city/panels/2?var-city=mueang-nan")
                  .statusCode())
          .isEqualTo(200);
      assertThat(
              get(open, "/api/dashboards/sawang-tonight/panels/7?var-city=mueang-nan").statusCode())
          .isEqualTo(403);
    }
  }

  @Test
  void analystsAreOfferedNoOperations() throws Exception {
    try (DashboardServer analysts = DashboardServer.start(config(SeededDatabase.ANALYST))) {
      JsonNode home = JSON.readTree(get(analysts, "/api/home").body());

      assertThat(home.path("dashboards").findValuesAsText("audience"))
          .contains("energy-analysis", "open-data")
          .doesNotContain("city-operations");
    }
  }

  @Test
  void aCityWithoutLampsIsShownAsSuch() throws Exception {
    for (String uid : List.of("sawang-tonight", "sawang-energy-places", "sawang-open-city")) {
      for (JsonNode panel : json("/api/dashboards/" + uid).path("dashboard").path("panels")) {
        if (!panel.path("targets").isEmpty()) {
          String path =
              "/api/dashboards/%s/panels/%d?var-city=empty-town"
                  .formatted(uid, panel.path("id").asInt());
          assertThat(get(path).statusCode()).as(path).isEqualTo(200);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/dashboards/sawang-tonight/panels/7?from=yesterday",
        "/api/dashboards/sawang-tonight/panels/7?from=now&to=now-1h",
        "/api/dashboards/sawang-tonight/panels/7?points=many",
        "/api/dashboards/sawang-tonight/panels/seven",
      })
  void refusesNonsenseInOneLine(String path) throws Exception {
    assertThat(get(path).statusCode()).isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/dashboards/nothing",
        "/api/dashboards/sawang-tonight/panels/777",
        "/static/../index.html",
        "/nothing"
      })
  void whatIsNotThereIsNotFound(String path) throws Exception {
    assertThat(get(path).statusCode()).isEqualTo(404);
  }

  @Test
  void onlyReads() throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(server.url() + "/api/home"))
            .POST(HttpRequest.BodyPublishers.ofString("{}"))
            .build();

    assertThat(BROWSER.send(request, HttpResponse.BodyHandlers.discarding()).statusCode())
        .isIn(404, 405);
  }

  @Test
  void answersOnLoopbackUnderItsOwnNameOnly() throws IOException {
    try (var socket =
        new Socket(InetAddress.getLoopbackAddress(), URI.create(server.url()).getPort())) {
      socket
          .getOutputStream()
          .write(
              "GET /api/home HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));

      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

      assertThat(answer).startsWith("HTTP/1.1 403").doesNotContain("น่าน");
    }
  }

  @Test
  void everythingThatThePageLoadsIsHere() throws Exception {
    String page = get("/d/sawang-tonight").body();
    var sources = new ArrayList<String>();
    Pattern.compile("(?:src|href)=\"([^\"]+)\"")
        .matcher(page)
        .results()
        .forEach(one -> sources.add(one.group(1)));
    for (String module :
        List.of(
            "charts.js", "dom.js", "format.js", "language.js", "map.js", "panels.js", "zone.js")) {
      sources.add("/static/" + module);
    }

    assertThat(sources)
        .hasSizeGreaterThan(10)
        .allSatisfy(source -> assertThat(source).startsWith("/"));
    for (String source : sources) {
      assertThat(get(source).statusCode()).as(source).isEqualTo(200);
    }
  }

  @Test
  void saysThatTheDatabaseIsAway() throws Exception {
    int free;
    try (ServerSocket socket = new ServerSocket(0)) {
      free = socket.getLocalPort();
    }
    var config =
        DashboardConfig.local(
            0,
            CommittedFiles.dashboards(),
            "jdbc:postgresql://127.0.0.1:" + free + "/none",
            "nobody",
            "");
    try (DashboardServer lonely = DashboardServer.start(config)) {
      HttpResponse<String> panel =
          get(lonely, "/api/dashboards/sawang-tonight/panels/7?var-city=mueang-nan");

      assertThat(panel.statusCode()).isEqualTo(503);
      assertThat(panel.body()).contains("the database does not answer");
      assertThat(get(lonely, "/livez").statusCode()).isEqualTo(200);
      assertThat(get(lonely, "/readyz").statusCode()).isEqualTo(503);
    }
  }

  @Test
  void aMistakeInAFileEndsTheStart(@TempDir Path directory) throws IOException {
    Path audience = Files.createDirectory(directory.resolve("city-operations"));
    String good =
        Files.readString(CommittedFiles.dashboards().resolve("city-operations/1-tonight.json"));
    Files.writeString(
        audience.resolve("1-tonight.json"),
        good.replace("\"type\": \"geomap\"", "\"type\": \"piechart\""));
    var config =
        DashboardConfig.local(
            0, directory, SeededDatabase.shared().url(), SeededDatabase.AUDITOR, "");

    assertThatThrownBy(() -> DashboardServer.start(config))
        .isInstanceOf(DashboardMistakes.class)
        .hasMessageContaining(
            "city-operations/1-tonight.json: panel 7 'แผนที่โคมตามสถานะ · Lamps by state': type 'piechart' cannot be drawn");
  }

  @Test
  void aTakenPortIsAClearError() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var config =
          DashboardConfig.local(
              taken.getLocalPort(),
              CommittedFiles.dashboards(),
              SeededDatabase.shared().url(),
              SeededDatabase.AUDITOR,
              "");

      assertThatThrownBy(() -> DashboardServer.start(config))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining(Integer.toString(taken.getLocalPort()));
    }
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static JsonNode json(String path) throws Exception {
    HttpResponse<String> answer = get(path);
    assertThat(answer.statusCode()).as(path + " " + answer.body()).isEqualTo(200);
    return JSON.readTree(answer.body());
  }

  private static HttpResponse<String> get(String path) throws Exception {
    return get(server, path);
  }

  private static HttpResponse<String> get(DashboardServer from, String path) throws Exception {
    return BROWSER.send(
        HttpRequest.newBuilder(URI.create(from.url() + path)).build(),
        HttpResponse.BodyHandlers.ofString());
  }
}
