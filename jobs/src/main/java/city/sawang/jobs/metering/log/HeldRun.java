package city.sawang.jobs.metering.log;

import city.sawang.jobs.metering.input.ExactMath;
import city.sawang.jobs.metering.input.MeterReading;
import java.util.List;

/**
 * How long the register had stood at the first reference read of the log, as it was before the
 * readings of that time left it (METERING.md#lateness).
 *
 * @param since when the register came to what it shows there, epoch milliseconds; {@link
 *     Long#MAX_VALUE} when nothing is known of it
 * @param powerMw the greatest power reported since, or ABSENT
 * @param usedMwh what the powers of the reference reads used since, mWh
 * @param stepMwh by which the register had moved there; 0 when that was no step, negative when it
 *     fell
 * @param smallestMwh the smallest accepted step up to there; {@link Long#MAX_VALUE} without any
 */
public record HeldRun(long since, long powerMw, long usedMwh, long stepMwh, long smallestMwh) {
  /** Nothing has left the log, or it left when nothing was held yet. */
  public static final HeldRun NONE =
      new HeldRun(Long.MAX_VALUE, MeterReading.ABSENT, 0, 0, Long.MAX_VALUE);

  /** So that a run of years stays within its range. */
  private static final long MOST_USED_MWH = Long.MAX_VALUE / 4;

  public boolean isKnown() {
    return since != Long.MAX_VALUE;
  }

  /** Walks over entries that leave the log, from the first reference read to the one that stays. */
  static final class Walk {
    private HeldRun run;
    private LogEntry reference;

    /**
     * @param run of the first reference read that comes
     */
    Walk(HeldRun run) {
      this.run = run;
    }

    void over(List<LogEntry> entries) {
      entries.forEach(this::over);
    }

    private void over(LogEntry entry) {
      if (entry.status().isReference()) {
        run = reference == null ? first(entry) : after(entry);
        reference = entry;
      } else if (run.isKnown()) {
        run = run.reported(entry.reading().powerMw());
      }
    }

    /** The run of the next reference read. */
    HeldRun to(LogEntry entry) {
      return reference == null ? run : after(entry);
    }

    private HeldRun first(LogEntry entry) {
      long power = entry.reading().powerMw();
      return run.isKnown()
          ? run.reported(power)
          : new HeldRun(entry.at(), power, 0, 0, Long.MAX_VALUE);
    }

    private HeldRun after(LogEntry entry) {
      MeterReading from = reference.reading();
      MeterReading to = entry.reading();
      long step = to.energyMwh() - from.energyMwh();
      if (step != 0 || entry.status() == RegisterStatus.FIRST) {
        boolean accepted = entry.status().isDifference();
        boolean fell = step < 0 && entry.status() != RegisterStatus.FIRST;
        return new HeldRun(
            entry.at(),
            to.powerMw(),
            0,
            accepted || fell ? step : 0,
            accepted ? Math.min(run.smallestMwh, step) : run.smallestMwh);
      }
      return new HeldRun(
          run.since,
          Math.max(run.powerMw, to.powerMw()),
          Math.min(MOST_USED_MWH, run.usedMwh + usedMwh(from, to)),
          run.stepMwh,
          run.smallestMwh);
    }
  }

  private HeldRun reported(long power) {
    return power <= powerMw ? this : new HeldRun(since, power, usedMwh, stepMwh, smallestMwh);
  }

  /** What both powers use between two readings, mWh, rounded down; 0 without both. */
  public static long usedMwh(MeterReading from, MeterReading to) {
    return from.hasPower() && to.hasPower()
        ? ExactMath.mulDiv(
            Math.max(0, from.powerMw()) + Math.max(0, to.powerMw()),
            to.observedAt() - from.observedAt(),
            2 * ExactMath.MILLIS_PER_HOUR)
        : 0;
  }
}
