package city.sawang.local.cli;

import static org.assertj.core.api.Assertions.assertThat;

import city.sawang.local.incident.http.IncidentServer;
import city.sawang.local.platform.Ports;
import city.sawang.local.services.PlatformDatabase;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code sawang incident} does, over HTTP, by logins that the command made. */
class IncidentApiIT {
  private static final String PASSWORD = "correct horse: battery";
  private static final String STEPS = "/api/incidents/mueang-nan/i1/steps";

  @TempDir static Path directory;
  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static final ObjectMapper JSON = new ObjectMapper();
  private static PilotDatabase pilots;
  private static IncidentServer server;

  private record Answer(int status, JsonNode body, HttpResponse<String> whole) {}

  @BeforeAll
  static void thePilotsAndTheirLogins() throws Exception {
    pilots = PilotDatabase.start(directory);
    grant("nan_crew", "city-operator", "mueang-nan");
    grant("nan_reader", "city-reader", "mueang-nan");
    server = IncidentServer.start("127.0.0.1", 0, pilots.database().url());
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
    pilots.close();
  }

  @BeforeEach
  void twoIncidents() throws SQLException {
    sql(
        """
        ALTER TABLE store.incident_step DISABLE TRIGGER append_only;
        DELETE FROM store.incident_step;
        ALTER TABLE store.incident_step ENABLE TRIGGER append_only;
        DELETE FROM store.incident_handled; DELETE FROM store.incident_change; DELETE FROM store.incident;
        INSERT INTO store.incident (city_id, incident_id, code, scope, subject_id, severity, opened_at, detected_at, rule_version, dark_lamp_seconds, revision) VALUES
          ('mueang-nan', 'i1', 'LAMP_FAILURE', 'LAMP', 'MUEANG-NAN-L01', 'MAJOR', '2026-11-22 19:00+07', '2026-11-22 19:10+07', 1, 3600, 1),
          ('satun', 's1', 'DAY_BURNER', 'LAMP', 'STN-L01', 'MINOR', '2026-11-22 10:00+07', '2026-11-22 10:30+07', 1, 0, 1)""");
  }

  private static void grant(String login, String role, String city) {
    assertThat(
            pilots
                .run(
                    PASSWORD + "\n",
                    List.of(
                        "access",
                        "grant",
                        login,
                        "--password-stdin",
                        "--role",
                        role,
                        "--city",
                        city))
                .err())
        .isEmpty();
  }

  private static void sql(String sql) throws SQLException {
    try (Connection owner =
            PlatformDatabase.source(pilots.database().url(), pilots.database().owner())
                .getConnection();
        Statement statement = owner.createStatement()) {
      statement.execute(sql);
    }
  }

