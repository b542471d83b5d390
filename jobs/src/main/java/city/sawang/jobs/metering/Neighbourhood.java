package city.sawang.jobs.metering;

import static city.sawang.jobs.metering.QuarterHourContribution.QUARTER_MILLIS;
import static city.sawang.jobs.metering.QuarterHourContribution.quarterOf;
import static city.sawang.jobs.metering.ReadingWindow.NONE;

/**
 * Puts a new reading into the log and finds how far its influence reaches: outside the range of
 * quarter hours from {@link #first} to {@link #last} nothing changes.
 */
final class Neighbourhood {
  /** Later readings that can decide a quarter hour that no counter closes. */
  private static final int DECIDING_READINGS = 4;

  /** How long a quarter hour that no counter closes may wait for its decision, and one more. */
  private static final long DECIDING_MILLIS = 3_600_000L + QUARTER_MILLIS;

  private static final int FROZEN_READINGS = 6;

  private final ReadingWindow window;
  private final Site site;
  private final CounterFold fold;
  private long first;
  private long last;
  private int chainBegin = NONE;
  private int chainEnd = NONE;
  private boolean rootless;

  Neighbourhood(ReadingWindow window, Site site, CounterFold fold) {
    this.window = window;
    this.site = site;
    this.fold = fold;
  }

  void insert(MeterReading reading) {
    int index = window.insert(new LogEntry(reading, CounterStatus.NONE));
    first = quarterOf(reading.observedAt());
    last = first;
    long interval = site.intervalMillis(site.slotAt(reading.observedAt()));
    reach(Math.floorDiv(reading.observedAt(), interval) * interval);
    if (!window.speaks(index)) {
      return;
    }
    silenceFormerSpeaker(index);
    reachNeighbours(index);
    reachLight(index);
    reachUndecided(index);
    if (reading.hasCounter()) {
      decideAround(index);
      reachFrozen(index);
    }
  }

  long first() {
    return first;
  }

  long last() {
    return last;
  }

  /**
   * What the new reading changes of what the counters have counted.
   *
   * @param truncated the log does not begin with the first reading ever
   * @return {@code stands} moved; begun anew when the base before the changes has left the log
   */
  CounterStands count(CounterStands stands, boolean truncated) {
    if (chainEnd == NONE) {
      return stands;
    }
    CounterStands moved = new BaseChain(window, site).changed(stands, chainBegin, chainEnd);
    return rootless && truncated ? moved.begunAnew() : moved;
  }

  private void reach(long at) {
    long quarter = quarterOf(at);
    first = Math.min(first, quarter);
    last = Math.max(last, quarter);
  }

  private void silenceFormerSpeaker(int index) {
    for (int i = index - 1; window.has(i) && window.get(i).at() == window.get(index).at(); i--) {
      window.setStatus(i, CounterStatus.NONE);
    }
  }

  /** Light and power are booked from reading to reading. */
  private void reachNeighbours(int index) {
    for (int i = window.previousSpeaker(index); i != NONE; i = window.previousSpeaker(i)) {
      if (window.get(index).at() - window.get(i).at() <= CounterFold.LONGEST_MILLIS) {
        reach(window.get(i).at());
      }
      if (isUsable(i)) {
        break;
      }
    }
    for (int i = window.nextSpeaker(index); i != NONE; i = window.nextSpeaker(i)) {
      if (window.get(i).at() - window.get(index).at() <= CounterFold.LONGEST_MILLIS) {
        reach(window.get(i).at());
      }
      if (isUsable(i)) {
        break;
      }
    }
  }

  /**
   * What is said about light holds to the next reading that says something about it, but not beyond
   * the newest one; so a reading that says nothing may lengthen what was said before.
   */
  private void reachLight(int index) {
    long hold = site.longestHoldMillis();
    int previous = window.previousSpeaker(index);
    for (int i = previous; i != NONE; i = window.previousSpeaker(i)) {
      if (window.get(previous).at() - window.get(i).at() >= hold) {
        break;
      }
      if (window.get(i).reading.tellsLight()) {
        reach(window.get(i).at());
        break;
      }
    }
    long until = window.get(index).at() + hold;
    for (int i = window.nextSpeaker(index); i != NONE; i = window.nextSpeaker(i)) {
      reach(Math.min(until, window.get(i).at()));
      if (window.get(i).at() >= until || window.get(i).reading.tellsLight()) {
        break;
      }
    }
  }

  private boolean isUsable(int index) {
    MeterReading r = window.get(index).reading;
    return r.hasCounter() || r.hasPower();
  }

  /** Without counters, a quarter hour is decided by later readings, and this is one. */
  private void reachUndecided(int index) {
    boolean withoutCounter = !window.get(index).reading.hasCounter();
    int i = index;
    int oldest = index;
    for (int back = 0; back < DECIDING_READINGS; back++) {
      i = window.previousSpeaker(i);
      if (i == NONE) {
        break;
      }
      withoutCounter |= !window.get(i).reading.hasCounter();
      oldest = i;
    }
    int previous = window.previousSpeaker(index);
    if (withoutCounter && previous != NONE) {
      reach(window.get(oldest).at());
      reach(window.get(previous).at() - DECIDING_MILLIS);
    }
  }

  private void decideAround(int index) {
    int base = fold.safeBaseBefore(index);
    int end = fold.decide(base, index);
    int begin = base == NONE ? fold.firstCounter() : base;
    // Another reading may have spoken for the new one's instant, and have been the first base.
    chainBegin = base == NONE ? window.firstFrom(Long.MIN_VALUE) : base;
    chainEnd = end;
    rootless = base == NONE;
    if (isNear(begin, index)) {
      reach(window.get(begin).at());
    }
    if (end != NONE && isNear(index, end)) {
      reach(window.get(end).at());
      reachSettled(index, end);
    }
  }

  /** A base is settled when the counters just before it are, and those may have changed. */
  private void reachSettled(int index, int end) {
    int i = end;
    for (int ahead = 1; ahead <= CounterFold.AHEAD; ahead++) {
      i = window.nextCounter(i);
      if (i == NONE || !isNear(index, i)) {
        return;
      }
      reach(window.get(i).at());
    }
  }

  private boolean isNear(int from, int to) {
    return window.get(to).at() - window.get(from).at() <= CounterFold.LONGEST_MILLIS;
  }

  /** A run of equal counters is told by its last six readings. */
  private void reachFrozen(int index) {
    int i = index;
    for (int ahead = 1; ahead < FROZEN_READINGS; ahead++) {
      i = window.nextCounter(i);
      if (i == NONE || !isNear(index, i)) {
        return;
      }
      reach(window.get(i).at());
    }
  }
}
