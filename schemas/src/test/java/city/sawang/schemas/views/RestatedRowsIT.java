package city.sawang.schemas.views;

import static org.assertj.core.api.Assertions.assertThat;

import city.sawang.schemas.EmbeddedDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * Writes like the jobs over figures that a recomputation wrote: they stay, in every table of
 * figures, and the attempt is noted.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RestatedRowsIT {
  /**
   * @param key columns and values of the primary key
   * @param subject as it is noted in {@code restatement_due}
   * @param start of the period as it is noted there
   */
  record Figures(String table, List<String> key, String subject, Instant start) {
    @Override
    public String toString() {
      return table;
    }

    String columns() {
      return key.stream()
          .map(k -> k.substring(0, k.indexOf(' ')))
          .reduce((a, b) -> a + ", " + b)
          .orElseThrow();
    }

    String values() {
      return key.stream()
          .map(k -> k.substring(k.indexOf(' ') + 1))
          .reduce((a, b) -> a + ", " + b)
          .orElseThrow();
    }
  }

  private static final Instant QUARTER = Instant.parse("2026-11-22T12:00:00Z");
  private static final String PERIOD = "period_start '2026-11-22 12:00+00'";

  static final List<Figures> FIGURES =
      List.of(
          new Figures(
              "lamp_quarter_hour",
              List.of("city_id 'mueang-nan'", "lamp_id 'L1'", PERIOD),
              "L1",
              QUARTER),
          new Figures(
              "feeder_quarter_hour",
              List.of("city_id 'mueang-nan'", "feeder_id 'F1'", PERIOD),
              "F1",
              QUARTER),
          new Figures("city_quarter_hour", List.of("city_id 'mueang-nan'", PERIOD), "", QUARTER),
          new Figures(
              "lamp_night",
              List.of("city_id 'mueang-nan'", "lamp_id 'L1'", "night '2026-11-22'"),
              "L1",
              Instant.parse("2026-11-22T05:00:00Z")),
          new Figures(
              "city_night",
              List.of("city_id 'mueang-nan'", "night '2026-11-22'"),
              "",
              Instant.parse("2026-11-22T05:00:00Z")),
          new Figures(
              "city_month",
              List.of("city_id 'mueang-nan'", "month '2026-11-01'"),
              "",
              Instant.parse("2026-10-31T17:00:00Z")));

  private EmbeddedDatabase database;
  private Connection connection;

  @BeforeAll
  void migrate() throws SQLException {
    database = EmbeddedDatabase.migrated();
    try (Connection owner = database.connect()) {
      execute(
          owner,
          "INSERT INTO store.city VALUES ('mueang-nan', 'Nan', 'น่าน', 'Asia/Bangkok', 18.783, 100.783)",
          "CREATE ROLE t_jobs LOGIN; GRANT sawang_sink TO t_jobs");
    }
  }

  @AfterAll
  void forgetTheLogin() throws SQLException {
    try (Connection owner = database.connect()) {
      execute(owner, "DROP ROLE t_jobs");
    }
  }

  @BeforeEach
  void asTheJobs() throws SQLException {
    connection = database.connect("t_jobs");
    connection.setAutoCommit(false);
  }

  @AfterEach
  void forget() throws SQLException {
    connection.rollback();
    connection.close();
  }

  @ParameterizedTest
  @FieldSource("FIGURES")
  void anOrdinaryRowIsUpsertedAndDeleted(Figures figures) throws SQLException {
    upsert(figures, 1);

    upsert(figures, 2);
    assertThat(energy(figures)).isEqualTo("2");

    execute(connection, "DELETE FROM store." + figures.table());
    assertThat(energy(figures)).isNull();
    assertThat(text("SELECT count(*) FROM store.restatement_due")).isEqualTo("0");
  }

  @ParameterizedTest
  @FieldSource("FIGURES")
  void aWriteOfTheJobsToARestatedRowIsSkippedAndNotedOnce(Figures figures) throws SQLException {
    restate(figures, 1);

    upsert(figures, 2);
    upsert(figures, 3);

    assertThat(energy(figures)).isEqualTo("1");
    assertNoted(figures);
  }

  @ParameterizedTest
  @FieldSource("FIGURES")
  void aRetractionOfARestatedRowIsSkippedAndNoted(Figures figures) throws SQLException {
    restate(figures, 1);

    execute(connection, "DELETE FROM store." + figures.table());

    assertThat(energy(figures)).isEqualTo("1");
    assertNoted(figures);
  }

  @ParameterizedTest
  @FieldSource("FIGURES")
  void aRecomputationRestatesWhatItRestatedBefore(Figures figures) throws SQLException {
    restate(figures, 1);

    restate(figures, 5);

    assertThat(energy(figures)).isEqualTo("5");
    assertThat(text("SELECT count(*) FROM store.restatement_due")).isEqualTo("0");
  }

  @ParameterizedTest
  @FieldSource("FIGURES")
  void theRightToRestateEndsWithTheTransaction(Figures figures) throws SQLException {
    restate(figures, 1);
    connection.commit();

    upsert(figures, 2);

    assertThat(energy(figures)).isEqualTo("1");
    execute(
        connection,
        "SELECT store.begin_restatement()",
        "DELETE FROM store." + figures.table(),
        "DELETE FROM store.restatement_due");
    connection.commit();
  }

  private void assertNoted(Figures figures) throws SQLException {
    try (var statement = connection.createStatement();
        var due = statement.executeQuery("SELECT * FROM store.restatement_due")) {
      assertThat(due.next()).isTrue();
      assertThat(due.getString("city_id")).isEqualTo("mueang-nan");
      assertThat(due.getString("subject_id")).isEqualTo(figures.subject());
      assertThat(due.getObject("period_start", OffsetDateTime.class).toInstant())
          .isEqualTo(figures.start());
      assertThat(due.getString("reason")).isEqualTo("RESTATED");
      assertThat(due.next()).isFalse();
    }
  }

  /** Upserts as the jobs do: they neither name the mark nor know it. */
  private void upsert(Figures figures, int energy) throws SQLException {
    write(figures, energy, "");
  }

  private void restate(Figures figures, int energy) throws SQLException {
    execute(connection, "SELECT store.begin_restatement()");
    write(figures, energy, ", restated = true");
    execute(
        connection,
        "UPDATE store." + figures.table() + " SET restated = true",
        "SET LOCAL sawang.restating = ''");
  }

  private void write(Figures figures, int energy, String also) throws SQLException {
    var required = new StringBuilder();
    var zeros = new StringBuilder();
    try (var statement = connection.createStatement();
        var columns =
            statement.executeQuery(
                """
                SELECT attname, CASE atttypid WHEN 'boolean'::regtype THEN 'false' ELSE '0' END FROM pg_attribute
                WHERE attrelid = 'store.%s'::regclass AND attnum > 0 AND attnotnull AND NOT atthasdef"""
                    .formatted(figures.table()))) {
      while (columns.next()) {
        if (!figures.columns().contains(columns.getString(1))) {
          required.append(", ").append(columns.getString(1));
          zeros.append(", ").append(columns.getString(2));
        }
      }
    }
    execute(
        connection,
        "INSERT INTO store.%s (%s, energy_mwh%s) VALUES (%s, %d%s) ON CONFLICT (%s) DO UPDATE SET energy_mwh = excluded.energy_mwh%s"
            .formatted(
                figures.table(),
                figures.columns(),
                required,
                figures.values(),
                energy,
                zeros,
                figures.columns(),
                also));
  }

  private String energy(Figures figures) throws SQLException {
    return text("SELECT max(energy_mwh) FROM store." + figures.table());
  }

  private String text(String sql) throws SQLException {
    try (var statement = connection.createStatement();
        var result = statement.executeQuery(sql)) {
      assertThat(result.next()).isTrue();
      return result.getString(1);
    }
  }

  private static void execute(Connection connection, String... statements) throws SQLException {
    try (var statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }
}
