package city.sawang.local.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class LedgerCommandTest {
  private final StringWriter err = new StringWriter();

  private int run(String... arguments) {
    return new CommandLine(new LedgerCommand())
        .setErr(new PrintWriter(err))
        .setOut(new PrintWriter(new StringWriter()))
        .execute(arguments);
  }

  @Test
  void wrongUsageIsTwoAndSaysWhatWasExpected(@TempDir Path directory) {
    String missing = directory.resolve("nothing.jsonl").toString();

    assertThat(run()).isEqualTo(2);
    assertThat(run("verify")).isEqualTo(2);
    assertThat(run("verify", "--ledger", missing, "--jdbc", "jdbc:postgresql://127.0.0.1:1/x"))
        .isEqualTo(2);
    assertThat(err.toString()).contains("nothing.jsonl", "expected one written by 'simulate'");
  }

  @Test
  void helpIsZero() {
    assertThat(run("verify", "--help")).isZero();
  }
}
