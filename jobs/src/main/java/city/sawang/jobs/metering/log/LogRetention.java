package city.sawang.jobs.metering.log;

import static city.sawang.jobs.metering.contribution.MeteringInterval.QUARTER_MILLIS;
import static city.sawang.jobs.metering.contribution.MeteringInterval.quarterOf;

import city.sawang.jobs.metering.input.MeterReading;
import city.sawang.jobs.metering.input.MeteringRules;
import java.util.Arrays;
import java.util.List;

/**
 * Drops the chunks of a log that no reading within the horizon can reach any more, but for enough
 * readings before it for the decisions near it (METERING.md#lateness).
 */
public final class LogRetention {
  private final MeteringRules rules;

  public LogRetention(MeteringRules rules) {
    this.rules = rules;
  }

  /** Drops what is not needed any more; returns the summary of what is left. */
  public ControllerSummary drop(ReadingLog log, ControllerSummary s) {
    long[] starts = s.chunkStarts();
    int dropped = droppable(log, s);
    if (dropped == 0) {
      return s;
    }
    long floorBoot = s.floorBootId();
    long floorSeq = s.floorSeq();
    HeldRun.Walk walk = new HeldRun.Walk(s.registers().held());
    for (int i = 0; i < dropped; i++) {
      ChunkHeader header = LogChunk.header(starts[i], log.get(starts[i]));
      walk.over(LogChunk.parse(starts[i], log.get(starts[i])).decodeAll());
      if (header.hasSequence()
          && (floorSeq == MeterReading.ABSENT
              || ChunkHeader.compare(header.maxBoot(), header.maxSeq(), floorBoot, floorSeq) > 0)) {
        floorBoot = header.maxBoot();
        floorSeq = header.maxSeq();
      }
      log.remove(starts[i]);
    }
    long[] kept = Arrays.copyOfRange(starts, dropped, starts.length);
    return new ControllerSummary(
        s.newestObservedAt(),
        s.newestRegisterAt(),
        kept,
        Math.max(s.frozenBefore(), frozenBefore(log, kept)),
        s.topBootId(),
        s.topSeq(),
        floorBoot,
        floorSeq,
        s.registers().with(held(walk, log, kept)));
  }

  private static HeldRun held(HeldRun.Walk walk, ReadingLog log, long[] kept) {
    for (long start : kept) {
      List<LogEntry> entries = LogChunk.parse(start, log.get(start)).decodeAll();
      for (int i = 0; i < entries.size(); i++) {
        if (entries.get(i).status().isReference()) {
          walk.over(entries.subList(0, i));
          return walk.to(entries.get(i));
        }
      }
      walk.over(entries);
    }
    return HeldRun.NONE;
  }

  /** How many of the oldest chunks are not needed any more. */
  private int droppable(ReadingLog log, ControllerSummary s) {
    long[] starts = s.chunkStarts();
    long oldestNeeded = LogChunk.startOf(s.newestObservedAt() - rules.horizonMillis());
    int keep = starts.length - 1;
    while (keep > 0 && starts[keep - 1] >= oldestNeeded) {
      keep--;
    }
    int readings = 0;
    int chunks = 0;
    while (keep > 0
        && (chunks < MeteringRules.KEPT_CHUNKS || readings < MeteringRules.KEPT_READINGS)) {
      keep--;
      chunks++;
      readings += readings(log, starts[keep], s.registers().hasArrivals());
    }
    if (keep == 0) {
      return 0;
    }
    long reachable = s.newestObservedAt() - rules.horizonMillis();
    long begin = standingSince(new LogView(log, starts, reachable), reachable);
    long furthest = LogChunk.startOf(reachable - rules.horizonMillis());
    while (keep > 0
        && starts[keep - 1] >= furthest
        && frozenBefore(log, Arrays.copyOfRange(starts, keep, starts.length)) > begin) {
      keep--;
    }
    return keep;
  }

