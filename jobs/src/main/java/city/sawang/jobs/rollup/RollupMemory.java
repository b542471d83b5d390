package city.sawang.jobs.rollup;

/**
 * How far a circuit or city has come.
 *
 * @param newest newest quarter hour of which anything was told
 * @param night its lighting night
 * @param month its month
 * @param freedBefore quarter hours before this are no longer in the state
 */
public record RollupMemory(long newest, int night, int month, long freedBefore) {
  static final RollupMemory NONE =
      new RollupMemory(Long.MIN_VALUE, Integer.MIN_VALUE, Integer.MIN_VALUE, Long.MIN_VALUE);

  RollupMemory with(FigureDifference difference) {
    return difference.periodStart() <= newest
        ? this
        : new RollupMemory(
            difference.periodStart(),
            Math.max(night, difference.nightDay()),
            Math.max(month, difference.month()),
            freedBefore);
  }

  RollupMemory freedBefore(long before) {
    return new RollupMemory(newest, night, month, before);
  }
}
