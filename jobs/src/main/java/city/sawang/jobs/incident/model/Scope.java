package city.sawang.jobs.incident.model;

/** What an incident is about. Feeder, gateway and city are planned (INCIDENTS.md#planned). */
public enum Scope {
  LAMP
}
