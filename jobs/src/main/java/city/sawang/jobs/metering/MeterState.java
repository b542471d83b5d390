package city.sawang.jobs.metering;

import city.sawang.jobs.metering.log.ControllerSummary;
import city.sawang.jobs.metering.register.RegisterTotals;

/**
 * What a meter keeps of one controller beside its log, from one call to the next.
 *
 * @param totals {@link RegisterTotals#NONE} where they were lost or never kept: they are taken from
 *     the log again, rebased
 */
public record MeterState(ControllerSummary summary, RegisterTotals totals) {
  /** Of a controller without an accepted reading. */
  public static final MeterState EMPTY =
      new MeterState(ControllerSummary.EMPTY, RegisterTotals.NONE);

  /** No reading was accepted yet. */
  public boolean isEmpty() {
    return summary.isEmpty();
  }
}
