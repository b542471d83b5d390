package city.sawang.jobs.sink;

import static org.assertj.core.api.Assertions.assertThat;

import city.sawang.jobs.TestDatabase;
import city.sawang.jobs.quarantine.QuarantineTable;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.apache.flink.streaming.runtime.tasks.TestProcessingTimeService;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RevisedTableIT {
  private record Row(String city, int night, Long energy, String flags) {}

  private static final Table<Row> TABLE =
      Table.revised(
          "store.nights",
          List.of(
              SinkColumn.text("city", Row::city),
              SinkColumn.date("night", Row::night),
              SinkColumn.bigint("energy", Row::energy),
              SinkColumn.text("flags", Row::flags)),
          List.of("city", "night"));

  @TempDir private Path directory;

  private static void write(TestDatabase database, Row row) throws Exception {
    try (UpsertWriter<Row> writer =
        new UpsertWriter<>(
            TABLE,
            QuarantineTable.REFUSALS,
            database.address(),
            60_000,
            new UpsertWriter.BatchLimits(10, 300),
            new TestProcessingTimeService(),
            SinkMetrics.unreported())) {
      writer.write(row, null);
      writer.flush(false);
    }
  }

  @Test
  void onlyARowThatSaysSomethingElseCounts() throws Exception {
    try (TestDatabase database = TestDatabase.start(directory.resolve("pg"))) {
      database.execute(
          "CREATE TABLE store.nights (city text, night date, energy bigint, flags text,"
              + " revision integer NOT NULL, updated_at timestamptz, PRIMARY KEY (city, night))");
      int night = (int) LocalDate.of(2026, 11, 20).toEpochDay();
      // when: the same twice, something else, a replay of both, and null in place of a value
      write(database, new Row("mueang-nan", night, 5L, null));
      write(database, new Row("mueang-nan", night, 5L, null));
      String revisions = "SELECT revision FROM store.nights";
      assertThat(database.number(revisions)).isEqualTo(1);
      write(database, new Row("mueang-nan", night, 6L, null));
      write(database, new Row("mueang-nan", night, 6L, null));
      assertThat(database.number(revisions)).isEqualTo(2);
      write(database, new Row("mueang-nan", night, null, "GAP"));
      // then
      assertThat(
              database.rows(
                  "SELECT night::text AS night, energy IS NULL AS unknown, flags, revision"
                      + " FROM store.nights"))
          .containsExactly(
              Map.of("night", "2026-11-20", "unknown", true, "flags", "GAP", "revision", 3));
    }
  }
}
