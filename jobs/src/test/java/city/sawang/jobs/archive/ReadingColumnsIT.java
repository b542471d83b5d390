package city.sawang.jobs.archive;

import static org.assertj.core.api.Assertions.assertThat;

import city.sawang.jobs.TestDatabase;
import city.sawang.jobs.sink.SinkColumn;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Proves that nothing a reading holds is lost between the sink and the public view: the columns that
 * {@link ReadingTable} writes are those of {@code store.reading}, each of them shows in {@code
 * operations.reading} under its own name, and the view has no column from elsewhere. That every
 * field of the Avro record has its column is proven by {@link ReadingColumnNamesTest}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReadingColumnsIT {
  /** Needed by recomputations and by the primary key, and of no use to people. */
  private static final Set<String> NOT_SHOWN =
      Set.of(
          "reading_key",
          "energy_counter_bits",
          "energy_counter_unit_mwh",
          "counter_resolution_mwh");

  /** {@code quality} is GOOD or SUSPECT by whether there are flags. */
  private static final Map<String, Set<String>> SHOWN_TWICE =
      Map.of("quality_flags", Set.of("quality", "quality_flags"));

  private static final String UNIT = "_(mw|mwh|mv|ma|bp|mhz|s|mc|mlx|mdbm)$";

  private static final String ONE_READING =
      """
      INSERT INTO store.reading (observed_at, city_id, controller_id, reading_key, received_at, kind, topic, profile, historical, lateness)
      VALUES ('2026-11-20 12:00+00', 'mueang-nan', 'c1', 1, '2026-11-20 12:00:02+00', 'LAMP', 't', 'native', false, 'IN_TIME')""";

  private TestDatabase database;
  private Connection connection;

  @BeforeAll
  void start(@TempDir Path directory) throws IOException {
    database = TestDatabase.start(directory.resolve("pg"));
  }

  @AfterAll
  void stop() {
    database.close();
  }

  @BeforeEach
  void oneReading() throws SQLException {
    connection = database.dataSource().getConnection();
    connection.setAutoCommit(false);
    execute(ONE_READING);
  }

  @AfterEach
  void rollBack() throws SQLException {
    connection.rollback();
    connection.close();
  }

  @Test
  void theColumnsThatAreWrittenAreThoseOfTheTable() throws SQLException {
    assertThat(columnsOf("store.reading")).containsExactlyInAnyOrderElementsOf(written());
  }

  @Test
  void everyColumnShowsInTheViewUnderItsOwnName() throws SQLException {
    for (String column : written()) {
      Set<String> shown = shownIn(column);

      if (NOT_SHOWN.contains(column)) {
        assertThat(shown).as(column).isEmpty();
      } else if (SHOWN_TWICE.containsKey(column)) {
        assertThat(shown).as(column).isEqualTo(SHOWN_TWICE.get(column));
      } else {
        assertThat(shown)
            .as(column)
            .singleElement()
            .asString()
            .startsWith(column.replaceFirst(UNIT, ""));
      }
    }
  }

  @Test
  void theViewHasNoColumnFromElsewhere() throws SQLException {
    var shown = new HashSet<String>();
    for (String column : written()) {
      shown.addAll(shownIn(column));
    }

    assertThat(shown).containsExactlyInAnyOrderElementsOf(columnsOf("operations.reading"));
  }

  @Test
  void aColumnThatNobodyWritesAndNobodyShowsIsFound() throws SQLException {
    execute("ALTER TABLE store.reading ADD COLUMN planted_mw bigint");

    assertThat(columnsOf("store.reading")).contains("planted_mw").isNotEqualTo(written());
    assertThat(shownIn("planted_mw")).isEmpty();
  }

  private static List<String> written() {
    return ReadingTable.TABLE.columns().stream().map(SinkColumn::name).toList();
  }

  private List<String> columnsOf(String relation) throws SQLException {
    return texts(
        "SELECT attname FROM pg_attribute WHERE attrelid = '%s'::regclass AND attnum > 0 AND NOT attisdropped"
            .formatted(relation));
  }

  /** The columns of the view that are others when one column of the table is another. */
  private Set<String> shownIn(String column) throws SQLException {
    execute("CREATE TEMP TABLE before AS SELECT to_jsonb(r) AS row FROM operations.reading r");
    var savepoint = connection.setSavepoint();
    execute("UPDATE store.reading SET %s = %s".formatted(column, another(column)));
    var shown =
        new HashSet<>(
            texts(
                """
                SELECT o.key FROM before, jsonb_each(before.row) o, operations.reading r
                WHERE to_jsonb(r) -> o.key IS DISTINCT FROM o.value"""));
    connection.rollback(savepoint);
    execute("DROP TABLE before");
    return shown;
  }

  private String another(String column) throws SQLException {
    return switch (column) {
      case "lateness" -> "'LATE'";
      case "phases" -> "'[1]'";
      case "extras" -> "'{\"a\": 1}'";
      default -> {
        String type =
            texts(
                    "SELECT format_type(atttypid, atttypmod) FROM pg_attribute WHERE attrelid = 'store.reading'::regclass AND attname = '%s'"
                        .formatted(column))
                .get(0);
        yield switch (type) {
          case "text" -> "'another'";
          case "boolean" -> "NOT coalesce(%s, false)".formatted(column);
          case "timestamp with time zone" -> column + " + INTERVAL '1 hour'";
          default -> "coalesce(%s, 0) + 100".formatted(column);
        };
      }
    };
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private List<String> texts(String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      var texts = new ArrayList<String>();
      while (row.next()) {
        texts.add(row.getString(1));
      }
      return texts;
    }
  }
}
