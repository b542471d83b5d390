package city.sawang.jobs.rollup;

import city.sawang.jobs.measures.MeasureDelta;

/**
 * How far a circuit or city has come.
 *
 * @param newest newest quarter hour of which anything was told
 * @param night its lighting night
 * @param month its month
 * @param freedBefore quarter hours before this are no longer in the state
 */
public record RollUpState(long newest, int night, int month, long freedBefore) {
  static final RollUpState NONE =
      new RollUpState(Long.MIN_VALUE, Integer.MIN_VALUE, Integer.MIN_VALUE, Long.MIN_VALUE);

  RollUpState with(MeasureDelta difference) {
    return difference.periodStart() <= newest
        ? this
        : new RollUpState(
            difference.periodStart(),
            Math.max(night, difference.nightDay()),
            Math.max(month, difference.month()),
            freedBefore);
  }

  RollUpState freedBefore(long before) {
    return new RollUpState(newest, night, month, before);
  }
}
