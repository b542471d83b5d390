package city.sawang.jobs.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a request to Flink's REST interface may do. */
class RestAccessTest {
  private static final String JOB = "/jobs/00000000000000000000000000000001";
  private static final RestAccess ACCESS = new RestAccess("jobs.nan.example", "secret");

  private static RestAccess.Asked asked(String method, String path, String host) {
    return new RestAccess.Asked(method, path, path, List.of(host), List.of(), "");
  }

  private static boolean passes(RestAccess.Asked asked) {
    return ACCESS.refusal(asked).isEmpty();
  }

  private static boolean passesFrom(String origin) {
    return passes(
        new RestAccess.Asked(
            "GET", "/config", "/config", List.of("127.0.0.1:8081"), List.of(origin), ""));
  }

  private static boolean passesWith(String authorization) {
    return passes(
        new RestAccess.Asked(
            "PATCH", JOB, JOB, List.of("127.0.0.1:8081"), List.of(), authorization));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1:8081",
        "localhost:8081",
        "LOCALHOST",
        "[::1]:8081",
        "192.168.1.7",
        "jobs.nan.example:8081",
        "Jobs.Nan.Example"
      })
  void ourNamesAndAddressesMayLook(String host) {
    assertThat(passes(asked("GET", "/jobs/overview", host))).isTrue();
    assertThat(passes(asked("HEAD", "/", host))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "evil.example",
        "evil.example:8081",
        "127.0.0.1.evil.example",
        "127.0.0.1:8081.evil.example",
        "localhost.evil.example",
        "evil.example:127.0.0.1",
        "localhost@evil.example",
        "",
        "127.0.0.1 evil.example"
      })
  void aForeignNameIsRefused(String host) {
    assertThat(passes(asked("GET", "/jobs/overview", host))).isFalse();
  }

  @Test
  void noHostAndTwoHostsAreRefused() {
    for (List<String> hosts : List.of(List.<String>of(), List.of("localhost", "evil.example"))) {
      assertThat(passes(new RestAccess.Asked("GET", "/", "/", hosts, List.of(), ""))).isFalse();
    }
    assertThat(passes(asked("GET", "http://localhost/jobs", "localhost"))).isFalse();
  }

  @Test
  void pagesOfOtherOriginsMayNotEvenLook() {
    assertThat(passesFrom("http://127.0.0.1:8081")).isTrue();
    assertThat(passesFrom("http://evil.example")).isFalse();
    assertThat(passesFrom("http://127.0.0.1:3000")).isFalse();
    assertThat(passesFrom("null")).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "PATCH," + JOB,
    "DELETE," + JOB,
    "POST," + JOB + "/savepoints",
    "POST," + JOB + "/stop",
    "POST," + JOB + "/checkpoints",
    "PUT," + JOB + "/resource-requirements",
    "POST,/jars/upload",
    "POST,/jars/x.jar/run",
    "DELETE,/jars/x.jar",
    "POST,/jobs",
    "POST,/savepoint-disposal",
    "DELETE,/cluster",
    "OPTIONS,/jobs",
    "get,/jobs",
    "GET," + JOB + "/yarn-cancel",
    "GET,/v1" + JOB + "/yarn-stop",
    "GET,//jobs//x//yarn-cancel/"
  })
  void nobodyChangesAnythingWithoutTheToken(String method, String path) {
    assertThat(passes(asked(method, path, "127.0.0.1:8081"))).isFalse();
  }

  @Test
  void theTokenOpensWhatIsClosed() {
    assertThat(passesWith("Bearer secret")).isTrue();
    assertThat(passesWith("Bearer secre")).isFalse();
    assertThat(passesWith("bearer")).isFalse();
    assertThat(
            new RestAccess("localhost", "")
                .refusal(
                    new RestAccess.Asked(
                        "PATCH", JOB, JOB, List.of("localhost"), List.of(), "Bearer ")))
        .isPresent();
  }
}
