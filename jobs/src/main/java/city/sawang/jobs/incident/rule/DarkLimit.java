package city.sawang.jobs.incident.rule;

/**
 * Below this power a lamp that should be lit is dark: a part of what it should take, but at least
 * some watts.
 */
record DarkLimit(long percent, long leastMw) {
  private static final long WATT_MW = 1_000;

  static DarkLimit of(RulesReader rules) {
    return new DarkLimit(
        rules.number("lamp_failure.dark_percent", 1, 50),
        rules.number("lamp_failure.dark_least_w", 1, 100) * WATT_MW);
  }

  boolean isDark(long powerMw, long expectedMw) {
    return powerMw < Math.max(expectedMw * percent / 100, leastMw);
  }
}
