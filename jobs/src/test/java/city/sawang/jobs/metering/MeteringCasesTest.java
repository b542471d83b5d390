package city.sawang.jobs.metering;

import static city.sawang.jobs.metering.Fixtures.EVENING;
import static city.sawang.jobs.metering.Fixtures.HOUR;
import static city.sawang.jobs.metering.Fixtures.MINUTE;
import static city.sawang.jobs.metering.Fixtures.NOON;
import static city.sawang.jobs.metering.Fixtures.QUARTER;
import static city.sawang.jobs.metering.Fixtures.at;
import static city.sawang.jobs.metering.Fixtures.during;
import static city.sawang.jobs.metering.Fixtures.lamp;
import static city.sawang.jobs.metering.Fixtures.minutely;
import static city.sawang.jobs.metering.Fixtures.nightPowered;
import static city.sawang.jobs.metering.Fixtures.placed;
import static city.sawang.jobs.metering.Fixtures.quarterHourly;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import city.sawang.jobs.metering.contribution.ControllerProgress;
import city.sawang.jobs.metering.contribution.IntervalContribution;
import city.sawang.jobs.metering.contribution.IntervalFigures;
import city.sawang.jobs.metering.contribution.MeterFlag;
import city.sawang.jobs.metering.input.MeterReading;
import city.sawang.jobs.metering.interval.Booking;
import city.sawang.jobs.metering.interval.BookingRule;
import city.sawang.jobs.metering.interval.EnergyClass;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Checks each case of METERING.md#register and of METERING.md#bad-input, with its rule in the name. */
class MeteringCasesTest {
  private static final long C0 = 100_000_000;

  /** A counter every quarter hour from the evening on, 40 W. */
  /** Of a register that declares its step: nothing waits for the first three. */
  private static MeterReading fine(long at, long mwh) {
    return at(at).mwh(mwh).mw(40_000).resolution(1).build();
  }

  private static Published counters(long... mwh) {
    Published published = new Published(quarterHourly());
    for (int i = 0; i < mwh.length; i++) {
      published.accept(fine(EVENING + i * QUARTER, mwh[i]));
    }
    return published;
  }

  private static IntervalFigures quarter(Published published, int index) {
    return published.quarter("lamp-1", EVENING + index * QUARTER);
  }

  @Test
  void aGlitchIsLeftAsideAndTheDifferenceAcrossItIsBookedOverTheGap() {
    Published published = counters(C0, C0 + 10_000, 0, C0 + 30_000, C0 + 40_000);

    assertThat(published.energyMwh()).isEqualTo(40_000);
    assertThat(published.estimatedMwh()).isZero();
    assertThat(quarter(published, 2).flags() & MeterFlag.METER_GLITCH.bit()).isNotZero();
    assertThat(quarter(published, 1).energy().interpolatedMwh()).isEqualTo(10_000);
  }

  @Test
  void aGlitchOfThreeReadingsIsStillAGlitch() {
    Published published = counters(C0, 1_000, 1_000, 1_000, C0 + 40_000);

    assertThat(published.energyMwh()).isEqualTo(40_000);
    assertThat(published.flags() & MeterFlag.METER_RESET.bit()).isZero();
  }

  @Test
  void aRegisterThatJumpsUpAndComesBackIsAGlitchToo() {
    Published published = counters(C0, C0 + 10_000, C0 + 90_000_000, C0 + 30_000);

    assertThat(published.energyMwh()).isEqualTo(30_000);
    assertThat(published.flags() & MeterFlag.METER_JUMP.bit()).isZero();
  }

  @Test
  void aGlitchIsPublishedProvisionallyAtOnceAndRevisedWhenTheRegisterComesBack() {
    Published published = counters(C0, C0 + 10_000, 0);
    IntervalFigures provisional = quarter(published, 1);

    published.accept(fine(EVENING + 3 * QUARTER, C0 + 30_000));

    assertThat(provisional.decided()).isFalse();
    assertThat(provisional.energy().estimatedMwh()).isEqualTo(10_000);
    assertThat(quarter(published, 1).decided()).isTrue();
    assertThat(quarter(published, 1).energy().estimatedMwh()).isZero();
    assertThat(published.energyMwh()).isEqualTo(30_000);
  }

