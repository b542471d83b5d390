package city.sawang.jobs.metering.log;

/** Whether a reading is already there (METERING.md#identity). */
public enum Repetition {
  /** It is not. */
  NEW,
  /** Already there, with the same payload. */
  DUPLICATE,
  /** Its identity is already there with another payload; the first one counts. */
  CONFLICT
}
