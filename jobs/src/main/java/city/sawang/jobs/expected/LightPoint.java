package city.sawang.jobs.expected;

/**
 * What the expected state of a lamp depends on, besides the time: where it stands and what it is
 * scheduled to do.
 *
 * @param latMicro millionths of a degree, north positive
 * @param lonMicro millionths of a degree, east positive
 * @param nominalMw power at full light, mW
 * @param minimumMw lowest power of the lit lamp, mW (P_min)
 * @param gradientBp powerLightGradient g in basis points; 10000 when power follows light one to one
 * @param schedule schedule text as it stands in the registry; null or empty: dusk to dawn at full
 *     light
 */
public record LightPoint(
    int latMicro, int lonMicro, long nominalMw, long minimumMw, int gradientBp, String schedule) {}