  @Test
  void aResetBooksTheNewRegisterAndEstimatesTheRemainderBeforeIt() {
    // 40 W for 15 minutes are 10 Wh; the counter started anew with 4 Wh of them.
    Published published = counters(C0, C0 + 10_000, 4_000, 14_000, 24_000, 34_000);

    assertThat(quarter(published, 1).energy().measuredMwh()).isEqualTo(4_000);
    assertThat(quarter(published, 1).energy().estimatedMwh()).isEqualTo(6_000);
    assertThat(quarter(published, 2).flags() & MeterFlag.METER_RESET.bit()).isNotZero();
    assertThat(quarter(published, 1).decided()).isTrue();
    assertThat(published.energyMwh()).isEqualTo(50_000);
  }

  @Test
  void aResetIsDecidedByThreeLaterReadingsOrOneAfterAnHour() {
    Published three = counters(C0, C0 + 10_000, 4_000, 14_000, 24_000);
    assertThat(quarter(three, 1).decided()).isFalse();
    three.accept(fine(EVENING + 5 * QUARTER, 34_000));
    assertThat(quarter(three, 1).decided()).isTrue();

    Published hour = counters(C0, C0 + 10_000, 4_000);
    hour.accept(fine(EVENING + 2 * QUARTER + HOUR + 1, 44_000));
    assertThat(quarter(hour, 1).decided()).isTrue();
  }

  @Test
  void aResetIsNotDecidedWhileTheStepOfTheRegisterIsNotKnown() {
    Published published = new Published(quarterHourly());
    long[] mwh = {C0, C0 + 10_000, 4_000, 14_000, 24_000, 34_000, 44_000};
    for (int i = 0; i < mwh.length; i++) {
      published.accept(at(EVENING + i * QUARTER).mwh(mwh[i]).mw(40_000).build());
    }
    // Steps up from a fall do not count: the third was seen with the last register.
    assertThat(quarter(published, 1).decided()).isFalse();

    for (int i = mwh.length; i < mwh.length + 5; i++) {
      published.accept(
          at(EVENING + i * QUARTER).mwh(44_000 + (i - 6) * 10_000L).mw(40_000).build());
    }

    assertThat(quarter(published, 1).decided()).isTrue();
  }

  @Test
  void aFallThatGoesOnFallingIsNoReset() {
    Published published = counters(C0, 5_000, 4_000);

    assertThat(quarter(published, 0).energy().known()).isFalse();
    assertThat(quarter(published, 0).flags() & MeterFlag.METER_JUMP.bit()).isNotZero();
  }

  @Test
  void aRolloverBooksAcrossTheWidthOfTheRegister() {
    Published published = new Published(quarterHourly());
    long width = 1_000L << 16;

    published.all(
        List.of(
            at(EVENING).mwh(width - 3_000).counter(16, 1_000).mw(40_000).build(),
            at(EVENING + QUARTER).mwh(7_000).counter(16, 1_000).mw(40_000).build()));

    assertThat(quarter(published, 0).energy().measuredMwh()).isEqualTo(10_000);
    assertThat(published.estimatedMwh()).isZero();
    assertThat(published.flags()).isEqualTo(MeterFlag.METER_WRAP.bit());
  }

  @Test
  void aFallFarBelowTheWidthIsNoRollover() {
    Published published = new Published(quarterHourly());

    published.all(
        List.of(
            at(EVENING).mwh(30_000_000).counter(16, 1_000).mw(40_000).build(),
            at(EVENING + QUARTER).mwh(7_000).counter(16, 1_000).mw(40_000).build()));

    assertThat(published.flags()).isEqualTo(MeterFlag.METER_RESET.bit());
  }

  @Test
  void aJumpBooksNothingAndFlagsBothReadings() {
    Published published = counters(C0, C0 + 10_000, C0 + 5_000_000, C0 + 5_010_000, C0 + 5_020_000);

    assertThat(quarter(published, 1).energy().known()).isFalse();
    assertThat(quarter(published, 1).flags()).isEqualTo(MeterFlag.METER_JUMP.bit());
    assertThat(quarter(published, 2).flags()).isEqualTo(MeterFlag.METER_JUMP.bit());
    assertThat(published.energyMwh()).isEqualTo(30_000);
  }

