package city.sawang.jobs.lamp;

import city.sawang.jobs.metering.ByteReader;
import city.sawang.jobs.metering.ByteWriter;
import city.sawang.jobs.metering.Light;
import city.sawang.jobs.metering.MeterReading;
import city.sawang.jobs.metering.QuarterHourContribution;
import city.sawang.jobs.serial.SparseNumbers;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/**
 * What the controllers of a lamp said about one quarter hour, as bytes. SparseNumbers that usually follow
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
  static byte[] encode(List<QuarterHourContribution> parts, LampFiguresState state) {
    if (parts.isEmpty()) {
      return null;
    }
    ByteWriter out = new ByteWriter(64 * parts.size());
    long[] before = null;
    for (QuarterHourContribution part : parts) {
      long[] numbers = numbers(part, state);
      SparseNumbers.write(out, expectation(numbers.clone(), before, -1));
      before = numbers;
    }
    return out.toByteArray();
  }

  /**
   * The same bytes with what is said for a controller while it is silent, beside what it said itself:
   * the way of nearly every quarter hour, and nothing of it needs to be understood.
   *
   * @param silent not empty
   * @return null: other parts are there than those of this controller, or it said nothing itself
   */
  static byte[] withSilence(byte[] bytes, QuarterHourContribution silent, LampFiguresState state) {
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
  static List<QuarterHourContribution> decode(
      byte[] bytes, LampKey lamp, long periodStart, LampFiguresState state) {
    List<QuarterHourContribution> parts = new ArrayList<>(2);
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

  /** What was expected of a silent controller is mostly what the part before it says as well. */
  private static long[] expectation(long[] numbers, long[] before, int sign) {
    if (before != null && (numbers[BITS] & SILENT) != 0) {
      for (int index : EXPECTATION) {
        numbers[index] += sign * before[index];
      }
    }
    return numbers;
  }

  private static long[] numbers(QuarterHourContribution c, LampFiguresState state) {
    Light light = c.light();
    long average = c.powerCount() == 0 ? 0 : Math.floorDiv(c.powerSumMw(), c.powerCount());
    int offSchedule = light.darkPeriod() - light.expectedLit();
    return new long[] {
      state.number(c.controllerId()),
      (c.energyKnown() ? KNOWN : 0) | (c.decided() ? DECIDED : 0) | (c.silent() ? SILENT : 0),
      c.deploymentId() == null ? 0 : state.number(c.deploymentId()) + 1,
      c.feederId() == null ? 0 : state.number(c.feederId()) + 1,
      c.nightDay() - Math.floorDiv(c.periodStart(), DAY_MILLIS),
      c.month() - monthOf(c.periodStart()),
      c.interpolatedMwh(),
      c.measuredMwh(),
      c.powerSumMw(),
      c.powerCount(),
      c.powerCount() == 0 ? 0 : average - c.powerMinMw(),
      c.powerCount() == 0 ? 0 : c.powerMaxMw() - average,
      c.voltageSumMv(),
      c.readingsExpected(),
      light.darkPeriod(),
      offSchedule,
      c.silent() ? light.litDark() : light.expectedLit() - light.litDark(),
      light.dark(),
      light.scheduledOff() - offSchedule,
      light.dayBurn(),
      c.litSeconds() - light.lit(),
      c.silent() ? c.readingsAccepted() : c.readingsAccepted() - c.readingsExpected(),
      c.voltageCount() - c.powerCount(),
      c.powerFactorSumBp(),
      c.powerFactorCount() - c.powerCount(),
      c.dimSumBp(),
      c.dimCount() - c.powerCount(),
      c.flags(),
      c.dayMwh(),
      c.dayBurnMwh(),
      c.estimatedMwh(),
      c.fromPowerMwh()
    };
  }

  private static QuarterHourContribution part(
      long[] n, LampKey lamp, long periodStart, LampFiguresState state) {
    int powerCount = (int) n[9];
    long average = powerCount == 0 ? 0 : Math.floorDiv(n[8], powerCount);
    int expectedLit = (int) (n[14] - n[15]);
    boolean silent = (n[BITS] & SILENT) != 0;
    Light light =
        new Light(
            (int) n[14],
            expectedLit,
            (int) (silent ? n[16] : expectedLit - n[16]),
            (int) n[17],
            (int) (n[18] + n[15]),
            (int) n[19]);
    return new QuarterHourContribution(
        lamp.cityId(),
        lamp.lampId(),
        n[2] == 0 ? null : state.names[(int) n[2] - 1],
        n[3] == 0 ? null : state.names[(int) n[3] - 1],
        state.names[(int) n[0]],
        periodStart,
        false,
        (n[BITS] & KNOWN) != 0,
        n[7],
        n[6],
        n[30],
        n[8],
        powerCount,
        powerCount == 0 ? 0 : average - n[10],
        powerCount == 0 ? 0 : average + n[11],
        n[12],
        (int) n[22] + powerCount,
        n[23],
        (int) n[24] + powerCount,
        n[25],
        (int) n[26] + powerCount,
        (int) n[20] + light.lit(),
        (int) n[13],
        (int) (silent ? n[21] : n[21] + n[13]),
        (int) n[27],
        (n[BITS] & DECIDED) != 0,
        (int) (n[4] + Math.floorDiv(periodStart, DAY_MILLIS)),
        (int) n[5] + monthOf(periodStart),
        n[28],
        n[29],
        n[31],
        light,
        silent,
        Long.MIN_VALUE,
        MeterReading.ABSENT,
        false);
  }

  private static int monthOf(long periodStart) {
    LocalDate date = LocalDate.ofEpochDay(Math.floorDiv(periodStart, DAY_MILLIS));
    return 12 * date.getYear() + date.getMonthValue() - 1;
  }
}