  private static HttpRequest.Builder request(String url, String login, String password) {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url));
    if (login != null) {
      byte[] pair = (login + ':' + password).getBytes(StandardCharsets.UTF_8);
      request.header("Authorization", "Basic " + Base64.getEncoder().encodeToString(pair));
    }
    return request;
  }

  private static Answer send(HttpRequest request) throws IOException, InterruptedException {
    HttpResponse<String> answer = CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
    return new Answer(answer.statusCode(), JSON.readTree(answer.body()), answer);
  }

  private static Answer post(String login, String path, String body) throws Exception {
    return send(
        request(server.url() + path, login, PASSWORD)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body))
            .build());
  }

  private static HttpResponse<String> get(String login, String path) throws Exception {
    return CLIENT.send(
        request(server.url() + path, login, PASSWORD).GET().build(),
        HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void anIncidentHasItsStory() throws Exception {
    post("nan_crew", STEPS, "{\"step\":\"ACKNOWLEDGE\",\"who\":\"<b>สมชาย</b>\"}");
    post("nan_crew", STEPS, "{\"step\":\"ASSIGN\",\"who\":\"สมชาย\",\"assignee\":\"ทีม 2\"}");

    JsonNode story = JSON.readTree(get("nan_crew", "/api/incidents/MUEANG-NAN/i1").body());

    assertThat(story.get("incident_id").asText()).isEqualTo("i1");
    assertThat(story.get("state").asText()).isEqualTo("IN_PROGRESS");
    assertThat(story.get("history").findValuesAsText("step"))
        .containsSubsequence("ACKNOWLEDGE", "ASSIGN");
    assertThat(story.get("history").findValuesAsText("who")).contains("<b>สมชาย</b>");
    assertThat(get("nan_crew", "/api/incidents/satun/s1").statusCode()).isEqualTo(404);
    assertThat(get("nan_crew", "/api/incidents/mueang-nan/i9").statusCode()).isEqualTo(404);
  }

  @Test
  void whatLateReadingsTookBackIsGoneAndSaysSo() throws Exception {
    sql("UPDATE store.incident SET retracted = true, revision = 2 WHERE incident_id = 'i1'");

    HttpResponse<String> gone = get("nan_crew", "/api/incidents/mueang-nan/i1");

    assertThat(gone.statusCode()).isEqualTo(410);
    assertThat(gone.body()).contains("taken back");
    assertThat(get("nan_crew", "/api/incidents/satun/s1").statusCode()).isEqualTo(404);
  }

  /** It is one file for all incidents: nothing that people wrote is in it, and no login no page. */
  @Test
  void thePageAsksForTheLoginAndHoldsNothing() throws Exception {
    post("nan_crew", STEPS, "{\"step\":\"COMMENT\",\"who\":\"<script>\",\"why\":\"<img src=x>\"}");

    HttpResponse<String> stranger = get(null, "/incidents/mueang-nan/i1");
    assertThat(stranger.statusCode()).isEqualTo(401);
    assertThat(stranger.headers().firstValue("WWW-Authenticate"))
        .hasValueSatisfying(value -> assertThat(value).startsWith("Basic realm="));
    HttpResponse<String> page = get("nan_reader", "/incidents/mueang-nan/i1");
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.headers().firstValue("Content-Type")).hasValue("text/html;charset=utf-8");
    assertThat(page.headers().firstValue("Content-Security-Policy"))
        .hasValueSatisfying(
            policy -> assertThat(policy).contains("script-src 'self'").doesNotContain("unsafe"));
    assertThat(page.body()).doesNotContain("i1").doesNotContain("<img");
    assertThat(get("nan_crew", "/incidents/satun/s1").statusCode()).isEqualTo(404);
    for (String file : List.of("/static/steps.js", "/static/steps.css")) {
      assertThat(get(null, file).statusCode()).as(file).isEqualTo(200);
    }
  }

  @Test
  void anEveningOfACrew() throws Exception {
    Answer listed =
        send(request(server.url() + "/api/incidents", "nan_crew", PASSWORD).GET().build());
    assertThat(listed.status()).isEqualTo(200);
    assertThat(listed.body()).as("of its city").hasSize(1);
    assertThat(listed.body().get(0).get("incident_id").asText()).isEqualTo("i1");
    assertThat(listed.body().get(0).get("state").asText()).isEqualTo("OPEN");

    List<String> states = new ArrayList<>();
    for (String body :
        List.of(
            "{\"step\":\"acknowledge\",\"who\":\"สมชาย\"}",
            "{\"step\":\"ASSIGN\",\"who\":\"สมชาย\",\"assignee\":\"ทีม 2\"}",
            "{\"step\":\"RESOLVE\",\"who\":\"สมชาย\",\"why\":\"เปลี่ยนไดรเวอร์\"}")) {
      Answer taken = post("nan_crew", "/api/incidents/Mueang-Nan/i1/steps", body);
      assertThat(taken.whole().body()).contains("\"city_id\":\"mueang-nan\"");
      states.add(taken.body().get("state").asText());
    }
    assertThat(states).containsExactly("ACKNOWLEDGED", "IN_PROGRESS", "RESOLVED");

    Answer twice =
        post("nan_crew", STEPS, "{\"step\":\"ASSIGN\",\"who\":\"a\",\"assignee\":\"b\"}");
    assertThat(twice.status()).as("not repaired after all").isEqualTo(200);
    try (Connection owner =
            PlatformDatabase.source(pilots.database().url(), pilots.database().owner())
                .getConnection();
        Statement statement = owner.createStatement();
        var row =
            statement.executeQuery(
                "SELECT who || ' ' || login FROM store.incident_step WHERE step = 'RESOLVE'")) {
      row.next();
      assertThat(row.getString(1)).isEqualTo("สมชาย nan_crew");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "nan_crew   | mueang-nan/i9 | {'step':'ACKNOWLEDGE','who':'S'}          | 404 | no incident 'i9' in city 'mueang-nan'",
        "nan_crew   | satun/s1      | {'step':'ACKNOWLEDGE','who':'S'}          | 403 | does not work on city 'satun'",
        "nan_reader | mueang-nan/i1 | {'step':'ACKNOWLEDGE','who':'S'}          | 403 | may not do this",
        "nan_crew   | mueang-nan/i1 | {'step':'VERIFY','who':'S'}               | 400 | step 'VERIFY': expected",
        "nan_crew   | mueang-nan/i1 | {'step':'ACKNOWLEDGE'}                    | 400 | who takes the step is missing: expected a name",
        "nan_crew   | mueang-nan/i1 | {'step':'RESOLVE','who':'S'}              | 400 | why",
        "nan_crew   | mueang-nan/i1 | {'step':'ACKNOWLEDGE','who':'S','by':'x'} | 400 | 'by': expected step, who, why",
        "nan_crew   | mueang-nan/i1 | {'step':'SHELVE','who':'S','why':'w','until':'soon'} | 400 | until 'soon': expected an instant",
        "nan_crew   | mueang-nan/i1 | {'step':                                  | 400 | no JSON object",
        "nan_crew   | mueang-nan/i1 | null                                      | 400 | the body is null",
      })
  void whatIsWrongIsSaid(String login, String incident, String body, int status, String message)
      throws Exception {
    Answer answer = post(login, "/api/incidents/" + incident + "/steps", body.replace('\'', '"'));

    assertThat(answer.body().get("error").asText()).contains(message).doesNotContain("\n");
    assertThat(answer.status()).isEqualTo(status);
  }

  @Test
  void aStepAfterTheEndIsAConflict() throws Exception {
    sql(
        "UPDATE store.incident SET cleared_at = now(), verified_at = now() WHERE incident_id = 'i1'");

    Answer answer = post("nan_crew", STEPS, "{\"step\":\"ACKNOWLEDGE\",\"who\":\"S\"}");

    assertThat(answer.status()).isEqualTo(409);
    assertThat(answer.body().get("error").asText()).contains("'i1' is VERIFIED by telemetry");
  }

  @Test
  void whoIsNobodyGetsNothingAndNobodyGuessesPasswords() throws Exception {
    Answer nobody = send(request(server.url() + "/api/incidents", null, null).GET().build());
    assertThat(nobody.status()).isEqualTo(401);
    assertThat(nobody.whole().headers().firstValue("WWW-Authenticate")).isPresent();

    HttpRequest wrong = request(server.url() + "/api/incidents", "nan_guess", "x").GET().build();
    for (int i = 0; i < 10; i++) {
      assertThat(send(wrong).status()).isEqualTo(401);
    }
    Answer slowed = send(wrong);
    assertThat(slowed.status()).isEqualTo(429);
    assertThat(slowed.whole().headers().firstValueAsLong("Retry-After").orElse(0))
        .isBetween(1L, 61L);
  }

  @Test
  void aFormOfAnotherSiteTakesNoStep() throws Exception {
    Answer answer =
        send(
            request(server.url() + STEPS, "nan_crew", PASSWORD)
                .header("Content-Type", "text/plain")
                .POST(BodyPublishers.ofString("{\"step\":\"ACKNOWLEDGE\",\"who\":\"S\"}"))
                .build());

    assertThat(answer.status()).isEqualTo(415);
  }

  @Test
  void aBodyWithoutEndIsNotRead() throws Exception {
    Answer answer =
        post(
            "nan_crew",
            STEPS,
            "{\"step\":\"COMMENT\",\"who\":\"S\",\"why\":\"" + "x".repeat(1 << 20) + "\"}");

    assertThat(answer.status()).isEqualTo(413);
  }

  @Test
  void aDatabaseThatDoesNotAnswerIsSaid() throws Exception {
    String nowhere = "jdbc:postgresql://127.0.0.1:" + Ports.auto().postgres() + "/sawang";
    try (IncidentServer alone = IncidentServer.start("127.0.0.1", 0, nowhere)) {
      Answer answer =
          send(request(alone.url() + "/api/incidents", "nan_crew", PASSWORD).GET().build());

      assertThat(answer.status()).isEqualTo(503);
      assertThat(answer.body().get("error").asText())
          .isEqualTo("the database does not answer: come again");
    }
  }
}