  @Test
  void aLampRegisteredTooSmallKeepsTheEnergyThatItsPowerExplains() {
    Published published = new Published(quarterHourly());

    published.all(
        List.of(
            at(EVENING).mwh(0).mw(200_000).build(),
            at(EVENING + QUARTER).mwh(50_000).mw(200_000).build()));

    assertThat(quarter(published, 0).energy().measuredMwh()).isEqualTo(50_000);
  }

  @Test
  void aSwapBooksNothingAcrossAndGoesOnForTheNewLamp() {
    long swap = EVENING + 2 * QUARTER;
    Published published =
        new Published(
            placed(
                during(lamp("lamp-1", 900), Long.MIN_VALUE, swap),
                during(lamp("lamp-2", 900), swap, Long.MAX_VALUE)));

    for (int i = 0; i < 5; i++) {
      published.accept(at(EVENING + i * QUARTER).mwh(C0 + i * 10_000).mw(40_000).build());
    }

    assertThat(published.quarter("lamp-1", EVENING).energy().measuredMwh()).isEqualTo(10_000);
    assertThat(published.quarter("lamp-1", EVENING + QUARTER).energy().known()).isFalse();
    assertThat(published.quarter("lamp-1", EVENING + QUARTER).decided()).isTrue();
    assertThat(published.quarter("lamp-2", swap).energy().measuredMwh()).isEqualTo(10_000);
    assertThat(published.quarter("lamp-2", swap).flags()).isEqualTo(MeterFlag.METER_SWAP.bit());
    assertThat(published.energyMwh()).isEqualTo(30_000);
  }

  @Test
  void aRegistryChangeRetractsTheOldLampAndPublishesTheNewOne() {
    Published published = counters(C0, C0 + 10_000, C0 + 20_000);

    published.replace(placed(lamp("lamp-9", 900)));

    assertThat(published.rows.values()).allMatch(c -> c.lampId().equals("lamp-9"));
    assertThat(published.energyMwh()).isEqualTo(20_000);
  }

  @Test
  void withoutARegisterTheTrapezoidOfPowerIsMeasured() {
    Published published = new Published(minutely());

    published.all(
        List.of(
            at(EVENING).mw(30_000).build(),
            at(EVENING + MINUTE).mw(42_000).build(),
            at(EVENING + 2 * MINUTE).mw(42_000).build()));

    assertThat(quarter(published, 0).energy().measuredMwh()).isEqualTo(600 + 700);
    assertThat(quarter(published, 0).flags()).isEqualTo(MeterFlag.FROM_POWER.bit());
  }

  @Test
  void aGapWithoutRegisterIsEstimatedFromWhatWasExpected() {
    Published published = new Published(quarterHourly());

    published.all(List.of(at(EVENING).mw(40_000).build(), at(EVENING + HOUR).mw(40_000).build()));

    // Nominal 50 W, dark all the time.
    assertThat(published.estimatedMwh()).isEqualTo(50_000);
    assertThat(published.energyMwh()).isEqualTo(50_000);
    assertThat(quarter(published, 2).readings().accepted()).isZero();
    assertThat(quarter(published, 2).readings().expected()).isEqualTo(1);
  }

  @Test
  void aGapWithoutRegisterOfALampThatNobodyRegisteredIsUnknown() {
    Published published = new Published(placed());

    published.all(List.of(at(EVENING).mw(40_000).build(), at(EVENING + HOUR).mw(40_000).build()));

    IntervalFigures quarter = published.quarter("c-1", EVENING + QUARTER);
    assertThat(quarter.energy().known()).isFalse();
    assertThat(quarter.attribution().deploymentId()).isNull();
    assertThat(published.energyMwh()).isZero();
  }

