package city.sawang.jobs.metering;

import static city.sawang.jobs.metering.Fixtures.MINUTE;
import static city.sawang.jobs.metering.Fixtures.at;
import static city.sawang.jobs.metering.Fixtures.minutely;
import static org.assertj.core.api.Assertions.assertThat;

import city.sawang.jobs.metering.contribution.IntervalContribution;
import city.sawang.jobs.metering.contribution.MeterFlag;
import city.sawang.jobs.metering.contribution.MeteringInterval;
import city.sawang.jobs.metering.input.MeterReading;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Meters two days of minutes whose sum is known: the same energy whatever happens to the register on
 * its way, as long as nothing was lost.
 */
abstract class MeterSeriesCases {
  private static final long START = Instant.parse("2026-11-18T17:00:00Z").toEpochMilli();

  private static final int WRAP_BITS = 8;

  /** Power in kilowatts at a hundredth, one row a minute after a header. */
  private final List<Long> series;

  private final long totalMwh;

  /**
   * @param rows a header, then a row a minute with kilowatts in the fourth cell
   * @param totalMwh what they sum up to at a hundredth, mWh, calculated elsewhere
   */
  MeterSeriesCases(List<String> rows, long totalMwh) {
    series = new ArrayList<>();
    for (String row : rows.subList(1, rows.size())) {
      // kW / 100 = 10 W = 10,000 mW.
      series.add(
          new BigDecimal(row.split(",")[3]).multiply(BigDecimal.valueOf(10_000)).longValueExact());
    }
    this.totalMwh = totalMwh;
  }

  /** Power of each minute, mW. */
  private List<Long> milliwatts() {
    return series;
  }

  /** What the register shows at each minute: the energy of the minutes before, exact to the mWh. */
  private static List<Long> counter(List<Long> milliwatts) {
    List<Long> counter = new ArrayList<>();
    long sum = 0;
    counter.add(0L);
    for (long power : milliwatts) {
      sum += power;
      counter.add(sum / 60);
    }
    return counter;
  }

  private static List<MeterReading> readings(List<Long> milliwatts, List<Long> counter) {
    List<MeterReading> readings = new ArrayList<>();
    for (int i = 0; i < counter.size(); i++) {
      long power = milliwatts.get(Math.min(i, milliwatts.size() - 1));
      readings.add(at(START + i * MINUTE).seq(1, i).mwh(counter.get(i)).mw(power).build());
    }
    return readings;
  }

  private void assertEveryQuarterIsTheOfflineSum(Published published, List<Long> milliwatts) {
    List<Long> counter = counter(milliwatts);
    Map<Long, Long> offline = new TreeMap<>();
    for (int i = 0; i < milliwatts.size(); i++) {
      offline.merge(
          MeteringInterval.quarterOf(START + i * MINUTE),
          counter.get(i + 1) - counter.get(i),
          Long::sum);
    }
    Map<Long, Long> booked = new TreeMap<>();
    published
        .rows
        .values()
        .forEach(
            c -> {
              if (c.energy().known()) {
                booked.put(
                    c.periodStart(), c.energy().measuredMwh() + c.energy().interpolatedMwh());
              }
            });
    assertThat(booked).isEqualTo(offline);
    assertThat(published.energyMwh()).isEqualTo(totalMwh);
    assertThat(published.estimatedMwh()).isZero();
  }

  @Test
  void theSeriesSumsToItsKnownTotalAndEachQuarterToItsOfflineSum() {
    List<Long> milliwatts = milliwatts();
    BigInteger sum =
        milliwatts.stream().map(BigInteger::valueOf).reduce(BigInteger.ZERO, BigInteger::add);
    // The register shows whole milliwatt-hours.
    assertThat(sum.divide(BigInteger.valueOf(60))).isEqualTo(BigInteger.valueOf(totalMwh));

    Published published = new Published(minutely()).all(readings(milliwatts, counter(milliwatts)));

    assertEveryQuarterIsTheOfflineSum(published, milliwatts);
    assertThat(published.flags()).isZero();
  }

  @Test
  void duplicatesAndShufflesChangeNothing() {
    List<Long> milliwatts = milliwatts();
    List<MeterReading> readings = readings(milliwatts, counter(milliwatts));
    readings.addAll(new ArrayList<>(readings.subList(100, 900)));
    Collections.shuffle(readings, new Random(3));

    Published published = new Published(minutely()).all(readings);

    assertEveryQuarterIsTheOfflineSum(published, milliwatts);
  }

  @Test
  void registersThatAreResetLoseNothingWhenNothingWasLost() {
    List<Long> milliwatts = milliwatts();
    List<Long> counter = counter(milliwatts);
    long base = 0;
    for (int i = 0; i < counter.size(); i++) {
      // The register is reset right after a reading, four times.
      if (i % 577 == 500) {
        base = counter(milliwatts).get(i - 1);
      }
      counter.set(i, counter.get(i) - base);
    }
    List<MeterReading> readings = readings(milliwatts, counter);
    Collections.shuffle(readings, new Random(4));

    Published published = new Published(minutely()).all(readings);

    assertEveryQuarterIsTheOfflineSum(published, milliwatts);
    assertThat(published.flags()).isEqualTo(MeterFlag.METER_RESET.bit());
  }

  @Test
  void registersThatRollOverLoseNothing() {
    List<Long> milliwatts = milliwatts();
    long width = 1_000L << WRAP_BITS;
    List<MeterReading> readings = new ArrayList<>();
    List<Long> counter = counter(milliwatts);
    for (int i = 0; i < counter.size(); i++) {
      readings.add(
          at(START + i * MINUTE)
              .seq(1, i)
              .mwh(counter.get(i) % width)
              .counter(WRAP_BITS, 1_000)
              .mw(milliwatts.get(Math.min(i, milliwatts.size() - 1)))
              .build());
    }
    Collections.shuffle(readings, new Random(5));

    Published published = new Published(minutely()).all(readings);

    assertEveryQuarterIsTheOfflineSum(published, milliwatts);
    assertThat(published.flags()).isEqualTo(MeterFlag.METER_WRAP.bit());
  }

