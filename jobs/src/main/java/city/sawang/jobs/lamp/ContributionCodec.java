package city.sawang.jobs.lamp;

import city.sawang.jobs.metering.contribution.Averages;
import city.sawang.jobs.metering.contribution.ContributionSource;
import city.sawang.jobs.metering.contribution.ControllerProgress;
import city.sawang.jobs.metering.contribution.IntervalAttribution;
import city.sawang.jobs.metering.contribution.IntervalEnergy;
import city.sawang.jobs.metering.contribution.IntervalFigures;
import city.sawang.jobs.metering.contribution.IntervalKey;
import city.sawang.jobs.metering.contribution.LightSeconds;
import city.sawang.jobs.metering.contribution.ReadingCount;
import city.sawang.jobs.metering.log.ByteReader;
import city.sawang.jobs.metering.log.ByteWriter;
import city.sawang.jobs.serial.SparseNumbers;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes what the controllers of a lamp contributed to one quarter hour as bytes. Numbers that usually follow
 * from others are written as the difference, which is usually zero and costs nothing: some 25 bytes
 * for a quarter hour of the night, 15 for one of the day, 8 for a silent one.
 */
final class ContributionCodec {
  private static final long DAY_MILLIS = 86_400_000L;
  private static final int KNOWN = 1;
  private static final int DECIDED = 2;
  private static final int SILENT = 4;
  private static final int COUNT = 32;
  private static final int BITS = 1;

  /** Who, deployment, circuit, night, month, readings expected, darkness, not wanted of it. */
  private static final int[] EXPECTATION = {0, 2, 3, 4, 5, 13, 14, 15};

  private ContributionCodec() {}

  /** All parts, one after the other; null when there is none. */
  static byte[] encode(List<IntervalFigures> parts, LampFiguresState state) {
    if (parts.isEmpty()) {
      return null;
    }
    ByteWriter out = new ByteWriter(64 * parts.size());
    long[] before = null;
    for (IntervalFigures part : parts) {
      long[] numbers = numbers(part, state);
      SparseNumbers.write(out, expectation(numbers.clone(), before, -1));
      before = numbers;
    }
    return out.toByteArray();
  }

  /**
   * These bytes with what was expected of a silent controller, beside its figures from readings:
   * the way of nearly every quarter hour, and nothing of it needs to be decoded.
   *
   * @param silent fills a gap
   * @return null: other parts are there than those of this controller, or it has no figures from readings
   */
  static byte[] withSilence(byte[] bytes, IntervalFigures silent, LampFiguresState state) {
    if (bytes == null) {
      return null;
    }
    ByteReader in = new ByteReader(bytes);
    long[] real = SparseNumbers.read(in, COUNT);
    int end = in.position();
    int controller = state.number(silent.controllerId());
    if ((real[BITS] & SILENT) != 0 || real[0] != controller) {
      return null;
    }
    if (end < bytes.length) {
      long[] second = expectation(SparseNumbers.read(in, COUNT), real, 1);
      boolean same = (second[BITS] & SILENT) != 0 && second[0] == controller;
      if (!same || in.position() < bytes.length) {
        return null;
      }
    }
    ByteWriter out = new ByteWriter(end + 32);
    out.write(bytes, 0, end);
    SparseNumbers.write(out, expectation(numbers(silent, state), real, -1));
    return out.toByteArray();
  }

  /** The parts of {@link #encode}; what only passes by (finality, counters) is not kept. */
  static List<IntervalFigures> decode(
      byte[] bytes, LampKey lamp, long periodStart, LampFiguresState state) {
    List<IntervalFigures> parts = new ArrayList<>(2);
    if (bytes != null) {
      ByteReader in = new ByteReader(bytes);
      long[] before = null;
      while (in.position() < bytes.length) {
        before = expectation(SparseNumbers.read(in, COUNT), before, 1);
        parts.add(part(before, lamp, periodStart, state));
      }
    }
    return parts;
  }

  /** What was expected of a silent controller is mostly equal to that of the part before it. */
  private static long[] expectation(long[] numbers, long[] before, int sign) {
    if (before != null && (numbers[BITS] & SILENT) != 0) {
      for (int index : EXPECTATION) {
        numbers[index] += sign * before[index];
      }
    }
    return numbers;
  }

