package city.sawang.jobs.metering;

/**
 * What became of a reading: accepted = IN_TIME + LATE + TOO_LATE (METERING.md#identity,
 * METERING.md#lateness).
 */
public enum ReadingOutcome {
  /** Not older than the controller's newest reading; metered. */
  IN_TIME,
  /** Behind the controller's newest reading by no more than the horizon; metered. */
  LATE,
  /** Behind by more than the horizon: archived and counted, not metered. */
  TOO_LATE,
  /** Already there, with the same payload. */
  DUPLICATE,
  /** Its identity is already there with another payload; the first one counts. */
  CONFLICT;

  /** Whether it is archived and counted as accepted. */
  public boolean isAccepted() {
    return this == IN_TIME || this == LATE || this == TOO_LATE;
  }
}
