package city.sawang.local.verify;

import city.sawang.local.verify.SentReadings.Content;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Recalculates what the quarter hours of a lamp must show, straight from the metering rules and
 * without any regard for speed: all readings at once, sorted, one pass. Written apart from the jobs,
 * so that an error has to be made twice to go unseen. Where the rules fix how energy is split
 * between quarter hours the oracle splits it; where they leave it to the measured power (a coarse
 * counter, a burst, a device with two clocks) it says between which two instants it must lie.
 */
final class EnergyOracle {
  static final long QUARTER = 900_000;
  private static final long HOUR = 3_600_000;
  private static final long WATT_HOUR = 1_000;

  /** "Within the next 3 readings or 60 min": the next one, and two more within the hour. */
  private static final int AHEAD = 3;

  private static final long LONGEST = 400L * 24 * HOUR;
  private static final long UNREGISTERED_MILLIWATTS = 400_000;
  private static final long LIT_MILLIWATTS = 2_000;

  /** P_max is so many tenths of the power that readings report. */
  private static final long REPORTED_TENTHS = 13;

  /** No counter shows coarser steps. */
  private static final long COARSEST = 1_000_000;

  /** So many positive differences make a resolution known. */
  private static final int KNOWN_BY = 3;

  /** A burst is closer than a quarter of the interval, after more than one and a half. */
  private static final int BURST_QUARTER = 4;

  /** What was queued somewhere has come within so many intervals of its first message. */
  private static final int DRAINED_INTERVALS = 4;

  /** The device's own counters go before those timed by arrival for so many intervals. */
  private static final int OWN_CLOCK_INTERVALS = 3;

  /** One quarter hour; mWh. {@link #splits} is how many roundings its figure contains. */
  static final class Quarter {
    boolean known;
    long measured;
    long interpolated;
    long estimated;
    long unbooked;
    int accepted;
    int splits;

    /** Whether the rules let something be estimated here. */
    boolean mayEstimate;

    /** Whether they leave open how much. */
    boolean estimateOpen;

    long energy() {
      return measured + interpolated + estimated;
    }
  }

  /**
   * Energy that must be booked somewhere in (from, to].
   *
   * @param free the rules do not fix where
   */
  record EnergySpan(long from, long to, long milliwattHours, boolean free) {}

  /**
   * What becomes of a lamp's readings.
   *
   * @param quarters by period start; where a booking is free they have no part of it
   * @param bookings measured or interpolated, in order of time
   * @param jumps when something was seen to have jumped, and how much
   * @param arrivalMillis how far a decision about readings that are timed by their arrival may reach;
   *     0: there are none
   * @param fromPower whether power stands for a counter somewhere
   * @param falls sum of what the counter fell back by, and of what stood on it after a reset: it may
   *     have been lost, or read twice
   */
  record Metered(
      SortedMap<Long, Quarter> quarters,
      List<EnergySpan> bookings,
      SortedMap<Long, Long> jumps,
      long arrivalMillis,
      boolean fromPower,
      long falls) {
    /** Whether the rules fix every figure. */
    boolean fixed() {
      return bookings.stream().noneMatch(EnergySpan::free);
    }

    /** What is booked and unbooked of the counter until an instant, measured where it was read. */
    long movedUntil(long t) {
      return bookings.stream().filter(b -> b.to <= t).mapToLong(EnergySpan::milliwattHours).sum()
          + jumps.headMap(t + 1).values().stream().mapToLong(Long::longValue).sum();
    }
  }

  /** How one step from the reference read was judged while the resolution was not known. */
  private record Provisional(long delta, long capWithoutStep, long seenAt) {}

  private final OracleLamp lamp;
  private final List<Content> counters = new ArrayList<>();
  private final List<Boolean> afterBurst = new ArrayList<>();
  private final SortedMap<Long, Quarter> quarters = new TreeMap<>();
  private final List<EnergySpan> bookings = new ArrayList<>();
  private final SortedMap<Long, Long> jumps = new TreeMap<>();
  private final List<Provisional> provisional = new ArrayList<>();
  private final boolean free;
  private final Set<Long> knownJumps;
  private final Set<Long> newJumps = new HashSet<>();
  private int positives;
  private long smallest = Long.MAX_VALUE;
  private boolean fromPower;
  private long falls;
  private long countedSlot = Long.MIN_VALUE;

  private EnergyOracle(OracleLamp lamp, boolean free, Set<Long> knownJumps) {
    this.lamp = lamp;
    this.free = free;
    this.knownJumps = knownJumps;
  }

  /**
   * @param readings distinct accepted ones within the horizon, in any order
   * @return by period start
   */
  static SortedMap<Long, Quarter> quarters(OracleLamp lamp, List<Content> readings) {
    return metered(lamp, readings).quarters();
  }

