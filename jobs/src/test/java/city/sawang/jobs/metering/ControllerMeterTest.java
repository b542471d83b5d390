package city.sawang.jobs.metering;

import static city.sawang.jobs.metering.Fixtures.EVENING;
import static city.sawang.jobs.metering.Fixtures.MINUTE;
import static city.sawang.jobs.metering.Fixtures.QUARTER;
import static city.sawang.jobs.metering.Fixtures.at;
import static city.sawang.jobs.metering.Fixtures.quarterHourly;
import static org.assertj.core.api.Assertions.assertThat;

import city.sawang.jobs.metering.contribution.IntervalFigures;
import city.sawang.jobs.metering.input.MeterReading;
import java.util.List;
import org.junit.jupiter.api.Test;

class ControllerMeterTest {
  @Test
  void aDifferenceWithinOneQuarterHourIsMeasured() {
    // Given
    Published published = new Published(quarterHourly());

    // When
    published.all(
        List.of(
            at(EVENING).mwh(1_000_000).mw(40_000).build(),
            at(EVENING + QUARTER).mwh(1_010_000).mw(40_000).build()));

    // Then
    IntervalFigures quarter = published.quarter("lamp-1", EVENING);
    assertThat(quarter.energy().known()).isTrue();
    assertThat(quarter.energy().measuredMwh()).isEqualTo(10_000);
    assertThat(quarter.energy().interpolatedMwh()).isZero();
    assertThat(quarter.light().lit()).isEqualTo(900);
    assertThat(quarter.readings().expected()).isEqualTo(1);
    assertThat(quarter.readings().accepted()).isEqualTo(1);
    assertThat(quarter.decided()).isTrue();
    assertThat(quarter.attribution().deploymentId()).isEqualTo("batch-1");
    assertThat(published.quarter("lamp-1", EVENING + QUARTER).energy().known()).isFalse();
  }

  @Test
  void theFirstReadingEverBooksNothing() {
    Published published = new Published(quarterHourly());

    published.accept(at(EVENING).mwh(234_567_125).mw(40_000).build());

    IntervalFigures quarter = published.quarter("lamp-1", EVENING);
    assertThat(quarter.energy().known()).isFalse();
    assertThat(quarter.energy().measuredMwh()).isZero();
    assertThat(quarter.readings().accepted()).isEqualTo(1);
    assertThat(quarter.decided()).isFalse();
  }

  @Test
  void aDifferenceAcrossABoundaryIsSplitByTimeWhenBothEndsAreLitAndThePartsAddUp() {
    Published published = new Published(quarterHourly());

    published.all(
        List.of(
            at(EVENING + 7 * MINUTE).mwh(0).mw(40_000).build(),
            at(EVENING + 22 * MINUTE).mwh(10_001).mw(40_000).build()));

    IntervalFigures before = published.quarter("lamp-1", EVENING);
    IntervalFigures after = published.quarter("lamp-1", EVENING + QUARTER);
    assertThat(before.energy().interpolatedMwh()).isEqualTo(10_001 * 8 / 15);
    assertThat(before.energy().interpolatedMwh() + after.energy().interpolatedMwh())
        .isEqualTo(10_001);
    assertThat(before.energy().measuredMwh() + after.energy().measuredMwh()).isZero();
  }

  @Test
  void aReadingOutOfOrderEndsInTheSameRowsAsInOrder() {
    MeterReading a = at(EVENING + 7 * MINUTE).mwh(0).mw(40_000).build();
    MeterReading b = at(EVENING + 22 * MINUTE).mwh(10_000).mw(40_000).build();
    MeterReading c = at(EVENING + 37 * MINUTE).mwh(20_500).mw(40_000).build();

    Published inOrder = new Published(quarterHourly()).all(List.of(a, b, c));
    Published outOfOrder = new Published(quarterHourly()).all(List.of(a, c, b));

    assertThat(outOfOrder.outcomes)
        .containsExactly(ReadingOutcome.IN_TIME, ReadingOutcome.IN_TIME, ReadingOutcome.LATE);
    assertThat(outOfOrder.rows).isEqualTo(inOrder.rows);
  }

  @Test
  void theSameReadingTwiceCountsOnce() {
    MeterReading a = at(EVENING).seq(1, 1).mwh(0).mw(40_000).build();
    MeterReading b = at(EVENING + QUARTER).seq(1, 2).mwh(10_000).mw(40_000).build();

    Published published = new Published(quarterHourly()).all(List.of(a, b, a, b, b));

    assertThat(published.outcomes)
        .containsExactly(
            ReadingOutcome.IN_TIME,
            ReadingOutcome.IN_TIME,
            ReadingOutcome.DUPLICATE,
            ReadingOutcome.DUPLICATE,
            ReadingOutcome.DUPLICATE);
    assertThat(published.energyMwh()).isEqualTo(10_000);
  }
}
