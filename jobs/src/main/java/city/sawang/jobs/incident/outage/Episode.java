package city.sawang.jobs.incident.outage;

import java.util.Set;

/**
 * Most lamps of a group went out together. Instants are epoch milliseconds.
 *
 * @param openedAt the last word before it, or the first that was wrong: never before what was observed
 * @param knownAt when enough lamps were known to be out
 * @param clearedAt when enough of them were back; {@link Long#MAX_VALUE}: not yet
 * @param size lamps of the group when it was known
 * @param lamps those that were known to be out then
 * @param dark how many of them said that they are dark or without power
 */
record Episode(
    LampGroup group,
    long openedAt,
    long knownAt,
    long clearedAt,
    int size,
    Set<String> lamps,
    int dark) {
  boolean isOpen() {
    return clearedAt == Long.MAX_VALUE;
  }

  int silent() {
    return lamps.size() - dark;
  }

  /** At least half of the lamps say that power is gone. */
  boolean tellsDarkness() {
    return 2 * dark >= lamps.size();
  }
}