  @Test
  void glitchesOfEitherDirectionLoseNothing() {
    List<Long> milliwatts = milliwatts();
    List<Long> counter = counter(milliwatts);
    for (int i = 100; i + 3 < counter.size(); i += 150) {
      // Down to zero or far up, for one to three readings.
      for (int bad = 0; bad <= i % 3; bad++) {
        counter.set(i + bad, i % 2 == 0 ? 0L : 9_999_999L);
      }
    }
    List<MeterReading> readings = readings(milliwatts, counter);
    Collections.shuffle(readings, new Random(6));

    Published published = new Published(minutely()).all(readings);

    assertThat(published.energyMwh()).isEqualTo(totalMwh);
    assertThat(published.estimatedMwh()).isZero();
    assertThat(published.flags() & MeterFlag.METER_GLITCH.bit()).isNotZero();
    assertThat(published.flags() & MeterFlag.METER_JUMP.bit()).isZero();
    assertThat(published.flags() & MeterFlag.METER_RESET.bit()).isZero();
  }

  @Test
  void lostReadingsOnlyMoveMeasuredToInterpolated() {
    List<Long> milliwatts = milliwatts();
    List<MeterReading> readings = readings(milliwatts, counter(milliwatts));
    Random random = new Random(7);
    List<MeterReading> kept = new ArrayList<>();
    for (int i = 0; i < readings.size(); i++) {
      if (i == 0 || i == readings.size() - 1 || random.nextInt(10) > 0) {
        kept.add(readings.get(i));
      }
    }

    Published published = new Published(minutely()).all(kept);

    assertThat(published.energyMwh()).isEqualTo(totalMwh);
    assertThat(published.estimatedMwh()).isZero();
  }

  @Test
  void resetsRolloversGlitchesDuplicatesAndShufflesTogetherLoseNothing() {
    List<Long> milliwatts = milliwatts();
    List<Long> total = counter(milliwatts);
    long width = 1_000L << 6;
    long base = 0;
    int calmSince = 0;
    List<MeterReading> readings = new ArrayList<>();
    Random random = new Random(8);
    int resets = 0;
    int glitches = 0;
    long before = 0;
    for (int i = 0; i < total.size(); i++) {
      long shown = (total.get(i) - base) % width;
      boolean wraps = shown < before;
      // Not within the last twentieth of the width, where a fall is a rollover.
      if (i % 577 == 500 && before < width * 9 / 10) {
        base = total.get(i - 1);
        shown = total.get(i) - base;
        resets++;
        wraps = true;
      }
      before = shown;
      calmSince = wraps ? i : calmSince;
      // Nor near zero, where a glitch to zero is a fall back: the way up is possible.
      boolean calm =
          i - calmSince > 8 && shown > 4_000 && shown < width * 8 / 10 && i + 4 < total.size();
      if (calm && i % 40 == 0) {
        glitches++;
        shown = i % 80 == 0 ? 0 : 9_999_999L;
      }
      readings.add(
          at(START + i * MINUTE)
              .seq(1, i)
              .mwh(shown)
              .counter(6, 1_000)
              .mw(milliwatts.get(Math.min(i, milliwatts.size() - 1)))
              .build());
    }
    for (int i = 0; i < 500; i++) {
      readings.add(readings.get(random.nextInt(2_000)));
    }
    Collections.shuffle(readings, random);

    Published published = new Published(minutely()).all(readings);

    assertThat(resets).isGreaterThanOrEqualTo(3);
    assertThat(glitches).isGreaterThan(20);
    assertThat(published.outcomes).filteredOn(ReadingOutcome.DUPLICATE::equals).hasSize(500);
    assertThat(published.energyMwh()).isEqualTo(totalMwh);
    assertThat(published.estimatedMwh()).isZero();
    assertThat(published.flags())
        .isEqualTo(
            MeterFlag.METER_RESET.bit()
                | MeterFlag.METER_WRAP.bit()
                | MeterFlag.METER_GLITCH.bit());
    assertThat(published.violations).isEmpty();
  }

  @Test
  void whatAResetReallyLosesIsEstimatedThereAndNowhereElse() {
    List<Long> milliwatts = milliwatts();
    List<Long> total = counter(milliwatts);
    List<Long> counter = new ArrayList<>();
    List<Long> quarters = new ArrayList<>();
    long base = 0;
    long lost = 0;
    for (int i = 0; i < total.size(); i++) {
      if (i % 577 == 500) {
        // The register is reset in the middle of a minute: half of the minute is gone.
        long gone = (total.get(i) - total.get(i - 1)) / 2;
        base = total.get(i - 1) + gone;
        lost += gone;
        quarters.add(MeteringInterval.quarterOf(START + (i - 1) * MINUTE));
      }
      counter.add(total.get(i) - base);
    }
    List<MeterReading> readings = readings(milliwatts, counter);
    Collections.shuffle(readings, new Random(9));

    Published published = new Published(minutely()).all(readings);

    assertThat(published.energyMwh() - published.estimatedMwh()).isEqualTo(totalMwh - lost);
    assertThat(published.rows.values())
        .filteredOn(c -> c.energy().estimatedMwh() > 0)
        .extracting(IntervalContribution::periodStart)
        .isSubsetOf(quarters)
        .isNotEmpty();
    assertThat(published.estimatedMwh()).isBetween(lost / 2, lost * 3 / 2);
  }
}