  @Test
  void aGapWithARegisterIsSpreadOverTheExpectedOnMinutes() {
    Published published = new Published(quarterHourly());

    published.all(
        List.of(at(NOON).mwh(C0).mw(0).build(), at(EVENING).mwh(C0 + 120_000).mw(40_000).build()));

    assertThat(published.quarter("lamp-1", NOON + HOUR).energy().interpolatedMwh()).isZero();
    assertThat(published.quarter("lamp-1", NOON + HOUR).energy().known()).isTrue();
    assertThat(published.quarter("lamp-1", EVENING - HOUR).energy().interpolatedMwh())
        .isBetween(9_000L, 10_500L);
    assertThat(published.quarter("lamp-1", EVENING - HOUR).flags()).isEqualTo(MeterFlag.GAP.bit());
    assertThat(published.energyMwh()).isEqualTo(120_000);
    assertThat(published.estimatedMwh()).isZero();
  }

  @Test
  void aRegisterCoversTheReadingsWithoutOneBetween() {
    Published published = new Published(quarterHourly());

    published.all(
        List.of(
            at(EVENING).mwh(C0).mw(40_000).build(),
            at(EVENING + QUARTER).mw(40_000).build(),
            at(EVENING + 2 * QUARTER).mwh(C0 + 19_000).mw(40_000).build()));

    assertThat(published.energyMwh()).isEqualTo(19_000);
    assertThat(published.flags() & MeterFlag.FROM_POWER.bit()).isZero();
  }

  @Test
  void aSplitByExpectedLightGivesTheDaylightPartNothing() {
    // Dusk of this evening in Chiang Mai is about 17:44; the lamp is dark at the first reading.
    long before = NOON + 5 * HOUR + 20 * MINUTE;
    Published published = new Published(quarterHourly());

    published.all(
        List.of(
            at(before).mwh(C0).mw(0).build(),
            at(before + 29 * MINUTE).mwh(C0 + 3_000).mw(40_000).build()));

    assertThat(published.quarter("lamp-1", before).energy().interpolatedMwh()).isZero();
    assertThat(published.energyMwh()).isEqualTo(3_000);
  }

  @Test
  void ofTwelveValuesOfOneInstantTheLastIsEffectiveInTheDevicesOwnOrder() {
    Published published = new Published(quarterHourly());
    published.accept(at(EVENING).seq(1, 1).mwh(C0).mw(40_000).build());
    for (int i = 0; i < 12; i++) {
      published.accept(
          at(EVENING + QUARTER).seq(1, 2 + i).mwh(C0 + 9_000 + i * 100).mw(40_000).build());
    }
    published.accept(at(EVENING + 2 * QUARTER).seq(1, 14).mwh(C0 + 20_000).mw(40_000).build());

    assertThat(published.energyMwh()).isEqualTo(20_000);
    assertThat(quarter(published, 0).energy().measuredMwh()).isEqualTo(10_100);
    assertThat(quarter(published, 1).averages().powerCount()).isEqualTo(1);
    assertThat(quarter(published, 1).readings().accepted()).isEqualTo(1);
    assertThat(quarter(published, 1).flags() & MeterFlag.REPEATED_INSTANT.bit()).isNotZero();
  }

  @Test
  void aClockThatStepsBackBooksNoMinuteTwice() {
    Published published = new Published(minutely());
    // Half an hour, then the clock steps back by half an hour and a few seconds, twice told time.
    for (int i = 0; i < 30; i++) {
      published.accept(at(EVENING + i * MINUTE).seq(1, i).mwh(C0 + i * 667).mw(40_000).build());
    }
    for (int i = 30; i < 75; i++) {
      published.accept(
          at(EVENING + (i - 30) * MINUTE + 7_000).seq(1, i).mwh(C0 + i * 667).mw(40_000).build());
    }

    // No more than the lamp can use in the 44 minutes that the clock shows, and never less than 0.
    assertThat(published.energyMwh()).isBetween(28_000L, 44 * 800L);
    assertThat(published.flags() & (MeterFlag.METER_JUMP.bit() | MeterFlag.METER_GLITCH.bit()))
        .isNotZero();
    assertThat(published.rows.values()).allMatch(c -> c.energy().measuredMwh() >= 0);
    assertThat(published.missing).isEmpty();
  }

