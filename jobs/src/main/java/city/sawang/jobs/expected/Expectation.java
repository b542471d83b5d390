package city.sawang.jobs.expected;

/**
 * What a lamp should do at an instant.
 *
 * @param lit it should give light
 * @param dimBp expected light level, basis points; 0 when not lit
 * @param milliwatts expected power, mW; 0 when not lit
 * @param judged false while somebody works on it or overrides it, and half an hour before and after
 *     sunset and sunrise: no fault may be raised from it
 */
public record Expectation(boolean lit, int dimBp, long milliwatts, boolean judged) {}
