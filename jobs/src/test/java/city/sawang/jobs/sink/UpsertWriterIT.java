package city.sawang.jobs.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import city.sawang.jobs.TestDatabase;
import city.sawang.jobs.quarantine.QuarantineTable;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.streaming.runtime.tasks.TestProcessingTimeService;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UpsertWriterIT {
  private static final long PATIENCE_MILLIS = 60_000;
  private static final long MAX_DELAY_MILLIS = 300;

  private record Row(String city, long at, Integer level, boolean gone) {}

  private static final List<SinkColumn<Row>> COLUMNS =
      List.of(
          SinkColumn.text("city", Row::city),
          SinkColumn.instant("at", Row::at),
          SinkColumn.integer("level", Row::level));
  private static final Table<Row> TABLE =
      Table.replacing("levels", COLUMNS, List.of("city", "at")).deleting(Row::gone);

  @TempDir private static Path directory;
  private static TestDatabase database;

  private final TestProcessingTimeService time = new TestProcessingTimeService();
  private final SinkMetrics metrics = SinkMetrics.unreported();

  @BeforeAll
  static void start() throws Exception {
    database = TestDatabase.start(directory.resolve("pg"));
  }

  @AfterAll
  static void stop() {
    database.close();
  }

  @BeforeEach
  void emptyTables() throws Exception {
    time.setCurrentTime(0);
    database.execute("DROP TABLE IF EXISTS levels");
    database.execute(
        "CREATE TABLE levels (city text, at timestamptz, level integer CHECK (level < 1000),"
            + " PRIMARY KEY (city, at))");
    database.execute("TRUNCATE store.quarantine");
  }

  private UpsertWriter<Row> writer(Table<Row> table, int maxRows, long patienceMillis) {
    return new UpsertWriter<>(
        table,
        QuarantineTable.REFUSALS,
        database.address(),
        patienceMillis,
        new UpsertWriter.BatchLimits(maxRows, MAX_DELAY_MILLIS),
        time,
        metrics);
  }

  private UpsertWriter<Row> writer() {
    return writer(TABLE, 1_000, PATIENCE_MILLIS);
  }

  private static Row row(String city, long at, Integer level) {
    return new Row(city, at, level, false);
  }

  private static long count() throws SQLException {
    return database.number("SELECT count(*) FROM levels");
  }

  @Test
  void theLastRowOfAKeyWins() throws Exception {
    // given
    try (UpsertWriter<Row> writer = writer()) {
      writer.write(row("mueang-nan", 1, 10), null);
      writer.write(row("mueang-nan", 1, 20), null);
      writer.write(row("satun", 1, 30), null);
      // when
      writer.flush(false);
    }
    // then
    assertThat(database.rows("SELECT city, level FROM levels ORDER BY city"))
        .containsExactly(
            Map.of("city", "mueang-nan", "level", 20), Map.of("city", "satun", "level", 30));
    assertThat(metrics.rowsWritten().getCount()).isEqualTo(2);
    assertThat(metrics.rowsReplaced().getCount()).isEqualTo(1);
  }

  @Test
  void everyMillisecondArrivesAsItWas() throws Exception {
    // given
    try (UpsertWriter<Row> writer = writer()) {
      for (int i = 0; i < 1_000; i++) {
        writer.write(row("mueang-nan", 1_795_351_234_000L + i, i % 1_000), null);
      }
    }
    // then
    assertThat(
            database.rows(
                "SELECT count(*) AS rows, count(*) FILTER (WHERE at = timestamptz '2026-11-22"
                    + " 12:40:34+00' + level * interval '1 ms') AS exact FROM levels"))
        .containsExactly(Map.of("rows", 1_000L, "exact", 1_000L));
  }

  @Test
  void writingAgainChangesNothing() throws Exception {
    // given
    try (UpsertWriter<Row> writer = writer()) {
      writer.write(row("mueang-nan", 1, 10), null);
      writer.flush(false);
      // when
      writer.write(row("mueang-nan", 1, 10), null);
      writer.flush(false);
    }
    // then
    assertThat(count()).isEqualTo(1);
  }

  @Test
  void anInsertOnlyTableKeepsTheFirstRow() throws Exception {
    // given
    Table<Row> insertOnly = Table.insertOnly("levels", COLUMNS, List.of("city", "at"));
    try (UpsertWriter<Row> writer = writer(insertOnly, 1_000, PATIENCE_MILLIS)) {
      writer.write(row("mueang-nan", 1, 10), null);
      writer.flush(false);
      // when
      writer.write(row("mueang-nan", 1, 20), null);
      writer.flush(false);
    }
    // then
    assertThat(database.number("SELECT level FROM levels")).isEqualTo(10);
  }

  @Test
  void aRowThatIsGoneIsDeleted() throws Exception {
    // given
    try (UpsertWriter<Row> writer = writer()) {
      writer.write(row("mueang-nan", 1, 10), null);
      writer.write(row("mueang-nan", 2, 20), null);
      writer.flush(false);
      // when
      writer.write(new Row("mueang-nan", 1, null, true), null);
      writer.flush(false);
    }
    // then
    assertThat(database.number("SELECT level FROM levels")).isEqualTo(20);
  }

  @Test
  void aFullBatchIsWrittenAtOnce() throws Exception {
    try (UpsertWriter<Row> writer = writer(TABLE, 2, PATIENCE_MILLIS)) {
      // when
      writer.write(row("mueang-nan", 1, 10), null);
      writer.write(row("mueang-nan", 2, 20), null);
      // then
      assertThat(count()).isEqualTo(2);
    }
  }

  @Test
  void aRowWaitsNoLongerThanTheDelay() throws Exception {
    // given
    time.setCurrentTime(1_000);
    try (UpsertWriter<Row> writer = writer()) {
      writer.write(row("mueang-nan", 1, 10), null);
      time.setCurrentTime(1_000 + MAX_DELAY_MILLIS - 1);
      long before = count();
      // when
      time.setCurrentTime(1_000 + MAX_DELAY_MILLIS);
      // then
      assertThat(before).isZero();
      assertThat(count()).isEqualTo(1);
    }
  }

  @Test
  void aPoisonRowIsQuarantinedAndHarmsNoOther() throws Exception {
    // given: one row breaks a constraint, one holds what a text cannot hold
    try (UpsertWriter<Row> writer = writer()) {
      for (int i = 0; i < 10; i++) {
        writer.write(row("mueang-nan", i, i == 3 ? 5_000 : i), null);
      }
      writer.write(row("na\0n", 1, 1), null);
      // when
      writer.flush(false);
    }
    // then
    assertThat(count()).isEqualTo(9);
    assertThat(metrics.rowsRefused().getCount()).isEqualTo(2);
    assertThat(
            database.rows(
                "SELECT topic, reason, detail, encode(payload, 'escape') AS payload"
                    + " FROM store.quarantine ORDER BY detail DESC"))
        .hasSize(2)
        .anySatisfy(
            row -> {
              assertThat(row)
                  .containsEntry("topic", "levels")
                  .containsEntry("reason", "OUT_OF_RANGE");
              assertThat((String) row.get("detail")).contains("SQLSTATE 23514");
              assertThat((String) row.get("payload")).contains("level=5000");
            })
        .anySatisfy(row -> assertThat((String) row.get("detail")).contains("SQLSTATE 22021"));
  }

  @Test
  void aPoisonRowThatComesAgainIsTheSameRefusal() throws Exception {
    try (UpsertWriter<Row> writer = writer()) {
      writer.write(row("mueang-nan", 3, 5_000), null);
      writer.flush(false);
      time.setCurrentTime(99_000);
      // when
      writer.write(row("mueang-nan", 3, 5_000), null);
      writer.flush(false);
    }
    // then
    assertThat(database.number("SELECT count(*) FROM store.quarantine")).isEqualTo(1);
  }

  @Test
  void ourOwnMistakeFailsAtOnce() throws Exception {
    Table<Row> nowhere = Table.replacing("no_such_table", COLUMNS, List.of("city", "at"));
    try (UpsertWriter<Row> writer = writer(nowhere, 1_000, PATIENCE_MILLIS)) {
      writer.write(row("mueang-nan", 1, 10), null);
      assertThatThrownBy(() -> writer.flush(false))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("no_such_table");
      assertThat(metrics.retries().getCount()).isZero();
    }
  }

  @Test
  void aDatabaseThatComesBackLosesNothing() throws Exception {
    try (UpsertWriter<Row> writer = writer()) {
      writer.write(row("mueang-nan", 1, 10), null);
      writer.flush(false);
      database.stop();
      writer.write(row("mueang-nan", 2, 20), null);
      CompletableFuture<Void> back =
          CompletableFuture.runAsync(
              () -> {
                try {
                  database.startAgain();
                } catch (IOException e) {
                  throw new IllegalStateException(e);
                }
              });
      // when
      writer.flush(false);
      back.join();
      // then
      assertThat(count()).isEqualTo(2);
      assertThat(metrics.retries().getCount()).isPositive();
    }
  }

  @Test
  void aDatabaseThatStaysAwayFailsTheJob() throws Exception {
    UpsertWriter<Row> writer = writer(TABLE, 1_000, 0);
    writer.write(row("mueang-nan", 1, 10), null);
    database.stop();
    try {
      // when, then
      assertThatThrownBy(() -> writer.flush(false)).isInstanceOf(IOException.class);
    } finally {
      database.startAgain();
      writer.close();
    }
  }
}