  @Test
  void sixReadingsWithOneRegisterWhilePowerFlowsAreAFrozenMeter() {
    Published published = counters(C0, C0, C0, C0, C0, C0, C0);

    assertThat(quarter(published, 4).flags() & MeterFlag.METER_FROZEN.bit()).isZero();
    assertThat(quarter(published, 5).flags() & MeterFlag.METER_FROZEN.bit()).isNotZero();
    assertThat(quarter(published, 6).flags() & MeterFlag.METER_FROZEN.bit()).isNotZero();
    assertThat(published.energyMwh()).isZero();
  }

  @Test
  void powerWithoutEnergyIsBookedAsTheRegisterShowsAndFlagged() {
    Published published = counters(C0, C0);

    assertThat(quarter(published, 0).energy().known()).isTrue();
    assertThat(published.energyMwh()).isZero();
    assertThat(published.flags()).isEqualTo(MeterFlag.POWER_WITHOUT_ENERGY.bit());
  }

  @Test
  void energyWithoutPowerIsBookedAsTheRegisterShowsAndFlagged() {
    Published published = new Published(quarterHourly());

    published.all(
        List.of(
            at(EVENING).mwh(C0).mw(0).build(),
            at(EVENING + QUARTER).mwh(C0 + 8_000).mw(0).build()));

    assertThat(published.energyMwh()).isEqualTo(8_000);
    assertThat(published.flags()).isEqualTo(MeterFlag.ENERGY_WITHOUT_POWER.bit());
  }

  @Test
  void aReadingBeyondTheHorizonIsTooLateAndChangesNothing() {
    Published published = counters(C0, C0 + 10_000);
    published.accept(at(EVENING + 4 * 24 * HOUR).mwh(C0 + 20_000).mw(40_000).build());

    Acceptance late = published.accept(at(EVENING + 5 * MINUTE).mwh(C0 + 5_000).build());

    assertThat(late.outcome()).isEqualTo(ReadingOutcome.TOO_LATE);
    assertThat(late).isInstanceOf(Acceptance.TooLate.class);
  }

  @Test
  void exactlyAtTheHorizonIsStillLate() {
    Published published = counters(C0);
    published.accept(at(EVENING + 72 * HOUR + 60_000).mwh(C0 + 20_000).mw(40_000).build());

    assertThat(published.accept(at(EVENING + 60_000).mwh(C0).build()).outcome())
        .isEqualTo(ReadingOutcome.LATE);
    assertThat(published.accept(at(EVENING + 59_999).mwh(C0).build()).outcome())
        .isEqualTo(ReadingOutcome.TOO_LATE);
  }

  @Test
  void aGapOfMoreThanFourHundredDaysIsAWrongClockAndNotBooked() {
    Published published = new Published(quarterHourly());
    long wrong = EVENING - 2_000 * 24 * HOUR;

    published.all(List.of(at(wrong).mwh(C0).mw(0).build(), at(EVENING).mwh(C0 + 10).mw(0).build()));

    // Those of the readings, and one in which the light that the first one told still holds.
    assertThat(published.rows).hasSize(3);
    assertThat(published.quarter("lamp-1", wrong + QUARTER).light().dark()).isEqualTo(900);
    assertThat(published.flags()).isEqualTo(MeterFlag.METER_JUMP.bit());
  }

  @Test
  void theSameKeyWithAnotherPayloadIsAConflictAndTheFirstOneCounts() {
    Published published = new Published(quarterHourly());
    published.accept(at(EVENING).seq(1, 1).mwh(C0).build());
    published.accept(at(EVENING + QUARTER).seq(1, 2).mwh(C0 + 10_000).build());

    Acceptance sameTime = published.accept(at(EVENING).seq(1, 1).mwh(C0 + 1).build());
    Acceptance otherTime = published.accept(at(EVENING + MINUTE).seq(1, 1).mwh(C0 + 1).build());

    assertThat(sameTime.outcome()).isEqualTo(ReadingOutcome.CONFLICT);
    assertThat(otherTime.outcome()).isEqualTo(ReadingOutcome.CONFLICT);
    assertThat(published.energyMwh()).isEqualTo(10_000);
  }

