package city.sawang.jobs.lamp;

import city.sawang.jobs.measures.Measure;
import city.sawang.jobs.measures.Measures;
import city.sawang.jobs.metering.MeterFlag;
import city.sawang.jobs.serial.SparseNumbers;
import java.util.Arrays;

/**
 * The sums of one lighting night of a lamp, kept up to date by adding what changed; some 40 bytes.
 * Flags are counted, so that one goes away with the last quarter hour that had it.
 */
final class NightTotals {
  private static final long DAY_MILLIS = 86_400_000L;
  private static final long QUARTER_MILLIS = 900_000L;
  private static final int SUMS = Measures.NONE.values().length;
  private static final int FLAGS = MeterFlag.values().length;
  private static final int LAST = SUMS + FLAGS;
  private static final int DEPLOYMENT = LAST + 1;
  private static final int FEEDER = LAST + 2;
  private static final int COUNT = LAST + 3;

  private final int night;
  private final long[] numbers;
  private boolean changed;
  private boolean toldAgain;

  /**
   * @param bytes of {@link #toBytes}; null: a night without any quarter hour
   */
  NightTotals(int night, byte[] bytes) {
    this.night = night;
    numbers = SparseNumbers.decode(bytes, COUNT);
  }

  byte[] toBytes() {
    return SparseNumbers.encode(numbers);
  }

  int night() {
    return night;
  }

  boolean isChanged() {
    return changed;
  }

  /** Nothing of it changed, but its row says something else now. */
  void tellAgain() {
    toldAgain = rows() > 0;
  }

  boolean isToldAgain() {
    return toldAgain;
  }

  long rows() {
    return numbers[Measure.ROWS.ordinal()];
  }

  void add(LampQuarterHour figure) {
    change(figure, 1);
  }

  void remove(LampQuarterHour figure) {
    change(figure, -1);
  }

  private void change(LampQuarterHour figure, int sign) {
    changed = true;
    long[] sums = figure.sums.values();
    for (int i = 0; i < SUMS; i++) {
      numbers[i] += sign * sums[i];
    }
    for (int flags = figure.flags; flags != 0; flags &= flags - 1) {
      numbers[SUMS + Integer.numberOfTrailingZeros(flags)] += sign;
    }
  }

  /** Start of the last quarter hour, which tells whose the night is. */
  long last() {
    return night * DAY_MILLIS + numbers[LAST] * QUARTER_MILLIS;
  }

  /** The night belongs to the deployment and circuit of this quarter hour. */
  void belongsTo(LampQuarterHour last, LampFiguresState memory) {
    numbers[LAST] = (last.periodStart - night * DAY_MILLIS) / QUARTER_MILLIS;
    numbers[DEPLOYMENT] = last.deploymentId == null ? 0 : memory.number(last.deploymentId) + 1;
    numbers[FEEDER] = last.feederId == null ? 0 : memory.number(last.feederId) + 1;
  }

  LampNightRow row(LampKey lamp, LampFiguresState memory) {
    Measures sums = new Measures(Arrays.copyOf(numbers, SUMS));
    int flags = 0;
    for (int i = 0; i < FLAGS; i++) {
      flags |= numbers[SUMS + i] > 0 ? 1 << i : 0;
    }
    boolean over = memory.newestNight > night || memory.closedNight > night;
    return new LampNightRow(
        lamp.cityId(),
        lamp.lampId(),
        night,
        name(DEPLOYMENT, memory),
        name(FEEDER, memory),
        sums,
        MeterFlag.names(flags),
        over && sums.get(Measure.UNDECIDED) == 0);
  }

  private String name(int index, LampFiguresState memory) {
    return numbers[index] == 0 ? null : memory.names[(int) numbers[index] - 1];
  }
}
