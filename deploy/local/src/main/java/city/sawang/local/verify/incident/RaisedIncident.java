package city.sawang.local.verify.incident;

/**
 * An incident of the platform. Instants are epoch milliseconds of event time.
 *
 * @param parentId the outage that explains it; null: it is a root
 * @param clearedAt null while it is open
 */
record RaisedIncident(
    String incidentId,
    Subject subject,
    String parentId,
    long openedAt,
    long detectedAt,
    Long clearedAt) {
  boolean isRoot() {
    return parentId == null;
  }
}