  @Test
  void withoutBootASequenceNumberMayComeAgainAfterSixHours() {
    Published published = new Published(quarterHourly());
    published.accept(at(EVENING).seqOnly(1).mwh(C0).build());
    published.accept(at(EVENING + QUARTER).seqOnly(2).mwh(C0 + 1).build());

    assertThat(published.accept(at(EVENING + HOUR).seqOnly(1).mwh(C0 + 1).build()).outcome())
        .isEqualTo(ReadingOutcome.CONFLICT);
    assertThat(published.accept(at(EVENING + 7 * HOUR).seqOnly(1).mwh(C0 + 1).build()).outcome())
        .isEqualTo(ReadingOutcome.IN_TIME);
  }

  @Test
  void withoutSequenceNumberInstantAndPayloadIdentifyADuplicate() {
    Published published = new Published(quarterHourly());
    published.accept(at(EVENING).mwh(C0).build());

    assertThat(published.accept(at(EVENING).mwh(C0).build()).outcome())
        .isEqualTo(ReadingOutcome.DUPLICATE);
    assertThat(published.accept(at(EVENING).mwh(C0 + 1).build()).outcome())
        .isEqualTo(ReadingOutcome.IN_TIME);
  }

  @Test
  void gapsInTheSequenceAreBookedUnderTheArrivalOfTheReadingAfterThemAndFilledLater() {
    Published published = new Published(quarterHourly());
    published.accept(at(EVENING).receivedAt(EVENING).seq(1, 10).build());
    published.accept(at(EVENING + HOUR).receivedAt(EVENING + HOUR).seq(1, 14).build());
    assertThat(published.missing).containsOnlyKeys(EVENING + HOUR).containsValue(3L);

    published.accept(at(EVENING + QUARTER).receivedAt(EVENING + 2 * HOUR).seq(1, 12).build());

    assertThat(published.missing)
        .containsEntry(EVENING + HOUR, 1L)
        .containsEntry(EVENING + 2 * HOUR, 1L);
  }

  @Test
  void aLampOnANightCircuitIsOnlyExpectedToReportWhenItShouldBurn() {
    Published published = new Published(placed(nightPowered(lamp("lamp-1", 60))));

    published.all(
        List.of(
            at(NOON).mwh(C0).mw(0).build(),
            at(EVENING).mwh(C0).mw(40_000).build(),
            at(EVENING + MINUTE).mwh(C0).mw(40_000).build()));

    assertThat(published.quarter("lamp-1", NOON).readings().expected()).isZero();
    assertThat(published.quarter("lamp-1", NOON).readings().accepted()).isZero();
    assertThat(published.quarter("lamp-1", EVENING).readings().expected()).isEqualTo(15);
    assertThat(published.quarter("lamp-1", EVENING).readings().accepted()).isEqualTo(2);
  }

  @Test
  void lightLastsToTheNextReadingButNoLongerThanTwoIntervals() {
    Published published = new Published(minutely());

    published.all(
        List.of(
            at(EVENING).mw(40_000).build(),
            at(EVENING + MINUTE).mw(40_000).build(),
            at(EVENING + 10 * MINUTE).mw(0).build()));

    assertThat(quarter(published, 0).light().lit()).isEqualTo(60 + 120);
  }

  @Test
  void averagesAreArithmeticOverTheInstantsOfTheQuarterHour() {
    Published published = new Published(minutely());

    published.all(
        List.of(
            at(EVENING).mw(40_000).mv(230_000).factor(9_600).dim(10_000).build(),
            at(EVENING + MINUTE).mw(20_000).dim(5_000).build()));

    IntervalFigures quarter = quarter(published, 0);
    assertThat(quarter.averages().powerSumMw()).isEqualTo(60_000);
    assertThat(quarter.averages().powerCount()).isEqualTo(2);
    assertThat(quarter.averages().powerMinMw()).isEqualTo(20_000);
    assertThat(quarter.averages().powerMaxMw()).isEqualTo(40_000);
    assertThat(quarter.averages().voltageCount()).isEqualTo(1);
    assertThat(quarter.averages().powerFactorSumBp()).isEqualTo(9_600);
    assertThat(quarter.averages().dimSumBp()).isEqualTo(15_000);
  }

