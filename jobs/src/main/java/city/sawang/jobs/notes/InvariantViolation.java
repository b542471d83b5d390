package city.sawang.jobs.notes;

/**
 * A row of {@code store.invariant_violation}: two ways to the same number that did not meet.
 *
 * @param invariant {@link #ENERGY_IDENTITY}
 * @param at quarter hour that brought it to light, epoch milliseconds
 */
public record InvariantViolation(
    String invariant,
    String cityId,
    String subjectId,
    long at,
    long expected,
    long found,
    String detail) {
  /**
   * What the counters of a controller counted at a lamp is what was booked from it (METERING.md#invariant),
   * mWh.
   */
  public static final String ENERGY_IDENTITY = "ENERGY_IDENTITY";
}
