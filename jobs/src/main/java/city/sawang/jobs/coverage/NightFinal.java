package city.sawang.jobs.coverage;

/**
 * Tells a lamp that its quarter hours before an instant are final, because its city's newest one is
 * more than the lateness horizon later: only readings beyond the horizon of controllers that have
 * reported can still change them.
 *
 * @param before epoch milliseconds, the noon at which {@code night} begins
 * @param night first lighting night that is still open, as epoch day
 */
public record NightFinal(String cityId, String lampId, long before, int night) {
  /** The night of a lamp of this city. */
  NightFinal of(String lamp) {
    return new NightFinal(cityId, lamp, before, night);
  }
}
