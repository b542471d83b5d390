package city.sawang.local.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecomputeCommandTest {
  private final StringWriter err = new StringWriter();

  private int run(String arguments) {
    List<String> all = new ArrayList<>(List.of("recompute"));
    all.addAll(List.of(arguments.split(" ")));
    return Sawang.commandLine()
        .setErr(new PrintWriter(err))
        .setOut(new PrintWriter(new StringWriter()))
        .execute(all.toArray(String[]::new));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "--period 2026-13                       | '2026-13': expected a night such as 2026-11-21 or"
            + " a month such as 2026-11",
        "--period yesterday                     | 'yesterday': expected a night",
        "--from 2026-11-05 --to 2026-11-01      | ends with the night of 2026-11-01, before it"
            + " begins",
        "--period 2026-11 --from 2026-11-05     | expected one way to say it",
        "--from 2026-11-05                      | expected both --from and --to",
        "--city mueang-nan                             | which nights? expected --period",
        "--explain --period 2026-11-21          | --explain: expected --lamp as well",
        "--check --explain --lamp L --period 2026-11-21 | expected one of them",
        "--check --parallelism 0 --jdbc-url jdbc:postgresql://127.0.0.1:1/x?user=a&password=b |"
            + " parallelism: 0, expected 1…128",
        "--check --jdbc-url jdbc:postgresql://127.0.0.1:1/x | --jdbc-url names no login",
      })
  void wrongInputIsTwoAndSaysWhatWasExpected(String arguments, String expected) {
    assertThat(run(arguments)).isEqualTo(2);
    assertThat(err.toString()).contains(expected);
  }

  @Test
  void helpIsZero() {
    assertThat(run("--help")).isZero();
  }
}
