package city.sawang.jobs.incident.model;

/** What an incident is about. The order is written into state: append only. */
public enum Scope {
  LAMP,
  FEEDER,
  GATEWAY,
  CITY
}
