package city.sawang.local.export;

import static org.assertj.core.api.Assertions.assertThat;

import city.sawang.local.Checkout;
import city.sawang.local.cli.Sawang;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The worked example prints what its page says. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ExamplePagesIT {
  private static final Path PAGE = Checkout.file("deploy/examples/three-figures.md");
  private static final Pattern BLOCK =
      Pattern.compile("```sql( duckdb)?\\n(.*?)```\\n\\n```text\\n(.*?)```", Pattern.DOTALL);
  private static final Pattern EXPORT = Pattern.compile("deploy/sawang (export .*)");
  private static final Set<Integer> NUMBERS =
      Set.of(
          Types.NUMERIC, Types.DECIMAL, Types.BIGINT, Types.INTEGER, Types.SMALLINT, Types.DOUBLE);

  private record Block(boolean duck, String sql, String printed) {}

  @TempDir private static Path files;
  private ExportDatabase database;

  @BeforeAll
  void load() throws IOException {
    database = ExportDatabase.empty();
    database.execute(Files.readString(Checkout.file("deploy/examples/data.sql")));
  }

  @Test
  void everyBlockPrintsWhatThePageSays() throws Exception {
    export();
    List<Block> blocks = blocks();

    List<String> printed = new ArrayList<>();
    for (Block block : blocks) {
      try (Connection connection =
              block.duck() ? DriverManager.getConnection("jdbc:duckdb:") : database.connect();
          var statement = connection.createStatement();
          ResultSet rows =
              statement.executeQuery(block.sql().replace("'files/", "'" + files + "/"))) {
        printed.add(asPsqlPrints(rows));
      }
    }

    assertThat(blocks).hasSizeGreaterThanOrEqualTo(5);
    assertThat(printed).containsExactlyElementsOf(blocks.stream().map(Block::printed).toList());
  }

  @Test
  void theThreeFiguresAreThePublishedOnes() throws Exception {
    assertThat(rows(blocks().get(0)).get(0).subList(0, 2)).containsExactly("3288.912", "3288.912");
    assertThat(rows(blocks().get(1)).get(0).subList(2, 4)).containsExactly("0.9931", "0.9931");
    assertThat(rows(blocks().get(3)))
        .allSatisfy(step -> assertThat(step.get(2)).isEqualTo(step.get(4)))
        .hasSize(2);
  }

  /** Runs the command of the page. */
  private void export() throws IOException {
    Matcher command = EXPORT.matcher(Files.readString(PAGE));
    assertThat(command.find()).isTrue();
    StringWriter err = new StringWriter();
    List<String> arguments =
        new ArrayList<>(
            List.of(command.group(1).replace("--to files", "--to " + files).split(" ", -1)));
    arguments.addAll(List.of("--jdbc-url", database.url()));
    int exit =
        Sawang.commandLine()
            .setErr(new PrintWriter(err))
            .setOut(new PrintWriter(new StringWriter()))
            .execute(arguments.toArray(String[]::new));
    assertThat(exit).as(err.toString()).isZero();
  }

  private static List<Block> blocks() throws IOException {
    return BLOCK
        .matcher(Files.readString(PAGE))
        .results()
        .map(block -> new Block(block.group(1) != null, block.group(2), block.group(3)))
        .toList();
  }

  private static List<List<String>> rows(Block block) {
    return block
        .printed()
        .lines()
        .skip(2)
        .filter(line -> line.contains("|"))
        .map(line -> List.of(line.split("\\|", -1)).stream().map(String::strip).toList())
        .toList();
  }

  /** A table as psql prints it: headings in the middle, numbers to the right. */
  private static String asPsqlPrints(ResultSet rows) throws SQLException {
    ResultSetMetaData columns = rows.getMetaData();
    int count = columns.getColumnCount();
    List<String[]> cells = new ArrayList<>();
    int[] width = new int[count];
    for (int i = 0; i < count; i++) {
      width[i] = columns.getColumnLabel(i + 1).length();
    }
    while (rows.next()) {
      String[] row = new String[count];
      for (int i = 0; i < count; i++) {
        String value = rows.getString(i + 1);
        row[i] = value == null ? "" : value;
        width[i] = Math.max(width[i], row[i].length());
      }
      cells.add(row);
    }
    List<String> lines = new ArrayList<>();
    List<String> heading = new ArrayList<>();
    List<String> rule = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String label = columns.getColumnLabel(i + 1);
      int left = (width[i] - label.length()) / 2;
      heading.add(
          " " + " ".repeat(left) + label + " ".repeat(width[i] - label.length() - left) + " ");
      rule.add("-".repeat(width[i] + 2));
    }
    lines.add(String.join("|", heading).stripTrailing());
    lines.add(String.join("+", rule));
    for (String[] row : cells) {
      List<String> line = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        String gap = " ".repeat(width[i] - row[i].length());
        line.add(
            NUMBERS.contains(columns.getColumnType(i + 1))
                ? " " + gap + row[i] + " "
                : " " + row[i] + gap + " ");
      }
      lines.add(String.join("|", line).stripTrailing());
    }
    lines.add("(%d row%s)".formatted(cells.size(), cells.size() == 1 ? "" : "s"));
    return String.join("\n", lines) + "\n";
  }
}
