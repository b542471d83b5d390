package city.sawang.jobs.lamp;

import city.sawang.jobs.measures.Measure;
import city.sawang.jobs.measures.Measures;
import city.sawang.jobs.metering.contribution.MeterFlag;
import city.sawang.jobs.serial.SparseNumbers;

/**
 * Sums one lighting night of a lamp, kept up to date by adding what changed; some 40 bytes. Flags
 * are counted, so that one goes away with the last quarter hour that had it.
 */
final class NightTotals {
  private static final long DAY_MILLIS = 86_400_000L;
  private static final long QUARTER_MILLIS = 900_000L;
  private static final int FLAGS = MeterFlag.values().length;

  // Places of the numbers in the state, which released versions wrote: what came later follows.
  private static final int FIRST_MEASURES = 28;
  private static final int FIRST_FLAGS = 11;
  private static final int LAST = FIRST_MEASURES + FIRST_FLAGS;
  private static final int DEPLOYMENT = LAST + 1;
  private static final int FEEDER = LAST + 2;
  private static final int MORE_MEASURES = LAST + 3;
  private static final int MORE_FLAGS = 50;
  private static final int COUNT = 64;

  private final int night;
  private final long[] numbers;
  private boolean changed;
  private boolean reEmitted;

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

  /** Nothing of it changed, but its row differs now: it may have become decided. */
  void reEmit() {
    reEmitted = rows() > 0;
  }

  boolean isReEmitted() {
    return reEmitted;
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
    long[] values = figure.measures.values();
    for (int i = 0; i < Measure.COUNT; i++) {
      numbers[placeOfMeasure(i)] += sign * values[i];
    }
    for (int flags = figure.flags; flags != 0; flags &= flags - 1) {
      numbers[placeOfFlag(Integer.numberOfTrailingZeros(flags))] += sign;
    }
  }

  private static int placeOfMeasure(int ordinal) {
    return ordinal < FIRST_MEASURES ? ordinal : MORE_MEASURES + ordinal - FIRST_MEASURES;
  }

  private static int placeOfFlag(int ordinal) {
    return ordinal < FIRST_FLAGS ? FIRST_MEASURES + ordinal : MORE_FLAGS + ordinal - FIRST_FLAGS;
  }

  /** Start of the last quarter hour, by which the night is attributed. */
  long last() {
    return night * DAY_MILLIS + numbers[LAST] * QUARTER_MILLIS;
  }

  /** Attributes the night to the deployment and circuit of this quarter hour. */
  void attributeTo(LampQuarterHour last, LampFiguresState state) {
    String deployment = last.attribution.deploymentId();
    String feeder = last.attribution.feederId();
    numbers[LAST] = (last.periodStart - night * DAY_MILLIS) / QUARTER_MILLIS;
    numbers[DEPLOYMENT] = deployment == null ? 0 : state.number(deployment) + 1;
    numbers[FEEDER] = feeder == null ? 0 : state.number(feeder) + 1;
  }

  LampNightRow row(LampKey lamp, LampFiguresState state) {
    long[] values = new long[Measure.COUNT];
    for (int i = 0; i < values.length; i++) {
      values[i] = numbers[placeOfMeasure(i)];
    }
    Measures measures = new Measures(values);
    int flags = 0;
    for (int i = 0; i < FLAGS; i++) {
      flags |= numbers[placeOfFlag(i)] > 0 ? 1 << i : 0;
    }
    boolean over = state.newestNight > night || state.firstOpenNight > night;
    return new LampNightRow(
        lamp,
        night,
        new Attribution(name(DEPLOYMENT, state), name(FEEDER, state)),
        measures,
        MeterFlag.names(flags),
        over && measures.get(Measure.UNDECIDED) == 0);
  }

  private String name(int index, LampFiguresState state) {
    return numbers[index] == 0 ? null : state.names[(int) numbers[index] - 1];
  }
}
