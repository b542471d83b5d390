package city.sawang.jobs.metering;

/** What became of a reading: accepted = IN_TIME + LATE + TOO_LATE (domain §3, identity). */
public enum Verdict {
  /** Not older than the controller's newest reading; metered. */
  IN_TIME,
  /** Behind the controller's newest reading by no more than the horizon; metered. */
  LATE,
  /** Behind by more than the horizon: archived and counted, not metered. */
  TOO_LATE,
  /** Already there, with the same payload. */
  DUPLICATE,
  /** Its identity is already there with another payload; the first one counts. */
  CONFLICT
}
