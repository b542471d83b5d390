package city.sawang.jobs.audit.recompute;

import city.sawang.jobs.audit.crosscheck.RowDifference;
import java.util.List;

/**
 * Summarises a recomputation.
 *
 * @param rows recomputed quarter hours of lamps within the period
 * @param differences rows that differ from what was published
 * @param first the first of them
 * @param tooLate archived readings of the period that are in no figure yet
 * @param due notes of the stream that a recomputation of the period would change something
 * @param restated rows that were written again or removed; 0 for a check
 */
public record RecomputeResult(
    long rows, long differences, List<RowDifference> first, long tooLate, long due, long restated) {
  public RecomputeResult {
    first = List.copyOf(first);
  }
}
