package city.sawang.jobs.metering.register;

import static city.sawang.jobs.metering.log.LogView.NONE;

import city.sawang.jobs.metering.input.AssignmentTimeline;
import city.sawang.jobs.metering.log.LogEntry;
import city.sawang.jobs.metering.log.LogView;
import city.sawang.jobs.metering.log.RegisterStatus;

/**
 * Sums the differences along the chain of reference reads, as the registers were validated before a
 * calculation and as they are after it.
 */
public final class RegisterDeltas {
  private final LogView view;
  private final AssignmentTimeline timeline;

  public RegisterDeltas(LogView view, AssignmentTimeline timeline) {
    this.view = view;
    this.timeline = timeline;
  }

  /** What this calculation changed between two reference reads that stay what they are. */
  public RegisterTotals changed(RegisterTotals totals, int begin, int end) {
    RegisterTotals sums = totals;
    LogEntry before = null;
    LogEntry now = null;
    for (int i = begin; i <= end && view.has(i); i++) {
      LogEntry entry = view.get(i);
      long difference = 0;
      if (entry.statusBefore().isReference()) {
        difference -= before == null ? 0 : counted(before, entry, entry.statusBefore());
        before = entry;
      }
      if (entry.status().isReference()) {
        difference += now == null ? 0 : counted(now, entry, entry.status());
        now = entry;
      }
      if (difference != 0) {
        sums = sums.plus(lampId(entry), difference);
      }
    }
    return sums;
  }

  /**
   * Everything that the log holds, rebased.
   *
   * @param former of before: a lamp whose readings have left the log may come again
   */
  public RegisterTotals all(RegisterTotals former) {
    RegisterTotals sums = former.restarted();
    LogEntry reference = null;
    for (int i = view.firstFrom(Long.MIN_VALUE); i != NONE && view.has(i); i++) {
      LogEntry entry = view.get(i);
      sums = sums.including(lampId(entry));
      if (entry.status().isReference()) {
        if (reference != null) {
          sums = sums.plus(lampId(entry), counted(reference, entry, entry.status()));
        }
        reference = entry;
      }
    }
    return sums.rebase();
  }

  private String lampId(LogEntry entry) {
    return timeline.lamp(timeline.segmentAt(entry.at())).lampId();
  }

  private long counted(LogEntry reference, LogEntry k, RegisterStatus status) {
    long difference = k.reading().energyMwh() - reference.reading().energyMwh();
    return switch (status) {
      case NORMAL, COARSE -> difference;
      // Booked nowhere, and not forgotten (METERING.md#jump).
      case JUMP -> Math.max(0, difference);
      case WRAP ->
          difference + RegisterLimits.modulusMwh(timeline, k.reading(), timeline.segmentAt(k.at()));
      case RESET -> k.reading().energyMwh();
      case FIRST, FALL_BACK -> 0;
      case NONE, REJECTED, BURST, SHADOWED ->
          throw new IllegalArgumentException("no reference read: " + status);
    };
  }
}
