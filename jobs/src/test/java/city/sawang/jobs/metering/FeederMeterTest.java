package city.sawang.jobs.metering;

import static city.sawang.jobs.metering.Fixtures.EVENING;
import static city.sawang.jobs.metering.Fixtures.HOUR;
import static city.sawang.jobs.metering.Fixtures.QUARTER;
import static city.sawang.jobs.metering.Fixtures.at;
import static city.sawang.jobs.metering.Fixtures.placed;
import static org.assertj.core.api.Assertions.assertThat;

import city.sawang.jobs.expected.LightPoint;
import city.sawang.jobs.metering.contribution.IntervalFigures;
import city.sawang.jobs.metering.contribution.LightSeconds;
import city.sawang.jobs.metering.contribution.MeterFlag;
import city.sawang.jobs.metering.input.ControllerAssignments;
import city.sawang.jobs.metering.input.LampAssignment;
import city.sawang.jobs.metering.input.MeterReading;
import city.sawang.jobs.metering.interval.ExpectedIntervals;
import java.util.List;
import org.junit.jupiter.api.Test;

class FeederMeterTest {
  private static final long C0 = 100_000_000;

  private static ControllerAssignments meter(long nominalMw) {
    return placed(
        new LampAssignment(
            "meter-1",
            LampAssignment.Kind.METER,
            new LampAssignment.Membership(null, "feeder-1", "REPORTING"),
            new LightPoint(18_795_300, 98_998_600, nominalMw, 0, 10_000, ""),
            new LampAssignment.Reporting(900, false, MeterReading.ABSENT_INT),
            Long.MIN_VALUE,
            Long.MAX_VALUE));
  }

  private static IntervalFigures quarter(Published published, int index) {
    return published.quarter("meter-1", EVENING + index * QUARTER);
  }

  @Test
  void aMeterOfUnknownSizeMayCountFiftyKilowatts() {
    Published published = new Published(meter(0));

    published.all(
        List.of(
            at(EVENING).mwh(C0).build(),
            at(EVENING + QUARTER).mwh(C0 + 15_000_000).build(),
            at(EVENING + 2 * QUARTER).mwh(C0 + 50_002_000).build()));

    assertThat(quarter(published, 0).energy().measuredMwh()).isEqualTo(15_000_000);
    assertThat(quarter(published, 1).energy().known()).isFalse();
    assertThat(quarter(published, 1).flags()).isEqualTo(MeterFlag.METER_JUMP.bit());
  }

  @Test
  void aMeterWithANominalPowerIsCappedByIt() {
    Published published = new Published(meter(10_000_000));

    published.all(
        List.of(at(EVENING).mwh(C0).build(), at(EVENING + QUARTER).mwh(C0 + 5_000_000).build()));

    assertThat(published.flags()).isEqualTo(MeterFlag.METER_JUMP.bit());
  }

  @Test
  void aMeterGivesNoLight() {
    Published published = new Published(meter(0));

    published.all(
        List.of(
            at(EVENING).mwh(C0).mw(4_000_000).build(),
            at(EVENING + QUARTER).mwh(C0 + 1_000_000).mw(4_000_000).build()));

    assertThat(quarter(published, 0).light()).isEqualTo(LightSeconds.NONE);
    assertThat(quarter(published, 0).light().lit()).isZero();
    assertThat(quarter(published, 0).energy().dayBurnMwh()).isZero();
    assertThat(quarter(published, 0).energy().measuredMwh()).isEqualTo(1_000_000);
    assertThat(quarter(published, 0).decided()).isTrue();
  }

  @Test
  void aGapOfAMeterWithoutRegisterIsUnknown() {
    Published published = new Published(meter(4_000_000));

    published.all(
        List.of(at(EVENING).mw(4_000_000).build(), at(EVENING + HOUR).mw(4_000_000).build()));

    assertThat(published.rows).hasSize(5);
    assertThat(published.rows.values()).noneMatch(c -> c.energy().known());
    assertThat(published.estimatedMwh()).isZero();
  }

  @Test
  void aMetersResetOverAGapEstimatesNothing() {
    Published published = new Published(meter(4_000_000));

    published.all(List.of(at(EVENING).mwh(C0).build(), at(EVENING + HOUR).mwh(500_000).build()));

    assertThat(published.energyMwh()).isEqualTo(500_000);
    assertThat(published.estimatedMwh()).isZero();
    assertThat(published.flags() & MeterFlag.METER_RESET.bit()).isNotZero();
  }

  @Test
  void aMetersPowerIsATrapezoidLikeALampsAndIsSplitByTime() {
    Published published = new Published(meter(0));

    published.all(
        List.of(
            at(EVENING + QUARTER / 3).mw(3_000_000).build(),
            at(EVENING + QUARTER * 4 / 3).mw(5_000_000).build()));

    assertThat(quarter(published, 0).energy().interpolatedMwh()).isEqualTo(666_666);
    assertThat(quarter(published, 1).energy().interpolatedMwh()).isEqualTo(333_334);
    assertThat(quarter(published, 0).energy().fromPowerMwh()).isEqualTo(666_666);
  }

  @Test
  void aSilentQuarterOfAMeterExpectsItsReadingsAndNoLight() {
    IntervalFigures silent = new ExpectedIntervals().of(meter(0), 0, EVENING);

    assertThat(silent.readings().expected()).isEqualTo(1);
    assertThat(silent.light()).isEqualTo(LightSeconds.NONE);
  }
}
