package city.sawang.jobs.sink;

import static city.sawang.jobs.TestReadings.EVENING;
import static city.sawang.jobs.TestReadings.reading;
import static city.sawang.jobs.TestReadings.registered;
import static org.assertj.core.api.Assertions.assertThat;

import city.sawang.jobs.TestDatabase;
import city.sawang.jobs.archive.LampNow;
import city.sawang.jobs.archive.LampStateTable;
import city.sawang.jobs.controller.AcceptedSamples;
import city.sawang.jobs.quarantine.QuarantineTable;
import city.sawang.schemas.avro.Reading;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.flink.streaming.runtime.tasks.TestProcessingTimeService;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The last known state in the table: whatever is written together, in parts, or again. */
class LampStateWritesIT {
  private static final long MINUTE = 60_000;

  private static TestDatabase database;

  @BeforeAll
  static void start(@TempDir Path directory) throws Exception {
    database = TestDatabase.start(directory.resolve("pg"));
  }

  @AfterAll
  static void stop() {
    database.close();
  }

  @AfterEach
  void forget() throws SQLException {
    database.execute("DELETE FROM store.lamp_state");
  }

  private static UpsertWriter<LampNow> writer() {
    return new UpsertWriter<>(
        LampStateTable.TABLE,
        QuarantineTable.REFUSALS,
        database.address(),
        60_000,
        new UpsertWriter.BatchLimits(1_000, 300),
        new TestProcessingTimeService(),
        SinkMetrics.unreported());
  }

  private static LampNow told(Reading.Builder reading) {
    return LampNow.told(
        AcceptedSamples.inTime(
            reading.build(),
            registered(reading.getControllerId(), "L-" + reading.getControllerId())));
  }

  private static Reading.Builder silent(String controller, long observedAt) {
    return reading(controller, observedAt, 1)
        .setActivePowerMilliwatts(null)
        .setSupplyVoltageMillivolts(null)
        .setLampOn(null);
  }

  private static Map<String, Object> row(String controller) throws SQLException {
    return database
        .rows(
            "SELECT (to_jsonb(s) - 'controller_id' - 'lamp_id')::text AS row FROM store.lamp_state s WHERE controller_id = '"
                + controller
                + "'")
        .get(0);
  }

  /**
   * The rules for a row that is there and those for one that still waits are the same: one by one,
   * all together, in random groups, and all once more after that, give the same row.
   */
  @Test
  void itDoesNotMatterWhatIsWrittenTogether() throws Exception {
    Random random = new Random(7);
    try (UpsertWriter<LampNow> writer = writer()) {
      for (int round = 0; round < 40; round++) {
        List<Reading.Builder> parts = parts(random);
        for (Reading.Builder part : parts) {
          writer.write(told(part.setControllerId("one-" + round)), null);
          writer.flush(false);
        }
        for (Reading.Builder part : parts) {
          writer.write(told(part.setControllerId("all-" + round)), null);
        }
        writer.flush(false);
        for (Reading.Builder part : parts) {
          writer.write(told(part.setControllerId("some-" + round)), null);
          if (random.nextInt(3) == 0) {
            writer.flush(false);
          }
        }
        writer.flush(false);
        // then
        Map<String, Object> expected = row("one-" + round);
        assertThat(row("all-" + round)).as("round %d", round).isEqualTo(expected);
        assertThat(row("some-" + round)).as("round %d", round).isEqualTo(expected);
        // and when the job replays what it wrote already
        for (Reading.Builder part : parts) {
          writer.write(told(part.setControllerId("all-" + round)), null);
        }
        writer.flush(false);
        assertThat(row("all-" + round)).as("replay of round %d", round).isEqualTo(expected);
      }
    }
  }

  /** In the order of time, but for a late one now and then; with silences; each says some things. */
  private static List<Reading.Builder> parts(Random random) {
    List<Reading.Builder> parts = new ArrayList<>();
    long at = EVENING;
    for (int i = 0; i < 10; i++) {
      at += (1 + random.nextInt(5)) * MINUTE;
      Reading.Builder part = silent("c", random.nextInt(6) == 0 ? at - 7 * MINUTE - i : at);
      part.setHistorical(random.nextInt(8) == 0);
      if (random.nextInt(3) > 0) {
        part.setLampOn(random.nextInt(4) > 0);
      }
      if (random.nextBoolean()) {
        part.setRelayOn(random.nextInt(4) > 0);
      }
      if (random.nextBoolean()) {
        part.setActivePowerMilliwatts((long) random.nextInt(40_000));
      }
      if (random.nextBoolean()) {
        part.setSupplyVoltageMillivolts(230_000L + i).setDimActualBasisPoints(i);
      }
      if (random.nextInt(4) == 0) {
        part.setOverrideActive(random.nextBoolean());
      }
      parts.add(part);
    }
    return parts;
  }

  /** Our clock was two hours ahead, and was set back. */
  @Test
  void whatWasObservedInTheFutureYieldsToTheNextReading() throws Exception {
    long now = System.currentTimeMillis();
    try (UpsertWriter<LampNow> writer = writer()) {
      // given
      writer.write(
          told(
              silent("c1", now + 120 * MINUTE)
                  .setLampOn(true)
                  .setSupplyVoltageMillivolts(231_000L)),
          null);
      writer.flush(false);
      // when
      writer.write(told(silent("c1", now - MINUTE).setLampOn(false)), null);
      writer.flush(false);
      // then
      assertThat(
              database.rows(
                  "SELECT lit, lit_observed_at < now() AND lit_since < now() AND observed_at < now() AS past, supply_voltage_mv AS kept FROM store.lamp_state"))
          .containsExactly(Map.of("lit", false, "past", true, "kept", 231_000L));
      // and of two in the future the later counts
      writer.write(told(silent("c2", now + 120 * MINUTE).setLampOn(true)), null);
      writer.flush(false);
      writer.write(told(silent("c2", now + 119 * MINUTE).setLampOn(false)), null);
      writer.flush(false);
      assertThat(database.rows("SELECT lit FROM store.lamp_state WHERE controller_id = 'c2'"))
          .containsExactly(Map.of("lit", true));
    }
  }

  @Test
  void aControllerThatSendsOnlyStoredDataIsKnownAndNoMore() throws Exception {
    try (UpsertWriter<LampNow> writer = writer()) {
      writer.write(told(reading("c1", EVENING, 1).setHistorical(true)), null);
      writer.flush(false);
    }
    assertThat(
            database.rows(
                "SELECT controller_id, num_nulls(observed_at, received_at, lit, active_power_mw, supply_voltage_mv) AS unknown FROM store.lamp_state"))
        .containsExactly(Map.of("controller_id", "c1", "unknown", 5));
  }
}
