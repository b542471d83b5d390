package city.sawang.jobs.metering;

import static city.sawang.jobs.metering.Fixtures.EVENING;
import static city.sawang.jobs.metering.Fixtures.MINUTE;
import static city.sawang.jobs.metering.Fixtures.QUARTER;
import static city.sawang.jobs.metering.Fixtures.at;
import static city.sawang.jobs.metering.Fixtures.lamp;
import static city.sawang.jobs.metering.Fixtures.lit;
import static city.sawang.jobs.metering.Fixtures.placed;
import static org.assertj.core.api.Assertions.assertThat;

import city.sawang.jobs.expected.LightPoint;
import city.sawang.jobs.metering.contribution.IntervalFigures;
import city.sawang.jobs.metering.contribution.MeterFlag;
import city.sawang.jobs.metering.input.ControllerAssignments;
import city.sawang.jobs.metering.input.LampAssignment;
import city.sawang.jobs.metering.input.MeterReading;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.Test;

/** Counters as they are in the field: coarse, falling back, without a clock, with two of them. */
class FieldCountersTest {
  private static final long SECOND = 1_000;
  private static final long C0 = 1_000_000;

  /** Flags of what was not booked, or otherwise than the counter says. */
  private static final int REFUSED =
      MeterFlag.METER_JUMP.bit()
          | MeterFlag.METER_GLITCH.bit()
          | MeterFlag.METER_RESET.bit()
          | MeterFlag.METER_FALL_BACK.bit();

  /** A lamp that reports every so many seconds. */
  private static ControllerAssignments lampOf(long nominalMw, int intervalSeconds) {
    LampAssignment lamp = lamp("lamp-1", intervalSeconds);
    LightPoint l = lamp.light();
    return placed(
        lit(
            lamp,
            new LightPoint(
                l.latMicro(), l.lonMicro(), nominalMw, 0, l.gradientBp(), l.schedule())));
  }

  private static long sum(Published published, ToLongFunction<IntervalFigures> of) {
    return published.rows.values().stream().mapToLong(of).sum();
  }

  private static long unbooked(Published published) {
    return sum(published, row -> row.energy().unbookedMwh());
  }

  private static long most(Published published) {
    return published.rows.values().stream()
        .mapToLong(row -> row.energy().measuredMwh() + row.energy().interpolatedMwh())
        .max()
        .orElse(0);
  }

