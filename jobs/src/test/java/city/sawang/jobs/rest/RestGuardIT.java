package city.sawang.jobs.rest;

import static org.assertj.core.api.Assertions.assertThat;

import city.sawang.jobs.flink.EmbeddedFlink;
import city.sawang.jobs.flink.FlinkPlace;
import city.sawang.jobs.flink.FlinkSettings;
import city.sawang.jobs.flink.StateBackend;
import city.sawang.jobs.flink.TaskManagerMemory;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.WebOptions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Attacks Flink's REST interface over the wire. */
class RestGuardIT {
  private static final String JOB = "/jobs/00000000000000000000000000000001";

  @TempDir private static Path directory;
  private static EmbeddedFlink flink;
  private static URI address;

  @BeforeAll
  static void start() throws Exception {
    Configuration extra = new Configuration();
    extra.set(WebOptions.UPLOAD_DIR, directory.resolve("uploads").toString());
    flink =
        EmbeddedFlink.start(
            new FlinkSettings(
                "none",
                1,
                1,
                StateBackend.HASHMAP,
                Duration.ofSeconds(5),
                directory.resolve("checkpoints").toUri()),
            FlinkPlace.local(directory),
            0,
            new TaskManagerMemory(64, 0, 32),
            extra);
    address = flink.webAddress();
  }

  @AfterAll
  static void stop() throws Exception {
    flink.close();
  }

  private static String send(String... lines) throws IOException {
    try (Socket socket = new Socket(address.getHost(), address.getPort())) {
      socket.setSoTimeout(10_000);
      socket
          .getOutputStream()
          .write((String.join("\r\n", lines) + "\r\n").getBytes(StandardCharsets.UTF_8));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static String request(String line, String... headers) throws IOException {
    return send(
        Stream.of(
                Stream.of(line + " HTTP/1.1", "Connection: close"),
                Stream.of(headers),
                Stream.of(""))
            .flatMap(all -> all)
            .toArray(String[]::new));
  }

  private static String host() {
    return "Host: " + address.getAuthority();
  }

  @Test
  void whoeverReachesItMayLookAndNoOtherOriginReadsAlong() throws Exception {
    for (String path : List.of("/jobs/overview", "/config", "/overview")) {
      assertThat(request("GET " + path, host()))
          .startsWith("HTTP/1.1 200")
          .doesNotContainIgnoringCase("access-control-allow-origin");
    }
    assertThat(request("GET /jobmanager/config", host())).doesNotContain(flink.restToken());
  }

  @Test
  void nothingIsChangedWithoutTheToken() throws Exception {
    for (String line :
        List.of(
            "PATCH " + JOB + "?mode=cancel",
            "DELETE " + JOB,
            "POST " + JOB + "/savepoints",
            "POST " + JOB + "/stop",
            "POST /jars/upload",
            "POST /jars/x.jar/run",
            "OPTIONS /jobs",
            "GET " + JOB + "/yarn-cancel",
            "GET " + JOB + "/%79arn-stop",
            "DELETE /cluster")) {
      assertThat(request(line, host(), "Content-Length: 0"))
          .as(line)
          .startsWith("HTTP/1.1 403")
          .doesNotContainIgnoringCase("access-control-allow-origin");
    }
    // What is let through is Flink's own business again: there is no such job.
    assertThat(
            request(
                "PATCH " + JOB + "?mode=cancel",
                host(),
                "Content-Length: 0",
                "Authorization: Bearer " + flink.restToken()))
        .startsWith("HTTP/1.1 404");
  }

  @Test
  void anUploadLeavesNothingOnTheDisk() throws Exception {
    String body =
        "--x\r\nContent-Disposition: form-data; name=\"jarfile\"; filename=\"evil.jar\"\r\n"
            + "Content-Type: application/x-java-archive\r\n\r\nevil\r\n--x--\r\n";
    String answer =
        send(
            "POST /jars/upload HTTP/1.1",
            host(),
            "Content-Type: multipart/form-data; boundary=x",
            "Content-Length: " + body.length(),
            "",
            body);
    assertThat(answer).startsWith("HTTP/1.1 403");
    try (Stream<Path> all = Files.walk(directory)) {
      assertThat(all.filter(file -> file.getFileName().toString().contains("evil"))).isEmpty();
    }
  }

  @Test
  void foreignNamesAndOriginsAreRefused() throws Exception {
    assertThat(request("GET /jobs", "Host: evil.example")).startsWith("HTTP/1.1 403");
    assertThat(request("GET /jobs", "Host: evil.example:" + address.getPort()))
        .startsWith("HTTP/1.1 403");
    assertThat(request("GET /jobs")).startsWith("HTTP/1.1 403");
    assertThat(request("GET /jobs", host(), "Host: evil.example")).startsWith("HTTP/1.1 40");
    assertThat(request("GET /jobs", host(), "Origin: http://evil.example"))
        .startsWith("HTTP/1.1 403")
        .doesNotContain("evil.example");
    assertThat(request("GET /jobs", host(), "Origin: null")).startsWith("HTTP/1.1 403");
    assertThat(request("GET /jobs", "Host: localhost:" + address.getPort()))
        .startsWith("HTTP/1.1 200");
  }

  @Test
  void whatIsSentBehindARefusedRequestIsNotServed() throws Exception {
    String answer =
        send(
            "POST /jars/upload HTTP/1.1",
            host(),
            "Content-Length: 0",
            "",
            "GET /jobs/overview HTTP/1.1",
            host(),
            "",
            "");
    assertThat(answer).startsWith("HTTP/1.1 403").doesNotContain("200 OK");
  }
}
