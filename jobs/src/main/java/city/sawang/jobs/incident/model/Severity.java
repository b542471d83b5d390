package city.sawang.jobs.incident.model;

/** How bad it is (ITU-T X.733), worst first. */
public enum Severity {
  CRITICAL,
  MAJOR,
  MINOR,
  WARNING
}