  /** Ten seconds, 720 W, 2 Wh each: six live, eighteen that a broker kept, six live. */
  private static List<MeterReading> keptByTheBroker() {
    List<MeterReading> readings = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      long seconds = i < 6 ? 10L * i : i < 24 ? 240 : 10L * i + 5;
      long at = EVENING + SECOND * seconds + (i >= 6 && i < 24 ? i - 6 : 0);
      readings.add(at(at).mwh(C0 + 2_000L * i).mw(720_000).arrived().build());
    }
    return readings;
  }

  @Test
  void whatABrokerKeptIsBookedOverTheTimeInWhichItWasKept() {
    Published published = new Published(lampOf(720_000, 10)).all(keptByTheBroker());

    assertThat(published.energyMwh()).isEqualTo(58_000);
    assertThat(published.estimatedMwh()).isZero();
    assertThat(published.flags() & MeterFlag.METER_JUMP.bit()).isZero();
    assertThat(most(published)).isLessThanOrEqualTo(180_000);
  }

  @Test
  void whatABrokerKeptForHoursIsInNoQuarterHourMoreThanTheLampUses() {
    List<MeterReading> readings = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      boolean kept = i >= 30 && i < 370;
      long at = EVENING + (kept ? 370 * MINUTE + i : i * MINUTE + (i < 30 ? 0 : 5 * SECOND));
      readings.add(at(at).mwh(C0 + 1_000L * i).mw(60_000).arrived().build());
    }

    Published published = new Published(lampOf(60_000, 60)).all(readings);

    assertThat(published.energyMwh()).isEqualTo(399_000);
    assertThat(published.estimatedMwh()).isZero();
    assertThat(most(published)).isLessThanOrEqualTo(18_000);
  }

  @Test
  void aBurstIsKnownByWhatIsUsualWhateverWasDeclared() {
    // Declared are fifteen minutes; the device sends every ten seconds.
    Published published = new Published(lampOf(720_000, 900)).all(keptByTheBroker());

    assertThat(published.energyMwh()).isEqualTo(58_000);
    assertThat(sum(published, row -> row.energy().interpolatedMwh())).isEqualTo(36_000);
  }

  @Test
  void aBrokerThatSendsAgainAddsNothing() {
    List<MeterReading> readings = keptByTheBroker();
    Published published = new Published(lampOf(720_000, 10));
    for (MeterReading reading : readings) {
      published.accept(reading);
    }
    long newest = readings.get(29).observedAt();

    for (int i = 0; i < 30; i++) {
      published.accept(repeated(readings.get(i), newest + 1 + i));
    }

    assertThat(Collections.frequency(published.outcomes, ReadingOutcome.DUPLICATE)).isEqualTo(30);
    assertThat(published.energyMwh()).isEqualTo(58_000);
  }

  private static MeterReading repeated(MeterReading r, long at) {
    return MeterReading.at(at, at)
        .identity(r.bootId(), r.seq(), r.digest())
        .register(r.energyMwh(), r.counterBits(), r.counterUnitMwh())
        .power(r.powerMw(), r.powerFactorBp())
        .arrival(true)
        .build();
  }

  @Test
  void aDeviceWithTwoClocksIsMeteredByItsOwn() {
    // Its clock is three minutes ahead, and each second message carries no time.
    List<MeterReading> readings = new ArrayList<>();
    for (int i = 0; i <= 30; i++) {
      long at = EVENING + 10 * SECOND * i;
      long shown = C0 + 1_000L * i;
      readings.add(at(at + 180 * SECOND).receivedAt(at).mwh(shown).mw(360_000).build());
      readings.add(at(at + 50).mwh(shown).mw(360_000).arrived().build());
    }

    Published published = new Published(lampOf(360_000, 10)).all(readings);

    assertThat(published.energyMwh()).isEqualTo(30_000);
    assertThat(published.flags()).isZero();
    Collections.shuffle(readings, new Random(7));
    assertThat(new Published(lampOf(360_000, 10)).all(readings).rows).isEqualTo(published.rows);
  }

  @Test
  void aClockSevenHoursBehindDoesNotBendWhatTheOtherSays() {
    List<MeterReading> readings = new ArrayList<>();
    for (int i = 0; i <= 30; i++) {
      long at = EVENING + MINUTE * i;
      long shown = C0 + 1_000L * i;
      readings.add(at(at).mwh(shown).mw(60_000).arrived().build());
      readings.add(at(at - 7 * 60 * MINUTE).receivedAt(at + 50).mwh(shown).mw(60_000).build());
    }

    Published published = new Published(lampOf(60_000, 60)).all(readings);

    assertThat(published.energyMwh()).isEqualTo(30_000);
    assertThat(published.estimatedMwh()).isZero();
  }

  @Test
  void aStepOfAHundredWattHoursIsBookedOverTheTimeItTook() {
    // 60 W every quarter hour; the counter shows whole 0.1 kWh.
    List<MeterReading> readings = new ArrayList<>();
    for (int i = 0; i <= 40; i++) {
      readings.add(
          at(EVENING + i * QUARTER).mwh(C0 + 15_000L * i / 100_000 * 100_000).mw(60_000).build());
    }

    Published published = new Published(lampOf(60_000, 900)).all(readings);

    assertThat(published.energyMwh()).isEqualTo(600_000);
    assertThat(published.estimatedMwh()).isZero();
    assertThat(published.flags() & REFUSED).isZero();
    assertThat(most(published)).isBetween(14_000L, 17_000L);
    Collections.shuffle(readings, new Random(5));
    assertThat(new Published(lampOf(60_000, 900)).all(readings).rows).isEqualTo(published.rows);
  }

  @Test
  void aStepOfAKilowattHourTakesTwoNightsAndNoneOfItFallsIntoTheDay() {
    List<MeterReading> readings = new ArrayList<>();
    long used = 0;
    for (int i = 0; i <= 40 * 4; i++) {
      long at = EVENING + i * QUARTER;
      boolean on = i % 96 < 32;
      readings.add(at(at).mwh(C0 + used / 1_000_000 * 1_000_000).mw(on ? 100_000 : 0).build());
      used += on ? 25_000 : 0;
    }

    Published published = new Published(lampOf(100_000, 900)).all(readings);

    assertThat(published.energyMwh()).isEqualTo(used / 1_000_000 * 1_000_000).isPositive();
    assertThat(published.flags() & REFUSED).isZero();
    assertThat(most(published)).isLessThanOrEqualTo(32_000);
    assertThat(sum(published, row -> row.energy().dayMwh())).isZero();
  }

  @Test
  void aFirstStepOfHalfAKilowattHourIsAJumpWhenItIsFollowedBySmallOnes() {
    List<MeterReading> readings = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      long shown = i == 0 ? C0 : C0 + 500_000 + 1_000L * i;
      readings.add(at(EVENING + i * QUARTER).mwh(shown).mw(4_000).build());
    }
    Published published = new Published(lampOf(4_000, 900));

    published.all(readings.subList(0, 2));
    assertThat(published.energyMwh()).as("as far as is known, its step").isEqualTo(501_000);
    assertThat(published.rows.values()).noneMatch(IntervalFigures::decided);
    published.all(readings.subList(2, 6));

    assertThat(published.energyMwh()).isEqualTo(4_000);
    assertThat(unbooked(published)).isEqualTo(501_000);
    assertThat(published.flags()).isEqualTo(MeterFlag.METER_JUMP.bit());
    assertThat(published.violations).isEmpty();
  }

  @Test
  void whatTheStepCannotExplainIsUnbookedAndNotForgotten() {
    // Ten kilowatt-hours at once, on a circuit of 3 kW.
    LampAssignment lamp = lamp("M1", 900);
    LightPoint l = lamp.light();
    LampAssignment meter =
        new LampAssignment(
            "M1",
            LampAssignment.Kind.METER,
            lamp.membership(),
            new LightPoint(l.latMicro(), l.lonMicro(), 3_000_000, 0, 10_000, l.schedule()),
            lamp.reporting(),
            Long.MIN_VALUE,
            Long.MAX_VALUE);
    List<MeterReading> readings = new ArrayList<>();
    for (int i = 0; i <= 12; i++) {
      long shown = C0 + 330_000L * i + (i < 6 ? 0 : 10_000_000);
      readings.add(at(EVENING + i * QUARTER).mwh(shown).mw(1_320_000).build());
    }

    Published published = new Published(placed(meter)).all(readings);

    assertThat(published.energyMwh()).isEqualTo(11 * 330_000);
    assertThat(unbooked(published)).isEqualTo(10_330_000);
    IntervalFigures seen = published.quarter("M1", EVENING + 6 * QUARTER);
    assertThat(seen.energy().unbookedMwh()).isEqualTo(10_330_000);
    assertThat(seen.flags() & MeterFlag.METER_JUMP.bit()).isNotZero();
  }

  @Test
  void aDeviceThatFellBackToItsSavedCounterIsCountedOnFromThere() {
    List<MeterReading> readings = new ArrayList<>();
    for (int i = 0; i <= 12; i++) {
      long shown = C0 + 10_000L * (i < 6 ? i : i - 3);
      readings.add(at(EVENING + i * QUARTER).mwh(shown).mw(40_000).build());
    }

    Published published = new Published(lampOf(50_000, 900)).all(readings);

    assertThat(published.energyMwh() - published.estimatedMwh()).isEqualTo(110_000);
    assertThat(published.estimatedMwh()).as("the quarter hour of the fall").isEqualTo(10_000);
    assertThat(published.flags()).isEqualTo(MeterFlag.METER_FALL_BACK.bit());
    assertThat(unbooked(published)).isZero();
  }

  @Test
  void aDeclaredStepIsTakenAtItsWord() {
    List<MeterReading> readings = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      readings.add(
          at(EVENING + i * QUARTER)
              .mwh(C0 + (i < 2 ? 0 : 900_000))
              .mw(4_000)
              .resolution(1_000)
              .build());
    }

    Published published = new Published(lampOf(4_000, 900)).all(readings);

    assertThat(published.energyMwh()).isZero();
    assertThat(unbooked(published)).isEqualTo(900_000);
  }

  @Test
  void aLampThatNobodyRegisteredUsesNoMoreThanTheRulesFileSays() {
    List<MeterReading> readings = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      // 300 W, and once 3 kWh at once.
      long shown = C0 + 75_000L * i + (i < 4 ? 0 : 3_000_000);
      readings.add(at(EVENING + i * QUARTER).mwh(shown).mw(300_000).build());
    }

    Published published = new Published(placed()).all(readings);

    assertThat(published.energyMwh()).isEqualTo(4 * 75_000);
    assertThat(unbooked(published)).isEqualTo(3_075_000);
  }

  @Test
  void aLampThatIsRegisteredTooSmallKeepsItsEnergy() {
    List<MeterReading> readings = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      readings.add(at(EVENING + i * QUARTER).mwh(C0 + 30_000L * i).mw(120_000).build());
    }

    Published published = new Published(lampOf(40_000, 900)).all(readings);

    assertThat(published.energyMwh()).isEqualTo(150_000);
    assertThat(unbooked(published)).isZero();
  }
}
