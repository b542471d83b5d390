package city.sawang.local.proof;

import static org.assertj.core.api.Assertions.assertThat;

import city.sawang.local.verify.RoleProcess;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Runs the platform as people's machines are set: Thai digits below a directory with a Thai name,
 * and Turkish, whose capital i has a dot. It ends by SIGHUP, as when its terminal goes away.
 */
class LocaleIT {
  /** ข้อมูล in UTF-8: what passes it on must not depend on the locale of this test. */
  private static final String THAI_NAME =
      "\\340\\270\\202\\340\\271\\211\\340\\270\\255\\340\\270\\241\\340\\270\\271\\340\\270\\245";

  @TempDir private Path temporary;

  @ParameterizedTest
  @CsvSource({
    "-Duser.language=th -Duser.country=TH -Duser.variant=TH -Duser.extensions=u-nu-thai",
    "-Duser.language=tr -Duser.country=TR"
  })
  void thePlatformStartsStopsAndLeavesNothing(String locale) throws Exception {
    Path script = temporary.resolve("up.sh");
    Files.writeString(
        script,
        """
        data=$1/$(printf '%s')
        shift
        LC_ALL=C.UTF-8 exec "$@" --data "$data"
        """
            .replace("%s", THAI_NAME));
    Path ready = temporary.resolve("ready.json");
    Path output = temporary.resolve("output.log");
    List<String> command =
        List.of(
            "sh",
            script.toString(),
            temporary.toString(),
            // Whoever runs the tests under nohup ignores SIGHUP, and all that is started with him.
            "env",
            "--default-signal=HUP",
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "--add-opens=java.base/java.util=ALL-UNNAMED",
            "--add-opens=java.base/java.lang=ALL-UNNAMED",
            "-Dsawang.home=" + RoleProcess.home(),
            "@" + options(locale),
            "city.sawang.local.cli.Sawang",
            "up",
            "--fleet",
            "none",
            "--ports",
            "auto",
            "--ready-file",
            ready.toString());
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      long until = System.nanoTime() + TimeUnit.MINUTES.toNanos(3);
      while (!Files.exists(ready) && process.isAlive() && System.nanoTime() < until) {
        assertThat(process.waitFor(200, TimeUnit.MILLISECONDS)).as(tail(output)).isFalse();
      }
      JsonNode addresses = new ObjectMapper().readTree(ready.toFile());
      assertThat(addresses.path("kafka").asText()).matches("127\\.0\\.0\\.1:[0-9]+");
      // A checkpoint lies where the next start looks for it.
      assertThat(newestCheckpoints(process)).isNotEmpty();

      new ProcessBuilder("kill", "-HUP", Long.toString(process.pid())).start().waitFor();

      assertThat(process.waitFor(90, TimeUnit.SECONDS)).as(tail(output)).isTrue();
      assertThat(process.exitValue()).as(tail(output)).isZero();
      assertThat(tail(output)).doesNotContain("\tat ", "Exception").contains("resumes from here");
      assertThat(OurProcesses.of(temporary).processes()).isEmpty();
    } finally {
      process.destroyForcibly();
    }
  }

  /** In a file: the class path is longer than what some shells take. */
  private Path options(String locale) throws IOException {
    return Files.writeString(
        temporary.resolve("java.options"),
        "%s%n-cp \"%s\"%n".formatted(locale, System.getProperty("java.class.path")));
  }

  /** By a program that takes names as bytes. */
  private List<String> newestCheckpoints(Process process) throws IOException, InterruptedException {
    for (int attempt = 0; attempt < 100 && process.isAlive(); attempt++) {
      Process find =
          new ProcessBuilder(
                  "find", temporary.toString(), "-path", "*/checkpoints/*/chk-*/_metadata")
              .start();
      List<String> found = find.inputReader().lines().toList();
      if (find.waitFor() == 0 && !found.isEmpty()) {
        assertThat(found).noneMatch(file -> file.contains("%"));
        return found;
      }
      assertThat(process.waitFor(200, TimeUnit.MILLISECONDS)).isFalse();
    }
    return List.of();
  }

  private static String tail(Path output) throws IOException {
    List<String> lines = Files.readAllLines(output, StandardCharsets.UTF_8);
    return String.join("\n", lines.subList(Math.max(0, lines.size() - 25), lines.size()));
  }
}
