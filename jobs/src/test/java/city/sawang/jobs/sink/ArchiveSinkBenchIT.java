package city.sawang.jobs.sink;

import static org.assertj.core.api.Assertions.assertThat;

import city.sawang.jobs.TestDatabase;
import city.sawang.jobs.TestReadings;
import city.sawang.jobs.archive.ReadingTable;
import city.sawang.jobs.controller.AcceptedReading;
import city.sawang.jobs.controller.AcceptedSamples;
import city.sawang.jobs.quarantine.QuarantineTable;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.flink.streaming.runtime.tasks.TestProcessingTimeService;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The archive sink against a bare loop of the same statement over the same rows, in turns, in one
 * run. {@code mvn -pl jobs -am test -Pbench -Dtest=ArchiveSinkBenchIT}
 */
@Tag("bench")
class ArchiveSinkBenchIT {
  private static final int ROWS = 200_000;
  private static final int BATCH = 2_000;
  private static final int CONTROLLERS = 1_000;
  private static final int ROUNDS = 5;
  private static final double WANTED_RATIO = 0.6;

  @TempDir private Path directory;

  @FunctionalInterface
  private interface Writing {
    void write(List<AcceptedReading> rows) throws Exception;
  }

  @Test
  void theSinkKeepsUpWithABareLoop() throws Exception {
    try (TestDatabase database = TestDatabase.start(directory)) {
      database.execute("ALTER SYSTEM SET synchronous_commit = on");
      database.execute("SELECT pg_reload_conf()");
      List<AcceptedReading> rows = rows();
      List<Long> bare = new ArrayList<>();
      List<Long> sink = new ArrayList<>();
      for (int round = 0; round <= ROUNDS; round++) {
        long bareNanos = timed(database, rows, all -> bare(database, all));
        long sinkNanos = timed(database, rows, all -> sink(database, all));
        if (round > 0) { // The first round warms both up.
          bare.add(bareNanos);
          sink.add(sinkNanos);
        }
      }
      double ratio = (double) median(bare) / median(sink);
      System.out.printf(
          "archive sink %,d rows/s, bare loop %,d rows/s, ratio %.2f%n",
          perSecond(median(sink)), perSecond(median(bare)), ratio);
      assertThat(ratio).isGreaterThanOrEqualTo(WANTED_RATIO);
    }
  }

  private static void bare(TestDatabase database, List<AcceptedReading> rows) throws Exception {
    ArrayStatement<AcceptedReading> statement = ArrayStatement.upsert(ReadingTable.TABLE);
    try (Connection connection = database.address().connect()) {
      for (int from = 0; from < rows.size(); from += BATCH) {
        statement.execute(connection, rows.subList(from, from + BATCH));
        connection.commit();
      }
    }
  }

  private static void sink(TestDatabase database, List<AcceptedReading> rows) throws Exception {
    TestProcessingTimeService time = new TestProcessingTimeService();
    time.setCurrentTime(0);
    try (UpsertWriter<AcceptedReading> writer =
        new UpsertWriter<>(
            ReadingTable.TABLE,
            QuarantineTable.REFUSALS,
            database.address(),
            RetryingConnection.RETRY_MILLIS,
            new UpsertWriter.BatchLimits(BATCH, 300),
            time,
            SinkMetrics.unreported())) {
      for (AcceptedReading row : rows) {
        writer.write(row, null);
      }
      writer.flush(true);
    }
  }

  private static long timed(TestDatabase database, List<AcceptedReading> rows, Writing writing)
      throws Exception {
    database.execute("TRUNCATE store.reading");
    database.execute("CHECKPOINT");
    long started = System.nanoTime();
    writing.write(rows);
    long nanos = System.nanoTime() - started;
    assertThat(database.number("SELECT count(*) FROM store.reading")).isEqualTo(ROWS);
    return nanos;
  }

  private static List<AcceptedReading> rows() {
    List<AcceptedReading> rows = new ArrayList<>(ROWS);
    for (int i = 0; i < ROWS; i++) {
      int controller = i % CONTROLLERS;
      int minute = i / CONTROLLERS;
      rows.add(
          AcceptedSamples.inTime(
              TestReadings.reading(
                      "controller-" + controller, TestReadings.EVENING + minute * 60_000L, minute)
                  .setEnergyTotalMilliwattHours(1_000_000L + minute)
                  .setPowerFactorBasisPoints(9_600)
                  .setDimActualBasisPoints(8_000)
                  .build(),
              TestReadings.registered("controller-" + controller, "lamp-" + controller)));
    }
    return rows;
  }

  private static long median(List<Long> values) {
    List<Long> sorted = new ArrayList<>(values);
    Collections.sort(sorted);
    return sorted.get(sorted.size() / 2);
  }

  private static long perSecond(long nanos) {
    return ROWS * 1_000_000_000L / nanos;
  }
}
