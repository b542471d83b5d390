package city.sawang.jobs.sink;

import static org.assertj.core.api.Assertions.assertThat;

import city.sawang.jobs.TestDatabase;
import city.sawang.jobs.alarm.IncidentTable;
import city.sawang.jobs.alarm.WatchTable;
import city.sawang.jobs.alarm.WatchedHour;
import city.sawang.jobs.incident.IncidentChange;
import city.sawang.jobs.incident.model.Evidence;
import city.sawang.jobs.incident.model.FaultCode;
import city.sawang.jobs.incident.model.Incident;
import city.sawang.jobs.incident.model.Quantity;
import city.sawang.jobs.incident.model.Scope;
import city.sawang.jobs.incident.model.Severity;
import city.sawang.jobs.quarantine.QuarantineTable;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.flink.streaming.runtime.tasks.TestProcessingTimeService;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IncidentWritesIT {
  private static final long OPENED = 1_795_176_000_000L;

  @TempDir private Path directory;

  private static Incident incident(Long clearedAt, long revision) {
    return new Incident(
        "inc-7k3m-9q2x-4tzc",
        "mueang-nan",
        FaultCode.LAMP_FAILURE,
        Scope.LAMP,
        "lamp-1",
        null,
        Severity.MAJOR,
        OPENED,
        OPENED + 600_000,
        clearedAt,
        clearedAt,
        1,
        List.of(new Evidence(OPENED, Map.of(Quantity.ACTIVE_POWER_MW, 300L), true, 10_000, 40_000)),
        600,
        -6_600,
        revision);
  }

  private static void write(TestDatabase database, IncidentChange... changes) throws Exception {
    write(database, IncidentTable.TABLE, List.of(changes));
  }

  private static <R> void write(TestDatabase database, Table<R> table, List<R> rows)
      throws Exception {
    try (UpsertWriter<R> writer =
        new UpsertWriter<>(
            table,
            QuarantineTable.REFUSALS,
            database.address(),
            60_000,
            new UpsertWriter.BatchLimits(10, 300),
            new TestProcessingTimeService(),
            SinkMetrics.unreported())) {
      for (R row : rows) {
        writer.write(row, null);
      }
      writer.flush(false);
    }
  }

  @Test
  void onlyANewerRevisionReplacesAnIncident() throws Exception {
    try (TestDatabase database = TestDatabase.start(directory.resolve("pg"))) {
      String row =
          "SELECT revision, retracted, cleared_at IS NULL AS open, dark_lamp_seconds,"
              + " evidence->0->>'active_power_mw' AS power,"
              + " extract(epoch FROM opened_at)::bigint AS opened FROM store.incident";

      write(
          database,
          new IncidentChange.Published(incident(OPENED + 1_200_000, 3)),
          new IncidentChange.Published(incident(null, 2)));
      Map<String, Object> third =
          Map.of(
              "revision",
              3L,
              "retracted",
              false,
              "open",
              false,
              "dark_lamp_seconds",
              600L,
              "power",
              "300",
              "opened",
              OPENED / 1_000);
      assertThat(database.rows(row)).containsExactly(third);

      write(database, new IncidentChange.Published(incident(null, 1)));
      assertThat(database.rows(row)).containsExactly(third);

      write(database, new IncidentChange.Retracted(incident(null, 4)));
      assertThat(database.rows("SELECT revision, retracted FROM store.incident"))
          .containsExactly(Map.of("revision", 4L, "retracted", true));
      assertThat(database.number("SELECT count(*) FROM store.quarantine")).isZero();
    }
  }

  @Test
  void theWatchOverAnHourNeverGoesBack() throws Exception {
    try (TestDatabase database = TestDatabase.start(directory.resolve("pg"))) {
      WatchedHour early = new WatchedHour("mueang-nan", OPENED + 60_000);
      WatchedHour late = new WatchedHour("mueang-nan", OPENED + 120_000);
      WatchedHour before = new WatchedHour("mueang-nan", OPENED - 1);

      write(database, WatchTable.TABLE, List.of(late, early, before));
      write(database, WatchTable.TABLE, List.of(early));

      assertThat(
              database.rows(
                  "SELECT extract(epoch FROM watched_until - hour)::numeric(9, 3)::text AS seconds FROM store.incident_watch ORDER BY hour"))
          .extracting(row -> row.get("seconds"))
          .containsExactly("3599.999", "120.000");
    }
  }
}
