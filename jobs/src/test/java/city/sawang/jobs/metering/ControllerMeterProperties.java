package city.sawang.jobs.metering;

import static org.assertj.core.api.Assertions.assertThat;

import city.sawang.jobs.metering.contribution.ControllerProgress;
import city.sawang.jobs.metering.contribution.IntervalContribution;
import city.sawang.jobs.metering.contribution.IntervalFigures;
import city.sawang.jobs.metering.contribution.LightSeconds;
import city.sawang.jobs.metering.contribution.MeterFlag;
import city.sawang.jobs.metering.input.ControllerAssignments;
import city.sawang.jobs.metering.input.MeterReading;
import city.sawang.jobs.metering.input.MeteringRules;
import city.sawang.jobs.metering.interval.Booking;
import city.sawang.jobs.metering.interval.BookingRule;
import city.sawang.jobs.metering.interval.EnergyClass;
import city.sawang.jobs.metering.log.FirstSteps;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ControllerMeterProperties {
  @Property(tries = 60, shrinking = ShrinkingMode.OFF)
  void everyRowIsWhatTheOracleSays(@ForAll long seed) {
    LampLife life = new LampLife(seed, 3, new Random(seed).nextInt(60));

    Published published = new Published(life.placement).all(inTime(life.readings));

    assertThat(difference(published, Oracle.rows(life.placement, life.readings))).isEmpty();
    assertThat(published.violations).isEmpty();
  }

  @Property(tries = 40, shrinking = ShrinkingMode.OFF)
  void theRowsAddUpToTheRegistersAndTheirCorrections(@ForAll long seed) {
    LampLife life = new LampLife(seed, 2, new Random(seed).nextInt(60));
    List<MeterReading> shuffled = new ArrayList<>(life.readings);
    Collections.shuffle(shuffled, new Random(seed));

    Published published = new Published(life.placement).all(shuffled);

    Map<String, Long> booked = new TreeMap<>();
    published
        .rows
        .values()
        .forEach(
            c ->
                booked.merge(
                    c.lampId(),
                    c.energy().measuredMwh()
                        + c.energy().interpolatedMwh()
                        - c.energy().fromPowerMwh()
                        + c.energy().unbookedMwh(),
                    Long::sum));
    Map<String, Long> counted = Oracle.counted(life.placement, life.readings);
    counted.values().removeIf(mwh -> mwh == 0);
    booked.values().removeIf(mwh -> mwh == 0);
    assertThat(booked).isEqualTo(counted);
    assertThat(published.violations).isEmpty();
  }

  @Property(tries = 20, shrinking = ShrinkingMode.OFF)
  void registerTotalsAreExactWhateverComesLateOrLeavesTheLog(@ForAll long seed) {
    LampLife life = new LampLife(seed, 7, new Random(seed).nextInt(60));
    ControllerAssignments other = new LampLife(seed + 1, 7, 0).placement;
    Random random = new Random(seed);
    List<MeterReading> delayed = new ArrayList<>(life.readings);
    Map<MeterReading, Long> arrival = new HashMap<>();
    for (MeterReading r : life.readings) {
      // Some come after the horizon too.
      long delay = random.nextInt(5) == 0 ? random.nextInt(80 * 3_600) * 1_000L : 0;
      arrival.put(r, r.observedAt() + delay);
    }
    delayed.sort(Comparator.comparing(arrival::get));
    MeteringRules rules = new MeteringRules((6 + random.nextInt(66)) * Fixtures.HOUR);

    Published published = new Published(life.placement, new ControllerMeter(rules));
    int told = 0;
    for (MeterReading reading : delayed) {
      if (random.nextInt(300) == 0) {
        published.replace(random.nextBoolean() ? other : life.placement);
      }
      if (random.nextInt(500) == 0) {
        published.loseTotals();
      }
      told += published.contribute(reading).size();
    }

    assertThat(told).isPositive();
    assertThat(published.violations).isEmpty();
  }

  /**
   * 13591: a lamp comes again that only final quarter hours know. 100, 104: the first reference read
   * that is left lies chunks after the begin of the log.
   */
  @ParameterizedTest
  @ValueSource(longs = {13_591, 100, 104})
  void registerTotalsAreExactWhenTheLogHasForgotten(long seed) {
    registerTotalsAreExactWhateverComesLateOrLeavesTheLog(seed);
  }

  @Property(tries = 30, shrinking = ShrinkingMode.OFF)
  void everyBookedMilliwattHourIsExplained(@ForAll long seed) {
    LampLife life = new LampLife(seed, 2, new Random(seed).nextInt(60));
    Published published = new Published(life.placement).all(life.readings);

    List<Booking> bookings =
        published.meter.explain(
            published.log, published.state, life.placement, Long.MIN_VALUE, Long.MAX_VALUE);

    Map<String, long[]> explained = new TreeMap<>();
    for (Booking b : bookings) {
      long[] sums =
          explained.computeIfAbsent(b.periodStart() + "/" + b.lampId(), key -> new long[5]);
      if (b.energyClass() != EnergyClass.NONE) {
        sums[b.energyClass().ordinal()] += b.mwh();
        sums[3] += b.dayMwh();
        sums[4]++;
      }
    }
    Map<String, String> told = new TreeMap<>();
    explained.forEach(
        (key, sums) -> told.put(key, Arrays.toString(Arrays.copyOf(sums, 4)) + (sums[4] > 0)));
    Map<String, String> rows = new TreeMap<>();
    published.rows.forEach(
        (key, c) -> {
          long[] sums = {
            c.energy().measuredMwh(),
            c.energy().interpolatedMwh(),
            c.energy().estimatedMwh(),
            c.energy().dayMwh()
          };
          rows.put(key, Arrays.toString(sums) + c.energy().known());
        });
    // A quarter hour without any pair of readings has nothing to explain.
    rows.entrySet()
        .removeIf(e -> e.getValue().equals("[0, 0, 0, 0]false") && !told.containsKey(e.getKey()));
    assertThat(told).isEqualTo(rows);
  }

  @Property(tries = 20, shrinking = ShrinkingMode.OFF)
  void aRestartInBetweenChangesNothing(@ForAll long seed) throws IOException {
    LampLife life = new LampLife(seed, 5, new Random(seed).nextInt(60));
    Random random = new Random(seed);

    Published restarted = new Published(life.placement);
    for (MeterReading reading : inTime(life.readings)) {
      if (random.nextInt(100) == 0) {
        restarted = restarted.restarted();
      }
      restarted.accept(reading);
    }

    Published published = new Published(life.placement).all(inTime(life.readings));
    assertThat(changes(published, restarted)).isEmpty();
    assertThat(restarted.violations).isEmpty();
    assertThat(restarted.state.totals().mwh()).isEqualTo(published.state.totals().mwh());
  }

  @Property(tries = 40, shrinking = ShrinkingMode.OFF)
  void anyOrderAndAnyRepetitionEndsInTheSameRows(@ForAll long seed) {
    LampLife life = new LampLife(seed, 2, new Random(seed).nextInt(60));
    List<MeterReading> shuffled = new ArrayList<>(life.readings);
    Random random = new Random(seed);
    for (int i = life.readings.size() / 5; i > 0; i--) {
      shuffled.add(life.readings.get(random.nextInt(life.readings.size())));
    }
    Collections.shuffle(shuffled, random);

    Published inOrder = new Published(life.placement).all(inTime(life.readings));
    Published anyOrder = new Published(life.placement).all(shuffled);

    assertThat(changes(inOrder, anyOrder)).isEmpty();
    assertThat(anyOrder.missing).isEqualTo(inOrder.missing);
    assertThat(anyOrder.outcomes.stream().filter(ReadingOutcome.DUPLICATE::equals))
        .hasSize(life.readings.size() / 5);
  }

  /** The end of a life hides what a reading in between forgot: the next one mends it by chance. */
  @Property(tries = 40, shrinking = ShrinkingMode.OFF)
  void afterEachReadingTheRowsAreThoseOfACalculationOverTheWholeLog(@ForAll long seed) {
    LampLife life = new LampLife(seed, 2, new Random(seed).nextInt(60));
    List<MeterReading> readings = inTime(life.readings);
    Random random = new Random(seed);
    if (random.nextBoolean()) {
      Collections.shuffle(readings, random);
    }
    int every = 1 + readings.size() / 150;
    Published published = new Published(life.placement);
    for (int i = 0; i < readings.size(); i++) {
      published.accept(readings.get(i));
      if (i % every != 0) {
        continue;
      }
      StringBuilder others = new StringBuilder();
      published
          .recalculated()
          .forEach(
              (key, whole) -> {
                if (!whole.equals(published.rows.get(key))) {
                  others.append(whole).append("\npublished ").append(published.rows.get(key));
                }
              });
      assertThat(others).as("after reading %d of %d", i, readings.size()).isEmpty();
    }
  }

  @Property(tries = 12, shrinking = ShrinkingMode.OFF)
  void readingsWithinTheHorizonCorrectALongLifeAsIfTheyHadComeInOrder(@ForAll long seed) {
    LampLife life = new LampLife(seed, 9, new Random(seed).nextInt(40));
    Random random = new Random(seed);
    Map<MeterReading, Long> arrival = new HashMap<>();
    for (MeterReading r : life.readings) {
      long delay = random.nextInt(4) == 0 ? random.nextInt(70 * 3_600) * 1_000L : 0;
      arrival.put(r, r.observedAt() + delay);
    }
    List<MeterReading> delayed = new ArrayList<>(life.readings);
    delayed.sort(Comparator.comparing(arrival::get));

    Published inOrder = new Published(life.placement).all(inTime(life.readings));
    // What is older than the horizon when the third step of the register comes stays as it was.
    FirstSteps steps = inOrder.state.summary().registers().firstSteps();
    Assume.that(steps.isEnough() && steps.thirdAt() < LampLife.START + 24 * Fixtures.HOUR);
    Published late = new Published(life.placement).all(delayed);

    assertThat(late.outcomes).doesNotContain(ReadingOutcome.TOO_LATE, ReadingOutcome.DUPLICATE);
    assertThat(changes(inOrder, late)).isEmpty();
    assertThat(late.missing).isEqualTo(inOrder.missing);
    assertThat(difference(late, Oracle.rows(life.placement, life.readings))).isEmpty();
    assertThat(late.log.chunks.size()).isLessThanOrEqualTo(28);
  }

  @Property(tries = 60, shrinking = ShrinkingMode.OFF)
  void aRegistryChangeEndsInTheRowsOfTheNewPlacementWhereverItComes(@ForAll long seed) {
    LampLife life = new LampLife(seed, 2, new Random(seed).nextInt(40));
    ControllerAssignments before = new LampLife(seed + 1, 2, 0).placement;
    ControllerAssignments elsewhere =
        new ControllerAssignments(
            life.placement.cityId(),
            before.controllerId(),
            before.zone(),
            before.cityLatMicro(),
            before.cityLonMicro(),
            before.assignments());
    List<MeterReading> readings = inTime(life.readings);
    int change = readings.isEmpty() ? 0 : new Random(seed).nextInt(readings.size());

    Published published = new Published(elsewhere);
    published.all(readings.subList(0, change));
    published.replace(life.placement);
    published.all(readings.subList(change, readings.size()));

    assertThat(changes(new Published(life.placement).all(readings), published)).isEmpty();
    assertThat(published.violations).isEmpty();
  }

  @Property(tries = 60, shrinking = ShrinkingMode.OFF)
  void aDecidedRowIsNeverChangedByReadingsInOrder(@ForAll long seed) {
    LampLife life = new LampLife(seed, 2, new Random(seed).nextInt(60));
    Published published = new Published(life.placement);
    // A counter that comes back after readings without one is a correction, as a late reading is.
    List<MeterReading> readings = inTime(life.readings);
    readings.removeIf(r -> !r.hasRegister());
    for (MeterReading reading : readings) {
      if (reading.observedAt() == published.state.summary().newestObservedAt()) {
        // Another value for the newest instant takes its place: that is a correction.
        published.accept(reading);
        continue;
      }
      Map<String, IntervalFigures> before = new HashMap<>(published.rows);

      List<IntervalContribution> contributions = published.contribute(reading);

      for (IntervalContribution c : contributions) {
        IntervalFigures old = before.get(c.periodStart() + "/" + c.lampId());
        IntervalContribution figures = c.with(ControllerProgress.NONE);
        // So is a coarse move that was used in the dark time before, and its undoing.
        boolean known = published.state.summary().knowsResolution();
        boolean same = old == null || !old.decided() || isEqual(old, figures, known);
        boolean coarse =
            !same
                && (isCoarse(published, c)
                    || isCoarse(
                        new Published(life.placement)
                            .all(readings.subList(0, readings.indexOf(reading))),
                        c));
        assertThat(same || coarse).as("decided %s became %s", old, c).isTrue();
      }
    }
  }

  /**
   * Whether a register stood too long is told by its step, which may become known later; until then
   * what is decided may be provisional again.
   */
  private static boolean isEqual(IntervalFigures old, IntervalContribution now, boolean known) {
    int standing = MeterFlag.METER_FROZEN.bit() | MeterFlag.POWER_WITHOUT_ENERGY.bit();
    return now instanceof IntervalFigures figures
        && (figures.decided() || !known)
        && figures.energy().equals(old.energy())
        && figures.light().equals(old.light())
        && figures.averages().equals(old.averages())
        && figures.readings().equals(old.readings())
        && (figures.flags() | standing) == (old.flags() | standing);
  }

  private static boolean isCoarse(Published published, IntervalContribution c) {
    return published
        .meter
        .explain(
            published.log,
            published.state,
            published.placement,
            c.periodStart(),
            c.periodStart() + 1)
        .stream()
        .anyMatch(booking -> booking.rule() == BookingRule.COARSE);
  }

  @Property(tries = 60, shrinking = ShrinkingMode.OFF)
  void withoutFaultsTheRowsAddUpToTheRegister(@ForAll long seed) {
    Random random = new Random(seed);
    List<MeterReading> readings = new ArrayList<>();
    long at = Fixtures.NOON;
    long counter = random.nextInt(1_000_000);
    while (at < Fixtures.NOON + 2 * 24 * Fixtures.HOUR) {
      long step = 1_000L * (1 + random.nextInt(random.nextInt(20) == 0 ? 20_000 : 1_800));
      at += step;
      counter += random.nextInt(50) * step / 3_600;
      readings.add(Fixtures.at(at).mwh(counter).mw(random.nextInt(2) * 40_000L).build());
    }
    Collections.shuffle(readings, random);

    Published published = new Published(Fixtures.quarterHourly()).all(readings);

    List<MeterReading> sorted = inTime(readings);
    assertThat(published.energyMwh()).isEqualTo(counter - sorted.get(0).energyMwh());
    assertThat(published.estimatedMwh()).isZero();
  }

  private static List<MeterReading> inTime(List<MeterReading> readings) {
    List<MeterReading> sorted = new ArrayList<>(readings);
    sorted.sort(
        Comparator.comparingLong(MeterReading::observedAt).thenComparingLong(MeterReading::digest));
    return sorted;
  }

  private static String changes(Published expected, Published actual) {
    TreeMap<String, IntervalFigures> all = new TreeMap<>(expected.rows);
    all.putAll(actual.rows);
    StringBuilder text = new StringBuilder();
    for (String key : all.keySet()) {
      IntervalFigures wanted = expected.rows.get(key);
      if (!Objects.equals(wanted, actual.rows.get(key))) {
        text.append("in order ").append(wanted).append("\nany order ");
        text.append(actual.rows.get(key)).append('\n');
      }
    }
    return text.toString();
  }

  /** The rows in which the two differ, so that a failure can be read. */
  static String difference(Published published, Map<String, Oracle.Row> oracle) {
    Map<String, Oracle.Row> rows = rows(published);
    StringBuilder text = new StringBuilder();
    TreeMap<String, Oracle.Row> all = new TreeMap<>(oracle);
    all.putAll(rows);
    for (String key : all.keySet()) {
      String expected = String.valueOf(oracle.get(key));
      String actual = String.valueOf(rows.get(key));
      if (!expected.equals(actual)) {
        text.append(key).append(" oracle ").append(expected);
        text.append(" published ").append(actual).append('\n');
      }
    }
    return text.toString();
  }

  private static Map<String, Oracle.Row> rows(Published published) {
    Map<String, Oracle.Row> rows = new TreeMap<>();
    published.rows.forEach(
        (key, c) -> {
          Oracle.Row row = new Oracle.Row();
          row.known = c.energy().known();
          row.measured = c.energy().measuredMwh();
          row.interpolated = c.energy().interpolatedMwh();
          row.estimated = c.energy().estimatedMwh();
          LightSeconds light = c.light();
          row.darkPeriod = light.darkPeriod();
          row.expectedLit = light.expectedLit();
          row.litDark = light.litDark();
          row.dark = light.dark();
          row.unknown = light.unknown();
          row.scheduledOff = light.scheduledOff();
          row.dayBurn = light.dayBurn();
          row.day = c.energy().dayMwh();
          row.dayBurnMwh = c.energy().dayBurnMwh();
          row.fromPower = c.energy().fromPowerMwh();
          row.unbooked = c.energy().unbookedMwh();
          row.accepted = c.readings().accepted();
          row.expected = c.readings().expected();
          row.powerSum = c.averages().powerSumMw();
          row.powerCount = c.averages().powerCount();
          row.voltageSum = c.averages().voltageSumMv();
          for (MeterFlag flag : MeterFlag.values()) {
            if ((c.flags() & flag.bit()) != 0) {
              row.flags.add(flag);
            }
          }
          rows.put(key, row);
        });
    return rows;
  }
}
