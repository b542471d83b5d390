package city.sawang.jobs.controller;

/**
 * How late an accepted reading is, by the clock of its own controller: behind the newest reading of
 * that controller, whatever other controllers or the machine say. See METERING.md#late.
 */
public enum Timeliness {
  /** Not older than the controller's newest reading; metered, and the only kind that shows "now". */
  IN_TIME,
  /** Behind the controller's newest reading by no more than the horizon; metered. */
  LATE,
  /** Behind by more than the horizon: archived and counted, not metered. */
  TOO_LATE
}
