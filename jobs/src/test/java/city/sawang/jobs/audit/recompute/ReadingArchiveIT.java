package city.sawang.jobs.audit.recompute;

import static city.sawang.jobs.metering.input.MeterReading.ABSENT;
import static org.assertj.core.api.Assertions.assertThat;

import city.sawang.jobs.TestDatabase;
import city.sawang.jobs.metering.input.MeterReading;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadingArchiveIT {
  private static final long FIRST = Instant.parse("2026-11-20T12:00:00.123Z").toEpochMilli();

  @TempDir private Path directory;

  @Test
  void everyInputOfTheMeteringComesBack() throws Exception {
    try (TestDatabase database = TestDatabase.start(directory.resolve("pg"))) {
      // given: all that a reading can say, nothing but that it was, and one that came too late
      database.execute(
          """
          INSERT INTO store.reading (observed_at, city_id, controller_id, reading_key, received_at, kind, topic, profile, boot_id, seq,
            active_power_mw, energy_total_mwh, supply_voltage_mv, supply_current_ma, power_factor_bp, dim_command_bp, dim_actual_bp,
            lamp_on, relay_on, override_active, maintenance_mode, historical, lateness, energy_counter_bits, energy_counter_unit_mwh)
          VALUES ('2026-11-20 12:00:00.123+00', 'mueang-nan', 'c1', 77, '2026-11-20 12:00:02+00', 'LAMP', 't', 'p', 3, 4,
            41700, 234567125, 229400, 190, -9600, 8000, 7900, true, false, true, false, true, 'LATE', 24, 10),
           ('2026-11-20 12:00:00.123+00', 'mueang-nan', 'c1', -9, '2026-11-20 12:00:03+00', 'LAMP', 't', 'p', NULL, NULL,
            NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, false, 'IN_TIME', NULL, NULL),
           ('2026-11-20 11:00:00+00', 'mueang-nan', 'c1', 5, '2026-11-25 12:00:03+00', 'LAMP', 't', 'p', NULL, 1,
            NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, false, 'TOO_LATE', NULL, NULL)""");
      MeterReading full =
          MeterReading.at(FIRST, Instant.parse("2026-11-20T12:00:02Z").toEpochMilli())
              .identity(3, 4, 77)
              .register(234_567_125, 24, 10)
              .power(41_700, -9_600)
              .supply(229_400, 190)
              .dim(8_000, 7_900)
              .switches((byte) 1, (byte) 0)
              .modes((byte) 1, (byte) 0)
              .historical(true)
              .build();
      MeterReading bare =
          MeterReading.at(FIRST, Instant.parse("2026-11-20T12:00:03Z").toEpochMilli())
              .identity(ABSENT, ABSENT, -9)
              .build();
      List<MeterReading> inTime = new ArrayList<>();
      List<MeterReading> all = new ArrayList<>();

      // when
      try (Connection connection = database.address().connectWithoutTimeout()) {
        ReadingArchive archive = new ReadingArchive(connection);
        archive.read("mueang-nan", "c1", Long.MIN_VALUE, false, inTime::add);
        archive.read("mueang-nan", "c1", Long.MIN_VALUE, true, all::add);
      }

      // then
      assertThat(inTime).containsExactly(bare, full);
      assertThat(all).hasSize(3).endsWith(bare, full);
    }
  }
}