  /**
   * @param readings distinct accepted ones within the horizon, in any order
   */
  static Metered metered(OracleLamp lamp, List<Content> readings) {
    List<Content> sorted = new ArrayList<>(readings);
    sorted.sort(
        Comparator.comparingLong(Content::observedAt)
            .thenComparing(Content::hasCounter)
            .thenComparingLong(Content::boot)
            .thenComparingLong(Content::seq)
            .thenComparingLong(Content::energy));
    boolean free = lamp.isMeter() || sorted.stream().anyMatch(reading -> !reading.numbered());
    Set<Long> jumps = new HashSet<>();
    while (true) {
      EnergyOracle oracle = new EnergyOracle(lamp, free, jumps);
      for (Content reading : sorted) {
        oracle.countSlot(reading.observedAt());
      }
      oracle.read(effective(sorted));
      oracle.book();
      if (!jumps.addAll(oracle.newJumps)) {
        boolean byArrival = oracle.counters.stream().anyMatch(Content::timedByArrival);
        return new Metered(
            oracle.quarters,
            oracle.bookings,
            oracle.jumps,
            byArrival ? DRAINED_INTERVALS * lamp.intervalMillis() : 0,
            oracle.fromPower,
            oracle.falls);
      }
    }
  }

  /** Of several readings at one instant the last in the device's own order is effective. */
  private static List<Content> effective(List<Content> sorted) {
    List<Content> effective = new ArrayList<>();
    for (int i = 0; i < sorted.size(); i++) {
      if (i + 1 == sorted.size() || sorted.get(i + 1).observedAt() != sorted.get(i).observedAt()) {
        effective.add(sorted.get(i));
      }
    }
    return effective;
  }

  /** Chooses the counters that make energy, and books power where no counter covers it. */
  private void read(List<Content> sorted) {
    List<Content> all = sorted.stream().filter(Content::hasCounter).toList();
    List<Content> own = all.stream().filter(reading -> !reading.timedByArrival()).toList();
    List<Content> used =
        all.stream()
            .filter(reading -> !reading.timedByArrival() || !covered(reading, own))
            .toList();
    for (int i = 0; i < used.size(); i++) {
      boolean last = !inBurst(used, i) || !inBurst(used, i + 1);
      if (last) {
        counters.add(used.get(i));
        afterBurst.add(inBurst(used, i));
      }
    }
    List<Content> powered =
        sorted.stream()
            .filter(c -> c.hasPower() || c.hasCounter())
            .filter(c -> !c.timedByArrival() || !covered(c, own))
            .toList();
    for (int i = 1; i < powered.size(); i++) {
      Content from = powered.get(i - 1);
      Content to = powered.get(i);
      boolean outside =
          counters.isEmpty()
              || to.observedAt() <= counters.get(0).observedAt()
              || from.observedAt() >= counters.get(counters.size() - 1).observedAt();
      if (outside) {
        fromPower(from, to);
      }
    }
  }

  /** Whether the device's own clock was heard about then, however old what it said was. */
  private boolean covered(Content arrival, List<Content> own) {
    long within = OWN_CLOCK_INTERVALS * lamp.intervalMillis();
    return own.stream().anyMatch(o -> Math.abs(o.arrivedAt() - arrival.observedAt()) <= within);
  }

  /**
   * Whether reading {@code i} came in a burst: together with the one before it or after it, after a
   * silence. What came before the first reading nobody knows.
   */
  private boolean inBurst(List<Content> used, int i) {
    if (i >= used.size() || !used.get(i).timedByArrival()) {
      return false;
    }
    int first = i;
    while (first > 0
        && used.get(first - 1).timedByArrival()
        && (gap(used, first) * BURST_QUARTER < lamp.intervalMillis())) {
      first--;
    }
    boolean silenceBefore = first > 0 && 2 * gap(used, first) > 3 * lamp.intervalMillis();
    boolean several =
        first + 1 < used.size() && gap(used, first + 1) * BURST_QUARTER < lamp.intervalMillis();
    return silenceBefore && several;
  }

  private static long gap(List<Content> used, int i) {
    return used.get(i).observedAt() - used.get(i - 1).observedAt();
  }

  /** Of a reporting interval one reading counts, and by day none of a night-powered lamp. */
  private void countSlot(long at) {
    long slot = Math.floorDiv(at, lamp.intervalMillis()) * lamp.intervalMillis();
    boolean expected = !lamp.nightPowered() || lamp.litMillis(slot, slot + 1) > 0;
    if (slot != countedSlot && expected) {
      quarter(slot).accepted++;
    }
    countedSlot = slot;
  }

  private Quarter quarter(long at) {
    return quarters.computeIfAbsent(Math.floorDiv(at, QUARTER) * QUARTER, q -> new Quarter());
  }

