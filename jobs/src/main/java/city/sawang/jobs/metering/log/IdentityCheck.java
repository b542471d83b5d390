package city.sawang.jobs.metering.log;

import static city.sawang.jobs.metering.input.MeterReading.ABSENT;

import city.sawang.jobs.metering.input.MeterReading;
import city.sawang.jobs.metering.input.MeteringRules;
import java.util.List;

/**
 * Recognises a reading that is already in the log, and counts the gaps in the device's sequence
 * numbers. The identity of a reading is (boot, seq); without seq (instant, digest). A device that
 * names no boot restarts its seq at each start, so its seq is only compared within six hours
 * (METERING.md#identity).
 */
public final class IdentityCheck {
  private final ReadingLog log;
  private final LogView view;
  private final ControllerSummary summary;
  private final MeterReading reading;
  private final long intervalMillis;
  private final SequenceGaps gaps = new SequenceGaps();
  private Repetition found = Repetition.NEW;

  /**
   * @param intervalMillis the declared reporting interval
   */
  public IdentityCheck(
      ReadingLog log,
      LogView view,
      ControllerSummary summary,
      MeterReading reading,
      long intervalMillis) {
    this.intervalMillis = intervalMillis;
    this.log = log;
    this.view = view;
    this.summary = summary;
    this.reading = reading;
  }

  /** Searches the log for the identity of the reading. */
  public Repetition search() {
    for (int i = view.firstFrom(reading.observedAt());
        view.has(i) && view.get(i).at() == reading.observedAt();
        i++) {
      compare(view.get(i).reading());
    }
    if (found == Repetition.NEW && reading.seq() != ABSENT && !summary.isEmpty()) {
      if (reading.bootId() == ABSENT) {
        searchWithoutBoot();
      } else {
        searchBySequence();
      }
    }
    if (found == Repetition.NEW && reading.arrival() && reading.seq() == ABSENT) {
      searchRepeat();
    }
    return found;
  }

  /**
   * A message without a time that a broker sends again: it says what one of the last day said, and
   * its register is behind by now, or the same so soon that the device cannot have sent it twice. A
   * register that climbed never runs the same stairs twice (METERING.md#arrival).
   */
  private void searchRepeat() {
    int place = view.placeOf(reading);
    int newest = place - 1;
    while (view.has(newest) && !view.get(newest).reading().hasRegister()) {
      newest--;
    }
    if (!reading.hasRegister() || !view.has(newest)) {
      return;
    }
    long shown = view.get(newest).reading().energyMwh();
    if (shown < reading.energyMwh()) {
      return;
    }
    long within =
        shown > reading.energyMwh()
            ? MeteringRules.REPEAT_MILLIS
            : intervalMillis / MeteringRules.BURST_DIVISOR - 1;
    for (int i = place - 1; view.has(i) && reading.observedAt() - view.get(i).at() <= within; i--) {
      MeterReading other = view.get(i).reading();
      if (other.arrival() && other.digest() == reading.digest()) {
        found = Repetition.DUPLICATE;
        return;
      }
    }
  }

  /** Changes of the gaps that the new reading brings; after {@link #search} found it new. */
  public List<MissingSequence> missing() {
    return gaps.changes();
  }

  private boolean isAboveAll() {
    return summary.topSeq() == ABSENT
        || ChunkHeader.compare(
                reading.bootId(), reading.seq(), summary.topBootId(), summary.topSeq())
            > 0;
  }

  private void compare(MeterReading other) {
    if (found != Repetition.NEW) {
      return;
    }
    if (reading.seq() == ABSENT) {
      if (other.seq() == ABSENT && other.digest() == reading.digest()) {
        found = Repetition.DUPLICATE;
      }
    } else if (other.seq() == reading.seq() && other.bootId() == reading.bootId()) {
      found = other.digest() == reading.digest() ? Repetition.DUPLICATE : Repetition.CONFLICT;
    }
  }

  /** Neighbours in time, because the numbers restart unannounced. */
  private void searchWithoutBoot() {
    int place = view.placeOf(reading);
    if (!isAboveAll()) {
      for (int i = view.firstFrom(reading.observedAt() - MeteringRules.BOOTLESS_MILLIS);
          view.has(i) && view.get(i).at() <= reading.observedAt() + MeteringRules.BOOTLESS_MILLIS;
          i++) {
        compare(view.get(i).reading());
      }
    }
    MeterReading before = numbered(place - 1, -1);
    MeterReading after = numbered(place, 1);
    gaps.insert(
        before == null ? ABSENT : before.seq(),
        reading,
        after == null ? ABSENT : after.seq(),
        after == null ? 0 : after.receivedAt());
  }

  private MeterReading numbered(int from, int step) {
    for (int i = from; view.has(i); i += step) {
      MeterReading r = view.get(i).reading();
      if (r.seq() != ABSENT && r.bootId() == ABSENT) {
        return r;
      }
    }
    return null;
  }

  /** Neighbours in the device's own order; chunk headers know most of it. */
  private void searchBySequence() {
    Neighbours near = new Neighbours(reading);
    near.offer(summary.floorBootId(), summary.floorSeq(), 0);
    if (isAboveAll()) {
      near.offer(summary.topBootId(), summary.topSeq(), 0);
    } else {
      for (long start : summary.chunkStarts()) {
        boolean own = start == LogChunk.startOf(reading.observedAt());
        ChunkHeader header =
            own ? view.headerAt(reading.observedAt()) : LogChunk.header(start, log.get(start));
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
    gaps.insert(near.below, reading, near.above, near.aboveReceivedAt);
  }

  /**
   * @param ordered the chunk is the reading's own one, and seq ascends with time in it: then only
   *     its neighbours in time can be near
   */
  private void search(long start, Neighbours near, boolean ordered) {
    if (ordered) {
      int place = view.placeOf(reading);
      if (fits(place - 1, place)) {
        near.offer(view.get(place - 1).reading());
        near.offer(view.get(place).reading());
        return;
      }
    }
    for (LogEntry entry : LogChunk.parse(start, log.get(start)).decodeAll()) {
      compare(entry.reading());
      near.offer(entry.reading());
    }
  }

  private boolean fits(int before, int after) {
    return view.has(before)
        && view.has(after)
        && LogEntry.isNumberedBefore(view.get(before).reading(), reading)
        && LogEntry.isNumberedBefore(reading, view.get(after).reading());
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
