package city.sawang.jobs.invariants;

/**
 * Where an invariant is looked at.
 *
 * @param at start of the period, epoch milliseconds
 * @param cityId null: all cities
 * @param subjectId a lamp or a circuit; null: all; empty: the city
 */
record Place(long at, String cityId, String subjectId) {
  /** The whole platform in one period. */
  static Place everywhere(long at) {
    return new Place(at, null, null);
  }

  boolean covers(Finding finding) {
    return at == finding.at()
        && (cityId == null || cityId.equals(finding.cityId()))
        && (subjectId == null || subjectId.equals(finding.subjectId()));
  }
}
