package city.sawang.local.verify;

import static org.assertj.core.api.Assertions.assertThat;

import city.sawang.local.verify.EnergyOracle.EnergySpan;
import city.sawang.local.verify.SentReadings.Content;
import city.sawang.schemas.HomeZone;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Counters of the field, booked by hand after the rules' own words. */
class FieldOracleTest {
  private static final long SECOND = 1_000;
  private static final long MINUTE = 60 * SECOND;

  /** 20:00 in Bangkok: dark everywhere in Thailand, and the beginning of a quarter hour. */
  private static final long NIGHT = Instant.parse("2026-11-20T13:00:00Z").toEpochMilli();

  private static final int BY_ARRIVAL = SendLog.NO_CLOCK | SendLog.NO_SEQUENCE;

  private final List<Content> readings = new ArrayList<>();
  private long watts = 60;
  private int intervalSeconds = 300;

  private void reading(double minute, long wattHours) {
    add(minute, wattHours * 1_000, 0);
  }

  private void add(double minute, long milliwattHours, int omitted) {
    readings.add(
        new Content(
            NIGHT + Math.round(minute * MINUTE),
            1,
            readings.size(),
            milliwattHours,
            watts * 1_000,
            false,
            true,
            omitted));
  }

  private OracleLamp lamp() {
    return OracleLamp.registered(
        18.0, 100.0, watts * 1_000, false, intervalSeconds, "dusk-to-dawn", HomeZone.ID);
  }

  private EnergyOracle.Metered metered() {
    return EnergyOracle.metered(lamp(), readings);
  }

  private static long booked(EnergyOracle.Metered metered) {
    return metered.bookings().stream().mapToLong(EnergySpan::milliwattHours).sum();
  }

  private static long unbooked(EnergyOracle.Metered metered) {
    return metered.quarters().values().stream().mapToLong(q -> q.unbooked).sum();
  }

  private static long estimated(EnergyOracle.Metered metered) {
    return metered.quarters().values().stream().mapToLong(q -> q.estimated).sum();
  }

  private void assertBookedAndUnbooked(long wattHours, long unbookedWattHours) {
    EnergyOracle.Metered metered = metered();
    assertThat(booked(metered)).as("booked").isEqualTo(wattHours * 1_000);
    assertThat(unbooked(metered)).as("unbooked").isEqualTo(unbookedWattHours * 1_000);
  }

  @Test
  void aStepOfACoarseCounterIsBookedOverTheTimeSinceItMovedLast() {
    for (int i = 0; i <= 20; i++) {
      reading(15 * i, i < 7 ? 1_000 : i < 14 ? 1_100 : 1_200);
    }

    assertBookedAndUnbooked(200, 0);
    assertThat(metered().bookings())
        .contains(
            new EnergySpan(NIGHT, NIGHT + 105 * MINUTE, 100_000, true),
            new EnergySpan(NIGHT + 105 * MINUTE, NIGHT + 210 * MINUTE, 100_000, true));
  }

  @Test
  void aFirstStepOf500WattHoursFollowedByStepsOfOneIsAJump() {
    reading(0, 1_000);
    reading(5, 1_500);
    reading(6, 1_501);
    reading(7, 1_502);
    reading(8, 1_503);

    assertBookedAndUnbooked(3, 500);
  }

  @Test
  void aFirstStepOf10WattHoursFollowedByMoreOfThemIsTheCountersResolution() {
    reading(0, 1_000);
    reading(5, 1_010);
    reading(15, 1_020);
    reading(25, 1_030);

    assertBookedAndUnbooked(30, 0);
  }

  @Test
  void aSpikeOfTwoReadingsIsRejected() {
    for (int i = 0; i <= 10; i++) {
      reading(5 * i, 1_000 + 5 * i + (i == 4 || i == 5 ? 80_000 : 0));
    }

    assertBookedAndUnbooked(50, 0);
  }

  @Test
  void aJumpThatStaysIsUnbookedInTheQuarterHourInWhichItWasSeen() {
    for (int i = 0; i <= 10; i++) {
      reading(5 * i, 1_000 + 5 * i + (i >= 4 ? 80_000 : 0));
    }

    assertBookedAndUnbooked(45, 80_005);
    assertThat(metered().quarters().get(NIGHT + 15 * MINUTE).unbooked).isEqualTo(80_005_000);
  }

  @Test
  void aGlitchToZeroIsRejected() {
    for (int i = 0; i <= 10; i++) {
      reading(5 * i, i == 4 ? 0 : 1_000 + 5 * i);
    }

    assertBookedAndUnbooked(50, 0);
    assertThat(estimated(metered())).isZero();
  }

