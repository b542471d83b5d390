package city.sawang.local.verify;

import city.sawang.local.verify.SentReadings.Content;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Recalculates what the quarter hours of a lamp must show, straight from METERING.md and without any
 * regard for speed: all readings at once, sorted, one pass. Written apart from the jobs, so that an error has
 * to be made twice to go unseen. Where they leave a choice, the choice of the jobs' RATIONALE.md is
 * followed and named here.
 */
final class EnergyOracle {
  static final long QUARTER = 900_000;
  private static final long HOUR = 3_600_000;

  /** "Within the next 3 readings or 60 min": the next one, and two more within the hour. */
  private static final int AHEAD = 3;

  private static final long LONGEST = 400L * 24 * HOUR;
  private static final long UNREGISTERED_MILLIWATTS = 5_000_000;
  private static final long LIT_MILLIWATTS = 2_000;

  /** One quarter hour; mWh. {@link #splits} is how many roundings its figure contains. */
  static final class Quarter {
    boolean known;
    long measured;
    long interpolated;
    long estimated;
    int accepted;
    int splits;

    long energy() {
      return measured + interpolated + estimated;
    }
  }

  private final OracleLamp lamp;
  private final List<Content> counters = new ArrayList<>();
  private final SortedMap<Long, Quarter> quarters = new TreeMap<>();

  private long countedSlot = Long.MIN_VALUE;

  private EnergyOracle(OracleLamp lamp) {
    this.lamp = lamp;
  }

  /**
   * @param readings distinct accepted ones within the horizon, in any order
   * @return by period start
   */
  static SortedMap<Long, Quarter> quarters(OracleLamp lamp, List<Content> readings) {
    EnergyOracle oracle = new EnergyOracle(lamp);
    List<Content> sorted = new ArrayList<>(readings);
    sorted.sort(
        Comparator.comparingLong(Content::observedAt)
            .thenComparingLong(Content::boot)
            .thenComparingLong(Content::seq));
    for (int i = 0; i < sorted.size(); i++) {
      Content reading = sorted.get(i);
      oracle.countSlot(reading.observedAt());
      // Of several readings at one instant the last in the device's own order is effective.
      if (i + 1 == sorted.size() || sorted.get(i + 1).observedAt() != reading.observedAt()) {
        oracle.counters.add(reading);
      }
    }
    oracle.book();
    return oracle.quarters;
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
    int k = 1;
    while (k < counters.size()) {
      int end = recovery(base, k);
      if (end >= 0) {
        difference(counters.get(base), counters.get(end));
        k = end;
      } else if (isReset(base, k)) {
        reset(counters.get(base), counters.get(k));
      }
      // Otherwise a jump: nothing is booked, and counting resumes from here.
      base = k++;
    }
  }

  /** The first of reading k and what may be looked at after it that continues the base, or −1. */
  private int recovery(int base, int k) {
    for (int j = k; j < counters.size() && mayLook(k, j); j++) {
      Content from = counters.get(base);
      Content to = counters.get(j);
      long delta = to.energy() - from.energy();
      if (delta >= 0 && to.observedAt() - from.observedAt() <= LONGEST && delta <= cap(from, to)) {
        return j;
      }
    }
    return -1;
  }

  private boolean mayLook(int k, int j) {
    return j - k <= 1
        || (j - k <= AHEAD && counters.get(j).observedAt() - counters.get(k).observedAt() <= HOUR);
  }

  private boolean isReset(int base, int k) {
    Content from = counters.get(base);
    Content to = counters.get(k);
    if (to.energy() >= from.energy()
        || to.observedAt() - from.observedAt() > LONGEST
        || to.energy() > cap(from, to)) {
      return false;
    }
    for (int j = k + 1; j <= k + 2 && j < counters.size() && mayLook(k, j); j++) {
      if (counters.get(j).energy() < counters.get(j - 1).energy()) {
        return false;
      }
    }
    return true;
  }

  /** 1.2 · P_max · Δt + 1 Wh, in mWh. */
  private long cap(Content from, Content to) {
    long max = lamp.nominalMilliwatts() == 0 ? UNREGISTERED_MILLIWATTS : lamp.nominalMilliwatts();
    max = Math.max(max, Math.max(from.power(), to.power()));
    return BigInteger.valueOf(max * 12)
            .multiply(BigInteger.valueOf(to.observedAt() - from.observedAt()))
            .divide(BigInteger.valueOf(10 * HOUR))
            .longValueExact()
        + 1_000;
  }

  private boolean lit(Content reading) {
    return reading.power() >= Math.max(LIT_MILLIWATTS, lamp.nominalMilliwatts() / 20);
  }

  private void difference(Content from, Content to) {
    spread(from, to, to.energy() - from.energy(), false);
  }

  /**
   * What the new counter shows is measured; what the old one did not live to show is estimated: the
   * lower of both powers for the time between, over a gap what was expected.
   */
  private void reset(Content from, Content to) {
    spread(from, to, to.energy(), false);
    long span = to.observedAt() - from.observedAt();
    long likely =
        isGap(from, to)
            ? lamp.expectedMilliwattHours(from.observedAt(), to.observedAt())
            : BigInteger.valueOf(Math.max(0, Math.min(from.power(), to.power())))
                .multiply(BigInteger.valueOf(span))
                .divide(BigInteger.valueOf(HOUR))
                .longValueExact();
    if (likely > to.energy()) {
      spread(from, to, likely - to.energy(), true);
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