  private void book() {
    int base = 0;
    int moved = 0;
    int k = 1;
    while (k < counters.size()) {
      Content from = counters.get(base);
      Content to = counters.get(k);
      long delta = to.energy() - from.energy();
      if (tooLong(base, k)) {
        moved = k;
      } else if (knownJumps.contains(to.observedAt())) {
        jump(delta, to.observedAt());
        moved = k;
      } else if (delta >= 0 && delta <= cap(moved, k, delta)) {
        normal(base, k, moved, delta);
        moved = delta > 0 ? k : moved;
      } else {
        int back = recovery(base, k, moved);
        if (delta < 0 && rolledOver(base, k, moved)) {
          book(counters.get(moved), to, delta + lamp.registerMilliwattHours(), moved != base);
        } else if (back >= 0 && (delta > 0 || upInOneStep(k, back))) {
          long recovered = counters.get(back).energy() - from.energy();
          normal(base, back, moved, recovered);
          k = back;
          moved = recovered > 0 ? back : moved;
          base = k++;
          continue;
        } else if (delta > 0) {
          jump(delta, to.observedAt());
        } else if (to.energy() <= cap(moved, k, 0)) {
          falls += to.energy();
          reset(from, to);
        } else {
          falls -= delta;
          mayEstimate(from, to, true);
        }
        moved = k;
      }
      base = k++;
    }
  }

  private boolean tooLong(int base, int k) {
    return counters.get(k).observedAt() - counters.get(base).observedAt() > LONGEST;
  }

  private void normal(int base, int k, int moved, long delta) {
    boolean coarse = delta > 0 && moved != base;
    int from = delta > 0 ? moved : base;
    if (delta > 0) {
      if (positives < KNOWN_BY) {
        long without = cap(moved, k, 0) - resolution(0);
        if (delta > without) {
          provisional.add(new Provisional(delta, without, counters.get(k).observedAt()));
        }
      }
      positives++;
      smallest = Math.min(smallest, delta);
    }
    book(counters.get(from), counters.get(k), delta, coarse || afterBurst.get(k));
    if (delta > 0 && positives == KNOWN_BY) {
      judgeAnew();
    }
  }

  /** What had passed by a resolution that was not known yet, now that it is. */
  private void judgeAnew() {
    for (Provisional one : provisional) {
      if (one.delta > one.capWithoutStep + resolution(0)) {
        newJumps.add(one.seenAt);
      }
    }
    provisional.clear();
  }

  private void jump(long delta, long seenAt) {
    quarter(seenAt).unbooked += delta;
    jumps.merge(seenAt, delta, Long::sum);
  }

  /** The first reading that is where the counter may be, coming from the reference read, or −1. */
  private int recovery(int base, int k, int moved) {
    for (int j = k + 1; j < counters.size() && mayLook(k, j); j++) {
      long delta = counters.get(j).energy() - counters.get(base).energy();
      if (delta >= 0 && !tooLong(base, j) && delta <= cap(moved, j, delta)) {
        return j;
      }
    }
    return -1;
  }

  private boolean mayLook(int k, int j) {
    return j - k <= 1
        || (j - k <= AHEAD && counters.get(j).observedAt() - counters.get(k).observedAt() <= HOUR);
  }

  /** Whether the way up from reading {@code k} to {@code back} holds a step that cannot be. */
  private boolean upInOneStep(int k, int back) {
    for (int j = k + 1; j <= back; j++) {
      long step = counters.get(j).energy() - counters.get(j - 1).energy();
      if (step > cap(j - 1, j, 0)) {
        return true;
      }
    }
    return false;
  }

  private boolean rolledOver(int base, int k, int moved) {
    Content from = counters.get(base);
    Content to = counters.get(k);
    long width = lamp.registerMilliwattHours();
    long delta = to.energy() + width - from.energy();
    return width > 0
        && BigInteger.valueOf(from.energy())
                .multiply(BigInteger.valueOf(20))
                .compareTo(BigInteger.valueOf(width).multiply(BigInteger.valueOf(19)))
            > 0
        && delta >= 0
        && delta <= cap(moved, k, delta);
  }

  /** The counter's resolution, as far as it is known, when a step of this size is looked at. */
  private long resolution(long step) {
    long known = smallest;
    if (positives < KNOWN_BY && step > 0) {
      known = Math.min(known, step);
    }
    return known == Long.MAX_VALUE ? COARSEST : Math.min(known, COARSEST);
  }

  /** 1.2 · P_max · (t_k − t_i) + r + 1 Wh, in mWh; i: where the counter moved last. */
  private long cap(int moved, int k, long step) {
    Content from = counters.get(moved);
    Content to = counters.get(k);
    long max = lamp.nominalMilliwatts() == 0 ? UNREGISTERED_MILLIWATTS : lamp.nominalMilliwatts();
    for (int i = moved; i <= k; i++) {
      max = Math.max(max, counters.get(i).power() * REPORTED_TENTHS / 10);
    }
    return BigInteger.valueOf(max * 12)
            .multiply(BigInteger.valueOf(to.observedAt() - from.observedAt()))
            .divide(BigInteger.valueOf(10 * HOUR))
            .longValueExact()
        + resolution(step)
        + WATT_HOUR;
  }

