package city.sawang.jobs.incident.outage;

/**
 * A lamp was silent, or dark though it should have been lit.
 *
 * @param silent it was not heard; else it said that it is dark or without power
 * @param unpowered it said before that its power goes, or had gone
 * @param since its last word before; what it said first that was wrong; or the dusk with which it
 *     should have spoken. Epoch milliseconds, as the two below
 * @param knownAt when that was known
 * @param until when it ended; {@link Long#MAX_VALUE}: not yet
 */
record Sign(
    String lampId, boolean silent, boolean unpowered, long since, long knownAt, long until) {
  boolean isKnown(long instant) {
    return knownAt <= instant && instant < until;
  }

  /** One that touches it, and begins later. */
  Sign joined(Sign later) {
    return new Sign(lampId, silent, unpowered, since, knownAt, Math.max(until, later.until));
  }

  /** It says that power is gone, not only that nothing is heard. */
  boolean tellsDarkness() {
    return !silent || unpowered;
  }
}
