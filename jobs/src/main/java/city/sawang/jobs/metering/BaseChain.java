package city.sawang.jobs.metering;

import static city.sawang.jobs.metering.ReadingWindow.NONE;

/** Sums the differences along the chain of bases, as the counters were decided and as they are. */
final class BaseChain {
  private final ReadingWindow window;
  private final Site site;

  BaseChain(ReadingWindow window, Site site) {
    this.window = window;
    this.site = site;
  }

  /** What the decisions of this calculation changed between two bases that stay what they are. */
  CounterStands changed(CounterStands stands, int begin, int end) {
    CounterStands sums = stands;
    LogEntry before = null;
    LogEntry now = null;
    for (int i = begin; i <= end && window.has(i); i++) {
      LogEntry entry = window.get(i);
      long difference = 0;
      if (entry.decided.isBase()) {
        difference -= before == null ? 0 : counted(before, entry, entry.decided);
        before = entry;
      }
      if (entry.status.isBase()) {
        difference += now == null ? 0 : counted(now, entry, entry.status);
        now = entry;
      }
      if (difference != 0) {
        sums = sums.plus(lampId(entry), difference);
      }
    }
    return sums;
  }

  /** Everything that the log holds, begun anew. */
  CounterStands all() {
    CounterStands sums = CounterStands.NONE;
    LogEntry base = null;
    for (int i = window.firstFrom(Long.MIN_VALUE); i != NONE && window.has(i); i++) {
      LogEntry entry = window.get(i);
      sums = sums.indexOf(lampId(entry)) < 0 ? sums.plus(lampId(entry), 0) : sums;
      if (entry.status.isBase()) {
        if (base != null) {
          sums = sums.plus(lampId(entry), counted(base, entry, entry.status));
        }
        base = entry;
      }
    }
    return sums.begunAnew();
  }

  private String lampId(LogEntry entry) {
    return site.lamp(site.slotAt(entry.at())).lampId();
  }

  private long counted(LogEntry base, LogEntry k, CounterStatus status) {
    return switch (status) {
      case NORMAL -> k.reading.energyMwh() - base.reading.energyMwh();
      case WRAP ->
          k.reading.energyMwh()
              + site.modulusMwh(k.reading, site.slotAt(k.at()))
              - base.reading.energyMwh();
      case RESET -> k.reading.energyMwh();
      case FIRST, JUMP -> 0;
      case NONE, REJECTED -> throw new IllegalArgumentException("no base: " + status);
    };
  }
}
