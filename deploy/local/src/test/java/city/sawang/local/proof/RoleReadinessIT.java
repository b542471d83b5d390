package city.sawang.local.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import city.sawang.local.platform.Ports;
import city.sawang.local.verify.RoleProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A role, as a process of its own, says what it lacks, and ends when a thread of it has died. */
class RoleReadinessIT {
  private static final Duration NOTICED = Duration.ofMillis(5_500);

  @TempDir private Path temporary;

  private static String readiness(int port) {
    try {
      return HttpClient.newHttpClient()
          .send(
              HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/readyz"))
                  .timeout(Duration.ofSeconds(2))
                  .build(),
              response ->
                  HttpResponse.BodySubscribers.mapping(
                      HttpResponse.BodySubscribers.ofString(StandardCharsets.UTF_8),
                      body -> response.statusCode() + " " + body))
          .body();
    } catch (IOException notYet) {
      return "";
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void dashboardsWithoutADatabaseAreNotReadyAndADeadThreadEndsThem() throws Exception {
    // given: nobody listens where the database should be
    List<Integer> free = Ports.free(3);
    Path dies = temporary.resolve("now");
    Path output = temporary.resolve("output.log");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dsawang.home=" + RoleProcess.home(),
                "-cp",
                System.getProperty("java.class.path"),
                RoleWithDyingThread.class.getName(),
                dies.toString(),
                "dashboards",
                "--data",
                temporary.resolve("data").toString(),
                "--jdbc-url",
                "jdbc:postgresql://127.0.0.1:%s/sawang?user=a&password=b".formatted(free.get(0)),
                "--port",
                free.get(1).toString(),
                "--metrics-port",
                free.get(2).toString())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> readiness(free.get(2)).startsWith("503 database does not answer"));
      // when
      Files.writeString(dies, "");
      // then
      await()
          .atMost(NOTICED)
          .pollInterval(Duration.ofMillis(100))
          .until(
              () ->
                  readiness(free.get(2))
                      .startsWith("503 thread planted ended by java.lang.NoClassDefFoundError"));
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isEqualTo(1);
      assertThat(Files.readString(output))
          .contains("sawang: thread planted ended by java.lang.NoClassDefFoundError: planted")
          .doesNotContain("\tat ");
    } finally {
      process.destroyForcibly();
    }
  }
}