  private boolean lit(Content reading) {
    return reading.power() >= Math.max(LIT_MILLIWATTS, lamp.nominalMilliwatts() / 20);
  }

  private void book(Content from, Content to, long energy, boolean shaped) {
    long first = Math.floorDiv(from.observedAt(), QUARTER);
    boolean split = first != Math.floorDiv(to.observedAt() - 1, QUARTER);
    if ((shaped || free) && split) {
      bookings.add(new EnergySpan(from.observedAt(), to.observedAt(), energy, true));
      for (long q = first * QUARTER; q < to.observedAt(); q += QUARTER) {
        quarter(q).known = true;
      }
    } else {
      bookings.add(new EnergySpan(from.observedAt(), to.observedAt(), energy, false));
      spread(from, to, energy, false);
    }
  }

  /** Without a counter the mean of both powers stands for it, or what was expected. */
  private void fromPower(Content from, Content to) {
    long span = to.observedAt() - from.observedAt();
    if (isGap(from, to) || !from.hasPower() || !to.hasPower()) {
      if (lamp.nominalMilliwatts() > 0) {
        mayEstimate(from, to, free);
        spread(from, to, lamp.expectedMilliwattHours(from.observedAt(), to.observedAt()), true);
      }
      return;
    }
    // Half up: (p1 + p2) · Δt / 2 h.
    long energy =
        BigInteger.valueOf(Math.max(0, from.power()) + Math.max(0, to.power()))
            .multiply(BigInteger.valueOf(span))
            .add(BigInteger.valueOf(HOUR))
            .divide(BigInteger.valueOf(2 * HOUR))
            .longValueExact();
    fromPower = true;
    // Power was measured at both ends: where between them it went is not the schedule's to say.
    book(from, to, energy, true);
  }

  /**
   * What the new counter shows is measured; what the old one did not live to show is estimated: the
   * lower of both powers for the time between, over a gap what was expected.
   */
  private void reset(Content from, Content to) {
    book(from, to, to.energy(), false);
    mayEstimate(from, to, free);
    long span = to.observedAt() - from.observedAt();
    long likely =
        isGap(from, to)
            ? lamp.expectedMilliwattHours(from.observedAt(), to.observedAt())
            : BigInteger.valueOf(Math.max(0, Math.min(from.power(), to.power())))
                .multiply(BigInteger.valueOf(span))
                .divide(BigInteger.valueOf(HOUR))
                .longValueExact();
    if (likely > to.energy() && !free) {
      spread(from, to, likely - to.energy(), true);
    }
  }

  private void mayEstimate(Content from, Content to, boolean open) {
    for (long q = Math.floorDiv(from.observedAt(), QUARTER) * QUARTER;
        q < to.observedAt();
        q += QUARTER) {
      quarter(q).mayEstimate = true;
      quarter(q).estimateOpen |= open;
    }
  }

  private boolean isGap(Content from, Content to) {
    return to.observedAt() - from.observedAt() > 2 * lamp.intervalMillis();
  }

  /** Books energy into the quarters between two readings. */
  private void spread(Content from, Content to, long energy, boolean estimate) {
    long start = from.observedAt();
    long end = to.observedAt();
    boolean gap = isGap(from, to);
    boolean byTime = (lit(from) && lit(to) && !gap) || lamp.litMillis(start, end) == 0;
    long total = byTime ? end - start : lamp.litMillis(start, end);
    long firstQuarter = Math.floorDiv(start, QUARTER) * QUARTER;
    long lastQuarter = Math.floorDiv(end - 1, QUARTER) * QUARTER;
    boolean split = firstQuarter != lastQuarter;
    long bookedWeight = 0;
    long booked = 0;
    for (long q = firstQuarter; q <= lastQuarter; q += QUARTER) {
      long a = Math.max(start, q);
      long b = Math.min(end, q + QUARTER);
      bookedWeight += byTime ? b - a : lamp.litMillis(a, b);
      long upTo =
          BigInteger.valueOf(energy)
              .multiply(BigInteger.valueOf(bookedWeight))
              .divide(BigInteger.valueOf(total))
              .longValueExact();
      Quarter quarter = quarter(q);
      quarter.known = true;
      quarter.splits += split ? 1 : 0;
      if (estimate) {
        quarter.estimated += upTo - booked;
      } else if (split || gap) {
        quarter.interpolated += upTo - booked;
      } else {
        quarter.measured += upTo - booked;
      }
      booked = upTo;
    }
  }
}
