package city.sawang.jobs.metering;

import static city.sawang.jobs.metering.ReadingWindow.NONE;

/**
 * Decides what becomes of each counter (domain §3): reads the counters in log order and keeps one
 * base, the counter that the next difference is taken from. Every decision looks ahead at most
 * {@link #AHEAD} counters, so that a new reading only touches the decisions near it.
 */
final class CounterFold {
  /** A decision looks at no more than this many later counters… */
  static final int AHEAD = 3;

  /** …and, but for the very next one, at none that is later by more than this. */
  static final long AHEAD_MILLIS = 3_600_000L;

  /** A difference over more than this is not booked (ours): the clock was wrong at one end. */
  static final long LONGEST_MILLIS = 400L * 24 * 3_600_000L;

  private final ReadingWindow window;
  private final Site site;
  private final boolean truncated;

  /**
   * @param truncated the log does not begin with the first reading ever: its first base stays what
   *     it is
   */
  CounterFold(ReadingWindow window, Site site, boolean truncated) {
    this.window = window;
    this.site = site;
    this.truncated = truncated;
  }

  /** The base to begin with when everything is decided anew, or {@link ReadingWindow#NONE}. */
  int start() {
    if (!truncated) {
      return NONE;
    }
    int index = firstCounter();
    while (index != NONE && !window.get(index).status.isBase()) {
      index = window.nextCounter(index);
    }
    return index;
  }

  /**
   * The base from which to decide anew after the entry at {@code changed} came: one that stays a
   * base whatever the new entry is.
   *
   * @return its index, or {@link ReadingWindow#NONE} when the log begins first
   */
  int safeBaseBefore(int changed) {
    int index = changed;
    boolean calm = true;
    int newest = NONE;
    for (int back = 1; ; back++) {
      index = window.previousCounter(index);
      if (index == NONE) {
        // With nothing before that looks ahead, the nearest base will do.
        return calm ? newest : startBefore(changed);
      }
      CounterStatus status = window.get(index).status;
      newest = newest == NONE ? index : newest;
      if (back <= AHEAD) {
        calm &= status.isFinalAtOnce();
        if (back == AHEAD && calm) {
          return newest;
        }
      } else if (status.isBase()) {
        return index;
      }
    }
  }

  /**
   * Decides from {@code base} on until the outcome is the one of before again.
   *
   * @param base a base, or {@link ReadingWindow#NONE} to begin with the first counter of the log
   * @param settledAfter decisions up to this index may differ from those of before
   * @return index of the last base that was decided, or {@link ReadingWindow#NONE}
   */
  int decide(int base, int settledAfter) {
    int current = base;
    int candidate = base == NONE ? firstCounter() : window.nextCounter(base);
    while (candidate != NONE) {
      int end = current == NONE ? candidate : recovery(current, candidate);
      boolean wasBase;
      if (current == NONE || !isOneEpoch(current, candidate)) {
        wasBase = set(candidate, CounterStatus.FIRST);
        current = candidate;
      } else if (end != NONE) {
        while (candidate != end) {
          set(candidate, CounterStatus.REJECTED);
          candidate = window.nextCounter(candidate);
        }
        wasBase = set(end, CounterStatus.NORMAL);
        current = end;
      } else {
        wasBase = set(candidate, fallOrJump(current, candidate));
        current = candidate;
      }
      if (wasBase && current > settledAfter) {
        return current;
      }
      candidate = window.nextCounter(current);
    }
    return current;
  }

  /** The first counter of the log; there is one when a counter was just put in. */
  int firstCounter() {
    int index = window.firstFrom(Long.MIN_VALUE);
    return window.has(index) && window.get(index).reading.hasCounter() && window.speaks(index)
        ? index
        : window.nextCounter(index);
  }

  private int startBefore(int changed) {
    int start = start();
    return start < changed ? start : NONE;
  }

  private boolean set(int index, CounterStatus status) {
    boolean wasBase = window.get(index).status.isBase();
    window.setStatus(index, status);
    return wasBase;
  }

  private boolean isOneEpoch(int a, int b) {
    return site.isOneEpoch(site.slotAt(window.get(a).at()), site.slotAt(window.get(b).at()));
  }

  /** First of the candidate and its followers that continues the base, or NONE. */
  private int recovery(int base, int candidate) {
    int index = candidate;
    for (int ahead = 0; index != NONE; ahead++) {
      if (continues(base, index)) {
        return index;
      }
      index = follower(candidate, index, ahead);
    }
    return NONE;
  }

  /** The counter after {@code index}, when it may still be looked at from {@code candidate}. */
  private int follower(int candidate, int index, int ahead) {
    if (ahead >= AHEAD) {
      return NONE;
    }
    int next = window.nextCounter(index);
    if (next == NONE || !isOneEpoch(candidate, next)) {
      return NONE;
    }
    boolean near = window.get(next).at() - window.get(candidate).at() <= AHEAD_MILLIS;
    return ahead == 0 || near ? next : NONE;
  }

  /** c_j ≥ c_base and the difference is no more than the lamp can have used. */
  private boolean continues(int base, int index) {
    MeterReading from = window.get(base).reading;
    MeterReading to = window.get(index).reading;
    long delta = to.energyMwh() - from.energyMwh();
    return delta >= 0
        && to.observedAt() - from.observedAt() <= LONGEST_MILLIS
        && delta <= site.capMwh(from, to, site.slotAt(to.observedAt()));
  }

  private CounterStatus fallOrJump(int base, int candidate) {
    MeterReading from = window.get(base).reading;
    MeterReading to = window.get(candidate).reading;
    if (to.energyMwh() >= from.energyMwh()
        || to.observedAt() - from.observedAt() > LONGEST_MILLIS) {
      return CounterStatus.JUMP;
    }
    int slot = site.slotAt(to.observedAt());
    long cap = site.capMwh(from, to, slot);
    long modulus = site.modulusMwh(to, slot);
    if (modulus > 0
        && from.energyMwh() > modulus - modulus / 20
        && from.energyMwh() < modulus
        && to.energyMwh() + modulus - from.energyMwh() <= cap) {
      return CounterStatus.WRAP;
    }
    return to.energyMwh() <= cap && climbsAfter(candidate)
        ? CounterStatus.RESET
        : CounterStatus.JUMP;
  }

  /** The next two counters, as far as they have come and may be looked at, do not fall. */
  private boolean climbsAfter(int candidate) {
    int index = candidate;
    for (int ahead = 0; ahead < 2; ahead++) {
      int next = follower(candidate, index, ahead);
      if (next == NONE) {
        return true;
      }
      if (window.get(next).reading.energyMwh() < window.get(index).reading.energyMwh()) {
        return false;
      }
      index = next;
    }
    return true;
  }

  /** No later reading in order can change the decision on this base or on the three before it. */
  boolean isSettled(int base) {
    int index = base;
    for (int back = 0; back <= AHEAD && index != NONE; back++) {
      if (!window.get(index).status.isFinalAtOnce() && !isWindowClosed(index)) {
        return false;
      }
      index = window.previousCounter(index);
    }
    return true;
  }

  private boolean isWindowClosed(int candidate) {
    if (window.get(candidate).status == CounterStatus.REJECTED) {
      return true;
    }
    int index = candidate;
    for (int ahead = 1; ahead <= AHEAD; ahead++) {
      index = window.nextCounter(index);
      if (index == NONE) {
        return false;
      }
      if (!isOneEpoch(candidate, index)
          || window.get(index).at() - window.get(candidate).at() > AHEAD_MILLIS) {
        return true;
      }
    }
    return true;
  }
}