  /** How many readings of a chunk tell the usual interval: of a burst one. */
  private static int readings(ReadingLog log, long start, boolean bursts) {
    if (!bursts) {
      return LogChunk.header(start, log.get(start)).count();
    }
    int timed = 0;
    for (LogEntry entry : LogChunk.parse(start, log.get(start)).decodeAll()) {
      RegisterStatus status = entry.status();
      timed += status != RegisterStatus.NONE && status.counts() ? 1 : 0;
    }
    return timed;
  }

  /**
   * Since when the register has stood at an instant, when it moves later by what was used in that
   * time: a reading that comes late changes what is booked over all of it. Else the instant.
   */
  private static long standingSince(LogView view, long at) {
    int begin = view.firstFrom(at);
    do {
      begin--;
    } while (view.has(begin) && !view.get(begin).status().isReference());
    if (!view.has(begin)) {
      return at;
    }
    LogEntry last = view.get(begin);
    int next = begin + 1;
    while (view.has(next) && !moves(view.get(next), last)) {
      last = view.get(next).status().isReference() ? view.get(next) : last;
      next++;
    }
    if (view.has(next) && !isSpread(view.get(next), last)) {
      return at;
    }
    LogEntry first = view.get(begin);
    for (int i = begin - 1; view.has(i) && !moves(view.get(i), first); i--) {
      first = view.get(i).status().isReference() ? view.get(i) : first;
    }
    return quarterOf(first.at());
  }

  /** A reference read with another register. */
  private static boolean moves(LogEntry entry, LogEntry other) {
    return entry.status().isReference()
        && entry.reading().energyMwh() != other.reading().energyMwh();
  }

  /** What a register moved by may be booked over the time before, in which it stood. */
  private static boolean isSpread(LogEntry move, LogEntry last) {
    return move.status() == RegisterStatus.COARSE
        || (move.status() == RegisterStatus.NORMAL && last.reading().powerMw() > 0);
  }

  /** End of the first quarter hour that may depend on readings that have left the log. */
  private static long frozenBefore(ReadingLog log, long[] kept) {
    long start = kept[0];
    List<LogEntry> oldest = LogChunk.parse(start, log.get(start)).decodeAll();
    LogEntry reference = firstReference(log, kept);
    long at =
        reference == null || reference.status() == RegisterStatus.FIRST
            ? oldest.get(0).at()
            : moveAfter(log, kept, reference);
    return quarterOf(Math.max(at, lightFrom(start, oldest))) + QUARTER_MILLIS;
  }

  /** What it moved by was counted from a reading that has left the log. */
  private static LogEntry firstReference(ReadingLog log, long[] kept) {
    for (long start : kept) {
      for (LogEntry entry : LogChunk.parse(start, log.get(start)).decodeAll()) {
        if (entry.status().isReference()) {
          return entry;
        }
      }
    }
    return null;
  }

  /**
   * When a register that stands at the begin of the log moved by what was booked over the time
   * before, too; else the instant of that reading.
   */
  private static long moveAfter(ReadingLog log, long[] kept, LogEntry first) {
    LogEntry last = first;
    for (long start : kept) {
      for (LogEntry entry : LogChunk.parse(start, log.get(start)).decodeAll()) {
        if (!entry.status().isReference() || entry.at() <= last.at()) {
          continue;
        }
        if (entry.reading().energyMwh() != first.reading().energyMwh()) {
          boolean spread =
              entry.status() == RegisterStatus.COARSE || last != first && isSpread(entry, last);
          return spread ? entry.at() : first.at();
        }
        last = entry;
      }
    }
    return first.at();
  }

  /** The light of a dropped reading does not hold beyond this. */
  private static long lightFrom(long start, List<LogEntry> oldest) {
    for (int i = 0; i < oldest.size(); i++) {
      boolean effective = i + 1 == oldest.size() || oldest.get(i + 1).at() != oldest.get(i).at();
      if (effective && oldest.get(i).reading().tellsLight()) {
        return oldest.get(i).at();
      }
    }
    return start + LogChunk.CHUNK_MILLIS - QUARTER_MILLIS;
  }
}
