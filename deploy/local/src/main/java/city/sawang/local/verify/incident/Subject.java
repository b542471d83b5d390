package city.sawang.local.verify.incident;

/**
 * What is said to be wrong with whom.
 *
 * @param scope LAMP, FEEDER, GATEWAY or CITY
 * @param id lamp position, circuit, gateway or city
 */
record Subject(String code, String scope, String cityId, String id) {
  /** The same lamp or group, with another code. */
  Subject as(String otherCode) {
    return new Subject(otherCode, scope, cityId, id);
  }

  @Override
  public String toString() {
    return code + " of " + scope + ' ' + cityId + '/' + id;
  }
}
