package city.sawang.local.verify;

import static org.assertj.core.api.Assertions.assertThat;

import city.sawang.local.verify.SentReadings.Content;
import city.sawang.schemas.HomeZone;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;

/** Quarter hours computed by hand. */
class EnergyOracleTest {
  private static final long MINUTE = 60_000;

  /** 20:00 in Bangkok: dark everywhere in Thailand. */
  private static final long NIGHT = Instant.parse("2026-11-20T13:00:00Z").toEpochMilli();

  private static final OracleLamp LAMP =
      OracleLamp.registered(
          18.0, 100.0, 60_000, false, 300, "dusk-to-dawn 100%; 23:00 60%", HomeZone.ID);

  private final List<Content> readings = new ArrayList<>();

  private void reading(long minute, long energy) {
    readings.add(
        new Content(NIGHT + minute * MINUTE, 1, readings.size(), energy, 60_000, false, true));
  }

  private EnergyOracle.Quarter quarter(int index) {
    SortedMap<Long, EnergyOracle.Quarter> quarters = EnergyOracle.quarters(LAMP, readings);
    return quarters.get(NIGHT + index * EnergyOracle.QUARTER);
  }

  @Test
  void aDifferenceInsideAQuarterIsMeasured() {
    reading(0, 1_000);
    reading(5, 6_000);
    reading(10, 11_500);

    assertThat(quarter(0).measured).isEqualTo(10_500);
    assertThat(quarter(0).interpolated).isZero();
    assertThat(quarter(0).accepted).isEqualTo(3);
  }

  @Test
  void aDifferenceOverABoundaryIsSplitByTime() {
    reading(10, 1_000);
    reading(20, 11_001);

    assertThat(quarter(0).interpolated).isEqualTo(5_000);
    assertThat(quarter(1).interpolated).isEqualTo(5_001);
  }

  @Test
  void theFirstReadingEverBooksNothing() {
    reading(3, 123_456_789);

    assertThat(quarter(0).known).isFalse();
    assertThat(quarter(0).accepted).isEqualTo(1);
  }

  @Test
  void aGlitchIsLeftOut() {
    reading(0, 1_000_000);
    reading(5, 1_000);
    reading(10, 1_010_000);

    assertThat(quarter(0).energy()).isEqualTo(10_000);
  }

  @Test
  void aJumpBooksNothing() {
    reading(0, 1_000_000);
    reading(5, 9_000_000);
    reading(10, 9_005_000);
    reading(12, 9_007_000);
    reading(14, 9_009_000);

    assertThat(quarter(0).energy()).isEqualTo(9_000);
  }

  @Test
  void aGapOfTheDayIsBookedToTheNight() {
    // 05:30 to 20:00: burning until sunrise (about 06:30) and again from sunset (about 17:50).
    readings.add(new Content(NIGHT - 870 * MINUTE, 1, 0, 1_000, 60_000, false, true));
    readings.add(new Content(NIGHT, 1, 1, 181_000, 60_000, false, true));

    SortedMap<Long, EnergyOracle.Quarter> quarters = EnergyOracle.quarters(LAMP, readings);

    assertThat(quarters.values().stream().mapToLong(EnergyOracle.Quarter::energy).sum())
        .isEqualTo(180_000);
    assertThat(quarters.get(NIGHT - 8 * 60 * MINUTE).energy()).isZero();
    assertThat(quarters.get(NIGHT - 15 * MINUTE).energy()).isBetween(13_500L, 14_500L);
  }
}
