package city.sawang.local.verify.incident;

import java.time.ZoneId;
import java.util.List;
import java.util.Map;

/**
 * What a simulator broke, as far as it played. Instants are epoch milliseconds.
 *
 * @param from begin of the play
 * @param until end of what is known to have been played
 * @param zone of the cities
 * @param lamps by city/lamp
 * @param missing faults by code that were asked for and found no room
 */
record InjectedTruth(
    long from,
    long until,
    ZoneId zone,
    Map<String, LampTruth> lamps,
    List<Fault> faults,
    Map<String, Integer> missing) {
  /** What is asked of detection. */
  enum Demand {
    RAISE,
    QUIET,
    EITHER
  }

  /**
   * A lamp that was played.
   *
   * @param nightPowered its circuit has no power by day
   */
  record LampTruth(
      String cityId, String lampId, double latitude, double longitude, boolean nightPowered) {}

  /**
   * Something that was broken.
   *
   * @param to when it was repaired; {@link Long#MAX_VALUE}: not until the end
   * @param due when the rule's own timer was over
   * @param intervalMillis reporting interval of those it concerned
   */
  record Fault(
      int id,
      Subject subject,
      Demand demand,
      long from,
      long to,
      long due,
      String form,
      long intervalMillis) {
    /** An instant lies within it, or so far beside it. */
    boolean holds(long at, long tolerance) {
      return at >= from - tolerance && (to == Long.MAX_VALUE || at <= to + tolerance);
    }
  }

  static String key(String cityId, String lampId) {
    return cityId + '/' + lampId;
  }
}
