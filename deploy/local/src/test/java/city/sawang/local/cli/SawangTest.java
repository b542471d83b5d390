package city.sawang.local.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class SawangTest {
  private record Ran(int exit, String out, String err) {}

  private static Ran run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine command =
        Sawang.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    int exit = command.execute(arguments);
    return new Ran(exit, out.toString(), err.toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "up",
        "broker",
        "kafka",
        "database",
        "bridge",
        "jobmanager",
        "taskmanager",
        "simulate",
        "ledger verify",
        "registry validate",
        "registry load",
        "profile validate",
        "profile test",
        "quarantine list",
        "quarantine show",
        "quarantine redrive",
        "export",
        "access grant",
        "access revoke",
        "access list"
      })
  void everyVerbExplainsItself(String verb) {
    Ran ran = run((verb + " --help").split(" "));

    assertThat(ran.exit()).isZero();
    assertThat(ran.out()).contains("Usage: sawang " + verb);
  }

  @Test
  void anUnknownOptionIsWrongUsageAndTheNearOneIsNamed() {
    Ran ran = run("up", "--prots", "auto");

    assertThat(ran.exit()).isEqualTo(2);
    assertThat(ran.err()).contains("--prots").contains("did you mean --ports?");
  }

  @Test
  void anUnknownVerbIsWrongUsageAndTheNearOneIsNamed() {
    Ran ran = run("simulat");

    assertThat(ran.exit()).isEqualTo(2);
    assertThat(ran.err()).contains("did you mean simulate?");
  }

  @Test
  void noVerbIsWrongUsageAndAllAreNamed() {
    Ran ran = run();

    assertThat(ran.exit()).isEqualTo(2);
    assertThat(ran.err()).contains("up, broker, kafka, database, bridge");
  }

  @Test
  void aDurationWithoutUnitIsRefusedWithAnExample() {
    Ran ran = run("up", "--run-for", "3");

    assertThat(ran.exit()).isEqualTo(2);
    assertThat(ran.err()).contains("--run-for").contains("'3' is no duration").contains("3m");
  }

  @Test
  void aJdbcUrlWithoutLoginIsInvalidInput() {
    Ran ran = run("jobmanager", "--data", "x", "--jdbc-url", "jdbc:postgresql://localhost/sawang");

    assertThat(ran.exit()).isEqualTo(2);
    assertThat(ran.err()).contains("--jdbc-url names no login").contains("user=…&password=…");
  }

  @Test
  void aCommandWithoutItsPlatformFailsAndSaysWhatToDo() {
    Ran ran = run("quarantine", "list", "--data", "target/no-such-installation");

    assertThat(ran.exit()).isEqualTo(1);
    assertThat(ran.err()).contains("no platform runs").contains("sawang up").contains("--jdbc-url");
  }
}
