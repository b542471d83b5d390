package city.sawang.jobs.rollup;

import city.sawang.jobs.measures.RollUpTarget;

/**
 * How far a circuit or city has come.
 *
 * @param newest newest quarter hour that has a figure
 * @param night its lighting night
 * @param month its month
 * @param freedBefore quarter hours before this are no longer in the state
 */
public record RollUpState(long newest, int night, int month, long freedBefore) {
  static final RollUpState NONE =
      new RollUpState(Long.MIN_VALUE, Integer.MIN_VALUE, Integer.MIN_VALUE, Long.MIN_VALUE);

  RollUpState with(RollUpTarget target) {
    return target.periodStart() <= newest
        ? this
        : new RollUpState(
            target.periodStart(),
            Math.max(night, target.nightDay()),
            Math.max(month, target.month()),
            freedBefore);
  }

  RollUpState freedBefore(long before) {
    return new RollUpState(newest, night, month, before);
  }
}