  @Test
  void aReadingTouchesFewChunksHoweverLongTheHistory() {
    Published published = new Published(minutely());
    List<MeterReading> readings = new ArrayList<>();
    for (int i = 0; i < 6 * 24 * 60; i++) {
      readings.add(at(EVENING + i * MINUTE).seq(1, i).mwh(C0 + i * 667L).mw(40_000).build());
    }
    published.all(readings.subList(0, readings.size() - 1000));
    published.log.reads = 0;

    published.all(readings.subList(readings.size() - 1000, readings.size()));

    assertThat(published.log.reads).isLessThan(1_300);
    assertThat(published.log.chunks.size()).isLessThanOrEqualTo(16);
  }

  @Test
  void anAbsurdRegisterDoesNotOverflow() {
    Published published = new Published(quarterHourly());

    published.all(
        List.of(
            at(EVENING).mwh(0).mw(40_000).build(),
            at(EVENING + QUARTER).mwh(Long.MAX_VALUE).mw(40_000).build(),
            at(EVENING + 300L * 24 * HOUR).mwh(5).mw(500_000_000).build()));

    assertThat(published.energyMwh()).isEqualTo(5);
    assertThat(published.flags() & MeterFlag.METER_GLITCH.bit()).isNotZero();
  }

  @Test
  void aReadingOfSevenDaysAgoIsTooLateButTheFirstOfAControllerIsNot() {
    Published published = counters(C0, C0 + 10_000);
    long weekAgo = EVENING - 7 * 24 * HOUR;

    assertThat(published.accept(at(weekAgo).mwh(C0 - 50_000).build()).outcome())
        .isEqualTo(ReadingOutcome.TOO_LATE);
    assertThat(new Published(quarterHourly()).accept(at(weekAgo).mwh(C0).build()).outcome())
        .isEqualTo(ReadingOutcome.IN_TIME);
  }

  @Test
  void aClockThatStepsBackOverTwelveTimestampsWithOtherValuesBooksEachMinuteOnce() {
    Published published = new Published(minutely());
    for (int i = 0; i < 24; i++) {
      published.accept(at(EVENING + i * MINUTE).seq(1, i).mwh(C0 + i * 667).mw(40_000).build());
    }
    // The same twelve timestamps again, half an hour of energy later.
    for (int i = 12; i < 24; i++) {
      published.accept(
          at(EVENING + i * MINUTE).seq(1, 100 + i).mwh(C0 + 18_000 + i * 667).mw(41_000).build());
    }

    // The last in the device's own order speaks for an instant: the counter jumps where they meet.
    assertThat(published.outcomes)
        .doesNotContain(ReadingOutcome.CONFLICT, ReadingOutcome.DUPLICATE);
    assertThat(published.flags() & MeterFlag.REPEATED_INSTANT.bit()).isNotZero();
    assertThat(published.flags() & MeterFlag.METER_JUMP.bit()).isNotZero();
    assertThat(published.energyMwh()).isEqualTo(22 * 667);
  }

  @Test
  void anIntervalOfNoLengthAndOneBackwardsBookNothingOfTheirOwn() {
    Published published = new Published(minutely());

    published.accept(at(EVENING).seq(1, 1).mwh(C0).mw(40_000).build());
    published.accept(at(EVENING + 2 * MINUTE).seq(1, 2).mwh(C0 + 1_334).mw(40_000).build());
    published.accept(at(EVENING + 2 * MINUTE).seq(1, 3).mwh(C0 + 1_334).mw(40_000).build());
    published.accept(at(EVENING + MINUTE).seq(1, 4).mwh(C0 + 667).mw(40_000).build());

    assertThat(quarter(published, 0).energy().measuredMwh()).isEqualTo(1_334);
    assertThat(quarter(published, 0).flags()).isEqualTo(MeterFlag.REPEATED_INSTANT.bit());
  }

