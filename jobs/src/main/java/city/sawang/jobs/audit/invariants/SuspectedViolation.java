package city.sawang.jobs.audit.invariants;

/**
 * A place where one check found that an invariant does not hold; a second one must find it again.
 *
 * @param subjectId a lamp or a circuit; empty: the city
 * @param at start of the hour or quarter hour, or midnight UTC of the date that names the night or
 *     month; epoch milliseconds
 * @param expected the number by the second way
 * @param found the number as it is published
 * @param detail what differs, in words
 */
record SuspectedViolation(
    Invariant invariant,
    String cityId,
    String subjectId,
    long at,
    long expected,
    long found,
    String detail) {

  /** What was checked to find it. */
  Location location() {
    return new Location(at, cityId, subjectId);
  }

  /** It is about the same row, whatever the numbers. */
  boolean isAbout(SuspectedViolation other) {
    return invariant == other.invariant && location().equals(other.location());
  }
}
