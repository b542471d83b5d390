package city.sawang.jobs.metering;

import static city.sawang.jobs.metering.MeterReading.ABSENT;

import java.util.List;

/**
 * Tells a reading that is already there, and keeps count of the holes in the device's sequence
 * numbers. Identity is (boot, seq); without seq (instant, digest). A device that names no boot
 * counts anew each time it starts, so its seq is only compared within six hours.
 */
final class Identity {
  /** How far around a reading a device without boot counter must not use a seq again. */
  private static final long BOOTLESS_MILLIS = 6 * 3_600_000L;

  private final ReadingLog log;
  private final ReadingWindow window;
  private final ControllerSummary summary;
  private final MeterReading reading;
  private final HoleCount holes = new HoleCount();
  private Verdict refusal;

  Identity(ReadingLog log, ReadingWindow window, ControllerSummary summary, MeterReading reading) {
    this.log = log;
    this.window = window;
    this.summary = summary;
    this.reading = reading;
  }

  /**
   * @return DUPLICATE or CONFLICT, or null when the reading is new
   */
  Verdict refusal() {
    for (int i = window.firstFrom(reading.observedAt());
        window.has(i) && window.get(i).at() == reading.observedAt();
        i++) {
      compare(window.get(i).reading);
    }
    if (refusal == null && reading.seq() != ABSENT && summary != null) {
      if (reading.bootId() == ABSENT) {
        searchWithoutBoot();
      } else {
        searchBySequence();
      }
    }
    return refusal;
  }

  /** Changes of the holes that the new reading brings; after {@link #refusal} answered null. */
  List<MissingSequence> missing() {
    return holes.changes();
  }

  private boolean isAboveAll() {
    return summary.topSeq() == ABSENT
        || ChunkHeader.compare(
                reading.bootId(), reading.seq(), summary.topBootId(), summary.topSeq())
            > 0;
  }

  private void compare(MeterReading other) {
    if (refusal != null) {
      return;
    }
    if (reading.seq() == ABSENT) {
      if (other.seq() == ABSENT && other.digest() == reading.digest()) {
        refusal = Verdict.DUPLICATE;
      }
    } else if (other.seq() == reading.seq() && other.bootId() == reading.bootId()) {
      refusal = other.digest() == reading.digest() ? Verdict.DUPLICATE : Verdict.CONFLICT;
    }
  }

  /** Neighbours in time, because the numbers begin anew without saying so. */
  private void searchWithoutBoot() {
    int place = window.placeOf(reading);
    if (!isAboveAll()) {
      for (int i = window.firstFrom(reading.observedAt() - BOOTLESS_MILLIS);
          window.has(i) && window.get(i).at() <= reading.observedAt() + BOOTLESS_MILLIS;
          i++) {
        compare(window.get(i).reading);
      }
    }
    MeterReading before = numbered(place - 1, -1);
    MeterReading after = numbered(place, 1);
    holes.insert(
        before == null ? ABSENT : before.seq(),
        reading,
        after == null ? ABSENT : after.seq(),
        after == null ? 0 : after.receivedAt());
  }

  private MeterReading numbered(int from, int step) {
    for (int i = from; window.has(i); i += step) {
      MeterReading r = window.get(i).reading;
      if (r.seq() != ABSENT && r.bootId() == ABSENT) {
        return r;
      }
    }
    return null;
  }

  /** Neighbours in the device's own order; chunk headers tell most of it. */
  private void searchBySequence() {
    Neighbours near = new Neighbours(reading);
    near.offer(summary.floorBootId(), summary.floorSeq(), 0);
    if (isAboveAll()) {
      near.offer(summary.topBootId(), summary.topSeq(), 0);
    } else {
      for (long start : summary.chunkStarts()) {
        boolean own = start == LogChunk.startOf(reading.observedAt());
        ChunkHeader header =
            own ? window.headerAt(reading.observedAt()) : LogChunk.header(start, log.get(start));
        if (!header.hasSequence()) {
          continue;
        }
        near.offer(header.minBoot(), header.minSeq(), header.minReceivedAt());
        near.offer(header.maxBoot(), header.maxSeq(), header.maxReceivedAt());
        if (header.spans(reading.bootId(), reading.seq())) {
          search(start, near, own && header.ordered());
        }
      }
    }
    holes.insert(near.below, reading, near.above, near.aboveReceivedAt);
  }

  /**
   * @param ordered the chunk is the reading's own one, and seq ascends with time in it: then only
   *     its neighbours in time can be near
   */
  private void search(long start, Neighbours near, boolean ordered) {
    if (ordered) {
      int place = window.placeOf(reading);
      if (fits(place - 1, place)) {
        near.offer(window.get(place - 1).reading);
        near.offer(window.get(place).reading);
        return;
      }
    }
    for (LogEntry entry : LogChunk.parse(start, log.get(start)).decodeAll()) {
      compare(entry.reading);
      near.offer(entry.reading);
    }
  }

  private boolean fits(int before, int after) {
    return window.has(before)
        && window.has(after)
        && LogEntry.isNumberedBefore(window.get(before).reading, reading)
        && LogEntry.isNumberedBefore(reading, window.get(after).reading);
  }

  /** Closest sequence numbers of the same boot. */
  private static final class Neighbours {
    private final MeterReading reading;
    private long below = ABSENT;
    private long above = ABSENT;
    private long aboveReceivedAt;

    Neighbours(MeterReading reading) {
      this.reading = reading;
    }

    void offer(MeterReading r) {
      if (r.seq() != ABSENT) {
        offer(r.bootId(), r.seq(), r.receivedAt());
      }
    }

    void offer(long boot, long seq, long receivedAt) {
      if (boot != reading.bootId() || boot == ABSENT || seq == ABSENT) {
        return;
      }
      if (seq < reading.seq()) {
        below = Math.max(below, seq);
      } else if (seq > reading.seq() && (above == ABSENT || seq < above)) {
        above = seq;
        aboveReceivedAt = receivedAt;
      }
    }
  }
}
