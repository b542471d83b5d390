package city.sawang.jobs.audit.invariants;

/**
 * Where an invariant is checked.
 *
 * @param at start of the period, epoch milliseconds
 * @param cityId null: all cities
 * @param subjectId a lamp or a circuit; null: all; empty: the city
 */
record Location(long at, String cityId, String subjectId) {
  /** The whole platform in one period. */
  static Location everywhere(long at) {
    return new Location(at, null, null);
  }

  boolean covers(SuspectedViolation finding) {
    return at == finding.at()
        && (cityId == null || cityId.equals(finding.cityId()))
        && (subjectId == null || subjectId.equals(finding.subjectId()));
  }
}