  private static long[] numbers(IntervalFigures c, LampFiguresState state) {
    IntervalAttribution to = c.attribution();
    IntervalEnergy energy = c.energy();
    Averages sums = c.averages();
    LightSeconds light = c.light();
    ReadingCount readings = c.readings();
    boolean silent = c.isExpectation();
    int powers = sums.powerCount();
    long average = powers == 0 ? 0 : Math.floorDiv(sums.powerSumMw(), powers);
    int offSchedule = light.darkPeriod() - light.expectedLit();
    return new long[] {
      state.number(c.controllerId()),
      (energy.known() ? KNOWN : 0) | (c.decided() ? DECIDED : 0) | (silent ? SILENT : 0),
      to.deploymentId() == null ? 0 : state.number(to.deploymentId()) + 1,
      to.feederId() == null ? 0 : state.number(to.feederId()) + 1,
      to.nightDay() - Math.floorDiv(c.periodStart(), DAY_MILLIS),
      to.month() - monthOf(c.periodStart()),
      energy.interpolatedMwh(),
      energy.measuredMwh(),
      sums.powerSumMw(),
      powers,
      powers == 0 ? 0 : average - sums.powerMinMw(),
      powers == 0 ? 0 : sums.powerMaxMw() - average,
      sums.voltageSumMv(),
      readings.expected(),
      light.darkPeriod(),
      offSchedule,
      silent ? light.litDark() : light.expectedLit() - light.litDark(),
      light.dark(),
      light.scheduledOff() - offSchedule,
      light.dayBurn(),
      silent ? readings.accepted() : readings.accepted() - readings.expected(),
      sums.voltageCount() - powers,
      sums.powerFactorSumBp(),
      sums.powerFactorCount() - powers,
      sums.dimSumBp(),
      sums.dimCount() - powers,
      c.flags(),
      energy.dayMwh(),
      energy.dayBurnMwh(),
      energy.estimatedMwh(),
      energy.fromPowerMwh(),
      energy.unbookedMwh()
    };
  }

  private static IntervalFigures part(
      long[] n, LampKey lamp, long periodStart, LampFiguresState state) {
    boolean silent = (n[BITS] & SILENT) != 0;
    return new IntervalFigures(
        new IntervalKey(lamp.cityId(), lamp.lampId(), state.names[(int) n[0]], periodStart),
        silent ? ContributionSource.EXPECTATION : ContributionSource.READINGS,
        new IntervalAttribution(
            n[2] == 0 ? null : state.names[(int) n[2] - 1],
            n[3] == 0 ? null : state.names[(int) n[3] - 1],
            (int) (n[4] + Math.floorDiv(periodStart, DAY_MILLIS)),
            (int) n[5] + monthOf(periodStart)),
        (n[BITS] & KNOWN) == 0 && n[31] == 0
            ? IntervalEnergy.UNKNOWN
            : new IntervalEnergy(
                (n[BITS] & KNOWN) != 0, n[7], n[6], n[29], n[27], n[28], n[30], n[31]),
        averages(n),
        light(n, silent),
        new ReadingCount((int) n[13], (int) (silent ? n[20] : n[20] + n[13])),
        (int) n[26],
        (n[BITS] & DECIDED) != 0,
        ControllerProgress.NONE);
  }

  private static Averages averages(long[] n) {
    int powers = (int) n[9];
    long average = powers == 0 ? 0 : Math.floorDiv(n[8], powers);
    return new Averages(
        n[8],
        powers,
        powers == 0 ? 0 : average - n[10],
        powers == 0 ? 0 : average + n[11],
        n[12],
        (int) n[21] + powers,
        n[22],
        (int) n[23] + powers,
        n[24],
        (int) n[25] + powers);
  }

  private static LightSeconds light(long[] n, boolean silent) {
    int expectedLit = (int) (n[14] - n[15]);
    return new LightSeconds(
        (int) n[14],
        expectedLit,
        (int) (silent ? n[16] : expectedLit - n[16]),
        (int) n[17],
        (int) (n[18] + n[15]),
        (int) n[19]);
  }

  private static int monthOf(long periodStart) {
    LocalDate date = LocalDate.ofEpochDay(Math.floorDiv(periodStart, DAY_MILLIS));
    return 12 * date.getYear() + date.getMonthValue() - 1;
  }
}
