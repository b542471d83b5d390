package city.sawang.jobs.lamp;

import city.sawang.jobs.compact.Numbers;
import city.sawang.jobs.metering.MeterFlag;
import city.sawang.jobs.rollup.Sum;
import city.sawang.jobs.rollup.Sums;
import java.util.Arrays;

/**
 * The sums of one lighting night of a lamp, kept up to date by adding what changed; some 40 bytes.
 * Flags are counted, so that one goes away with the last quarter hour that had it.
 */
final class NightBook {
  private static final long DAY_MILLIS = 86_400_000L;
  private static final long QUARTER_MILLIS = 900_000L;
  private static final int SUMS = Sums.NONE.values().length;
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
  NightBook(int night, byte[] bytes) {
    this.night = night;
    numbers = Numbers.decode(bytes, COUNT);
  }

  byte[] toBytes() {
    return Numbers.encode(numbers);
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
    return numbers[Sum.ROWS.ordinal()];
  }

  void add(QuarterFigure figure) {
    change(figure, 1);
  }

  void remove(QuarterFigure figure) {
    change(figure, -1);
  }

  private void change(QuarterFigure figure, int sign) {
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
  void belongsTo(QuarterFigure last, LampMemory memory) {
    numbers[LAST] = (last.periodStart - night * DAY_MILLIS) / QUARTER_MILLIS;
    numbers[DEPLOYMENT] = last.deploymentId == null ? 0 : memory.number(last.deploymentId) + 1;
    numbers[FEEDER] = last.feederId == null ? 0 : memory.number(last.feederId) + 1;
  }

  LampNightRow row(LampKey lamp, LampMemory memory) {
    Sums sums = new Sums(Arrays.copyOf(numbers, SUMS));
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
        over && sums.get(Sum.UNDECIDED) == 0);
  }

  private String name(int index, LampMemory memory) {
    return numbers[index] == 0 ? null : memory.names[(int) numbers[index] - 1];
  }
}