  @Test
  void aFallToTheSavedValueBooksNothingAndThenEveryStep() {
    for (int i = 0; i <= 10; i++) {
      reading(5 * i, 10_000 + 5 * i - (i >= 6 ? 20 : 0));
    }

    // 25 Wh before the fall by 15 Wh, 20 Wh after it.
    assertBookedAndUnbooked(45, 0);
  }

  @Test
  void aResetBooksWhatTheNewCounterShows() {
    for (int i = 0; i <= 10; i++) {
      reading(5 * i, i < 5 ? 10_000 + 5 * i : 3 + 5 * (i - 5));
    }

    assertBookedAndUnbooked(20 + 3 + 25, 0);
    assertThat(estimated(metered())).isEqualTo(2_000);
  }

  @Test
  void aRegisterOf16BitsRollsOver() {
    for (int i = 0; i <= 10; i++) {
      reading(5 * i, (65_520 + 5 * i) % 65_536);
    }

    EnergyOracle.Metered metered = EnergyOracle.metered(lamp().rollingOverAt(65_536_000), readings);

    assertThat(booked(metered)).isEqualTo(50_000);
    assertThat(unbooked(metered)).isZero();
  }

  /** The field case of the plug without a clock whose broker kept eighteen messages. */
  @Test
  void aBurstIsBookedOverTheWholeOfIt() {
    watts = 720;
    intervalSeconds = 10;
    for (int i = 0; i < 30; i++) {
      double second = i < 6 ? 10 * i : i < 24 ? 240 + 0.01 * i : 10 * i + 10;
      add(second / 60, 1_000_000 + 2_000 * i, BY_ARRIVAL);
    }

    EnergyOracle.Metered metered = metered();

    assertThat(booked(metered)).isEqualTo(58_000);
    assertThat(unbooked(metered)).isZero();
    assertThat(metered.bookings())
        .contains(new EnergySpan(NIGHT + 50 * SECOND, NIGHT + 240_230, 36_000, false));
  }

  /** What was queued before the first message nobody knows; what the counter moved since is booked. */
  @Test
  void nothingIsABurstBeforeAnythingWasHeard() {
    intervalSeconds = 900;
    add(0, 1_000_000, BY_ARRIVAL);
    add(1, 1_009_000, BY_ARRIVAL);
    add(48, 1_018_000, BY_ARRIVAL);

    EnergyOracle.Metered metered = metered();

    assertThat(booked(metered)).isEqualTo(18_000);
    assertThat(metered.fromPower()).isFalse();
  }

  @Test
  void ofTwoClocksTheDevicesOwnMakesEnergy() {
    for (int i = 0; i <= 10; i++) {
      add(5 * i + 3, 1_000_000 + 5_000 * i, SendLog.NO_SEQUENCE);
      add(5 * i, 1_000_000 + 5_000 * i, BY_ARRIVAL);
    }

    assertThat(booked(metered())).isEqualTo(50_000);
    assertThat(metered().bookings()).hasSize(10);
  }

  /** Both queues of a night drain in the morning: what counts is that they came together. */
  @Test
  void ofTwoClocksTheDevicesOwnMakesEnergyHoweverLateBothCome() {
    for (int i = 0; i <= 10; i++) {
      long energy = 1_000_000 + 5_000 * i;
      long came = NIGHT + Math.round((300 + 0.1 * i) * MINUTE);
      add(300 + 0.1 * i, energy, BY_ARRIVAL);
      readings.add(
          new Content(
              NIGHT + 5L * i * MINUTE,
              1,
              readings.size(),
              energy,
              watts * 1_000,
              false,
              true,
              SendLog.NO_SEQUENCE,
              came));
    }

    assertThat(booked(metered())).isEqualTo(50_000);
    assertThat(metered().bookings())
        .hasSize(10)
        .allSatisfy(booking -> assertThat(booking.to()).isLessThanOrEqualTo(NIGHT + 50 * 60_000));
  }

  @Test
  void withoutACounterTheMeanOfThePowersStandsForIt() {
    for (int i = 0; i <= 3; i++) {
      add(5 * i, 0, SendLog.NO_COUNTER);
    }

    assertThat(booked(metered())).isEqualTo(15_000);
    assertThat(metered().fromPower()).isTrue();
  }

  @Test
  void aMeterMaySeeHalfAsMuchAgainAsItsLamps() {
    OracleLamp meter = OracleLamp.meter(600_000, 300_000);
    watts = 850;
    for (int i = 0; i <= 6; i++) {
      reading(5 * i, 5_000 + 70 * i + (i >= 4 ? 10_000 : 0));
    }

    EnergyOracle.Metered metered = EnergyOracle.metered(meter, readings);

    assertThat(booked(metered)).isEqualTo(350_000);
    assertThat(unbooked(metered)).isEqualTo(10_070_000);
  }
}
