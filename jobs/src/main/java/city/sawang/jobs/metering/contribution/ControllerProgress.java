package city.sawang.jobs.metering.contribution;

/**
 * What a contribution reports about its controller beside the figures of the quarter hour.
 *
 * @param finalBefore the controller will never again change a quarter hour that begins before this,
 *     epoch milliseconds; {@link Long#MIN_VALUE}: it may change any
 * @param countedMwh what the registers of this controller at this lamp have counted so far in all
 *     (differences, resets and rollovers corrected), mWh; reported by the last contribution for the
 *     lamp that an event brings about, {@link #NOT_REPORTED} on the others
 * @param rebased {@code countedMwh} cannot be compared with what was booked before: the total was
 *     started again
 */
public record ControllerProgress(long finalBefore, long countedMwh, boolean rebased) {
  /** This contribution reports no register total. */
  public static final long NOT_REPORTED = Long.MIN_VALUE;

  /** Nothing is final, and no total is reported. */
  public static final ControllerProgress NONE =
      new ControllerProgress(Long.MIN_VALUE, NOT_REPORTED, false);

  /** Only how far the quarter hours are final. */
  public static ControllerProgress finalBefore(long instant) {
    return instant == Long.MIN_VALUE ? NONE : new ControllerProgress(instant, NOT_REPORTED, false);
  }

  /** With the register total. */
  public ControllerProgress counted(long mwh, boolean isRebased) {
    return new ControllerProgress(finalBefore, mwh, isRebased);
  }

  /** Whether it reports a register total. */
  public boolean reportsTotal() {
    return countedMwh != NOT_REPORTED;
  }
}
