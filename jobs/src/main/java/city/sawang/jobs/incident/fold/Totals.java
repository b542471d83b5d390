package city.sawang.jobs.incident.fold;

/**
 * What one lamp has added up to since it was heard first; an incident takes the difference between
 * two instants.
 *
 * @param darkMillis in which it should have been lit, and was seen dark
 * @param milliwattMillis power beyond what was expected, times time
 */
record Totals(long darkMillis, long milliwattMillis) {
  static final Totals NONE = new Totals(0, 0);

  Totals plus(Totals more) {
    return new Totals(darkMillis + more.darkMillis, milliwattMillis + more.milliwattMillis);
  }

  Totals minus(Totals before) {
    return new Totals(darkMillis - before.darkMillis, milliwattMillis - before.milliwattMillis);
  }
}
