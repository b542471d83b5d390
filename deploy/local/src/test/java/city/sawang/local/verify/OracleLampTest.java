package city.sawang.local.verify;

import static org.assertj.core.api.Assertions.assertThat;

import city.sawang.jobs.expected.ExpectedState;
import city.sawang.jobs.expected.LightPoint;
import city.sawang.schemas.HomeZone;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/**
 * The oracle and the jobs share no code, but they must mean the same night to the millisecond: a
 * difference over dusk or dawn is split by it. Readings of an hour seldom meet one, the kill matrix
 * always does, and that is late to find out.
 */
class OracleLampTest {
  private static final long DAY = 86_400_000;
  private static final long FIRST_NOON = Instant.parse("2026-01-01T05:00:00Z").toEpochMilli();
  private static final int YEAR = 365;
  private static final String SCHEDULE = "dusk-to-dawn 100%; 23:00 60%; 05:00 100%";

  @Test
  void everyNightOfAYearIsAsLongAsTheJobsSay() {
    double[][] places = {{18.7953, 98.9986}, {7.009, 100.475}, {6.624, 100.067}};
    ExpectedState expected = new ExpectedState();
    for (double[] place : places) {
      OracleLamp oracle =
          OracleLamp.registered(place[0], place[1], 60_000, false, 60, SCHEDULE, HomeZone.ID);
      LightPoint lamp = lightPoint(place);
      for (int day = 0; day < YEAR; day++) {
        long noon = FIRST_NOON + day * DAY;
        for (long[] half : new long[][] {{noon, noon + DAY / 2}, {noon + DAY / 2, noon + DAY}}) {
          assertThat(oracle.litMillis(half[0], half[1]))
              .as("%s from %s", oracle, Instant.ofEpochMilli(half[0]))
              .isEqualTo(expected.onMillis(lamp, "Asia/Bangkok", half[0], half[1]));
          assertThat(oracle.expectedMilliwattHours(half[0], half[1]))
              .isEqualTo(expected.energyMwh(lamp, "Asia/Bangkok", half[0], half[1]));
        }
      }
    }
  }

  private static LightPoint lightPoint(double[] place) {
    return new LightPoint(
        (int) Math.round(place[0] * 1e6),
        (int) Math.round(place[1] * 1e6),
        60_000,
        0,
        10_000,
        SCHEDULE);
  }
}