  @Test
  void everyEntryOfTheAccountsIsExplainedByItsReadingsAndItsRule() {
    // First, normal, a glitch left aside, the difference across it, a reset with its remainder.
    Published published = counters(C0, C0 + 10_000, 0, C0 + 30_000, 4_000, 14_000, 24_000);

    List<Booking> bookings =
        published.meter.explain(
            published.log, published.state, published.placement, EVENING, EVENING + 2 * HOUR);

    assertThat(bookings)
        .extracting(Booking::rule)
        .containsExactly(
            BookingRule.FIRST,
            BookingRule.NORMAL,
            BookingRule.GLITCH,
            BookingRule.GLITCH,
            BookingRule.RESET,
            BookingRule.REMAINDER,
            BookingRule.NORMAL,
            BookingRule.NORMAL);
    assertThat(bookings.get(2).from().energyMwh()).isEqualTo(C0 + 10_000);
    assertThat(bookings.get(2).to().energyMwh()).isEqualTo(C0 + 30_000);
    assertThat(bookings.get(2).energyClass()).isEqualTo(EnergyClass.INTERPOLATED);
    assertThat(bookings.get(5).mwh()).isEqualTo(6_000);
    assertThat(bookings.get(5).energyClass()).isEqualTo(EnergyClass.ESTIMATED);
    assertThat(
            published.meter.explain(
                published.log, published.state, published.placement, EVENING, EVENING + 1))
        .hasSize(2);
  }

  @Test
  void whatBooksNothingIsExplainedToo() {
    Published published = counters(C0, C0 + 5_000_000, C0 + 5_010_000, C0 + 5_020_000);

    List<Booking> bookings =
        published.meter.explain(
            published.log, published.state, published.placement, EVENING, EVENING + QUARTER);

    assertThat(bookings)
        .extracting(Booking::rule, Booking::energyClass)
        .containsExactly(
            tuple(BookingRule.FIRST, EnergyClass.NONE), tuple(BookingRule.JUMP, EnergyClass.NONE));
  }

  @Test
  void registerTotalsAreReportedWithTheLastContributionToEachLamp() {
    Published published = counters(C0, C0 + 10_000);

    List<IntervalContribution> told =
        published.contribute(at(EVENING + 5 * QUARTER / 2).mwh(C0 + 25_000).mw(40_000).build());

    IntervalContribution last = told.get(told.size() - 1);
    assertThat(last.progress().countedMwh()).isEqualTo(25_000);
    assertThat(last.progress().rebased()).isFalse();
    assertThat(told.subList(0, told.size() - 1))
        .extracting(c -> c.progress().countedMwh())
        .containsOnly(ControllerProgress.NOT_REPORTED);
  }

  @Test
  void afterARegistryChangeAndAfterALossRegisterTotalsAreRebased() {
    Published published = counters(C0, C0 + 10_000, C0 + 20_000);

    List<IntervalContribution> told =
        published.replace(placed(lamp("lamp-9", 900))).contributions();
    assertThat(told).filteredOn(c -> c.progress().reportsTotal()).hasSize(2);
    assertThat(told)
        .filteredOn(c -> c.progress().reportsTotal())
        .allMatch(c -> c.progress().rebased());

    published.loseTotals();
    List<IntervalContribution> next =
        published.contribute(at(EVENING + 3 * QUARTER).mwh(C0 + 30_000).build());
    assertThat(next).anyMatch(c -> c.progress().rebased());
    assertThat(published.contribute(at(EVENING + 4 * QUARTER).mwh(C0 + 40_000).build()))
        .noneMatch(c -> c.progress().rebased());
    assertThat(published.violations).isEmpty();
  }

  @Test
  void aContributionReportsFromWhenOnTheControllerMayStillChangeFigures() {
    Published published = new Published(quarterHourly());
    IntervalContribution last = null;
    for (int i = 0; i < 6 * 96; i++) {
      last =
          published
              .contribute(at(EVENING + i * QUARTER).mwh(C0 + i * 400L).mw(40_000).build())
              .get(0);
      if (i == 0) {
        assertThat(last.progress().finalBefore()).isEqualTo(Long.MIN_VALUE);
      }
    }

    long newest = EVENING + (6 * 96 - 1) * QUARTER;
    assertThat(last.progress().finalBefore()).isBetween(newest - 96 * HOUR, newest - 72 * HOUR);
    assertThat(published.violations).isEmpty();
  }
}
