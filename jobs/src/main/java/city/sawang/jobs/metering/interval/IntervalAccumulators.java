package city.sawang.jobs.metering.interval;

import static city.sawang.jobs.metering.contribution.MeteringInterval.QUARTER_MILLIS;
import static city.sawang.jobs.metering.contribution.MeteringInterval.quarterOf;

import city.sawang.jobs.metering.contribution.MeterFlag;
import city.sawang.jobs.metering.input.AssignmentTimeline;
import city.sawang.jobs.metering.input.ExactMath;
import city.sawang.jobs.metering.input.LampAssignment;
import city.sawang.jobs.metering.input.MeteringRules;

/**
 * The accumulators of a range of quarter hours: splits energy and light over them. What falls
 * outside the range is dropped (METERING.md#split).
 */
final class IntervalAccumulators {
  private static final long SECOND = 1_000L;

  private final long first;
  private final long last;
  private final AssignmentTimeline timeline;
  private final BookingTrace trace;
  private final IntervalAccumulator[] accumulators;

  /**
   * @param first start of the first quarter hour
   * @param last start of the last quarter hour
   */
  IntervalAccumulators(AssignmentTimeline timeline, BookingTrace trace, long first, long last) {
    this.timeline = timeline;
    this.trace = trace;
    this.first = first;
    this.last = last;
    accumulators = new IntervalAccumulator[Math.toIntExact((last - first) / QUARTER_MILLIS + 1)];
  }

  /** Start of the first quarter hour. */
  long first() {
    return first;
  }

  /** End of the last quarter hour. */
  long end() {
    return last + QUARTER_MILLIS;
  }

  boolean covers(long quarter) {
    return quarter >= first && quarter <= last;
  }

  /** Accumulators of a quarter hour within the range, chained; null when nothing touched it. */
  IntervalAccumulator of(long quarter) {
    return accumulators[(int) ((quarter - first) / QUARTER_MILLIS)];
  }

  /** The accumulator of the lamp that is served in a segment; opens it. */
  IntervalAccumulator of(long quarter, int segment) {
    int index = (int) ((quarter - first) / QUARTER_MILLIS);
    String lampId = timeline.lamp(segment).lampId();
    IntervalAccumulator one = accumulators[index];
    while (one != null && !one.lampId().equals(lampId)) {
      one = one.other();
    }
    if (one == null) {
      DarknessCache darkness = new DarknessCache(timeline, segment, quarter);
      one = new IntervalAccumulator(lampId, darkness, accumulators[index]);
      accumulators[index] = one;
    }
    return one;
  }

  void flag(long at, int segment, MeterFlag flag) {
    long quarter = quarterOf(at);
    if (covers(quarter)) {
      of(quarter, segment).flag(flag);
    }
  }

  /** The quarter hours between two readings have figures, even when nothing is booked. */
  void open(long from, long to, int segment) {
    long lastOpen = Math.min(last, quarterOf(to));
    for (long q = Math.max(first, quarterOf(from)); q <= lastOpen; q += QUARTER_MILLIS) {
      of(q, segment);
    }
  }

  /**
   * The lamp is known to burn, or not to, over [from, to), whole seconds.
   *
   * @param overridden an override was in force, and {@code wanted} says whether it wanted light;
   *     else the schedule tells
   */
  void light(long from, long to, int segment, boolean lit, boolean overridden, boolean wanted) {
    for (long q = Math.max(first, quarterOf(from)); q <= last && q < to; q += QUARTER_MILLIS) {
      long begin = Math.max(from, q);
      long end = Math.min(to, q + QUARTER_MILLIS);
      IntervalAccumulator one = of(q, segment);
      DarknessCache darkness = darkness(one, q, segment);
      int dark = (int) (darkness.darkMillis(begin, end) / SECOND);
      int on = (int) (darkness.onMillis(begin, end) / SECOND);
      int overriddenOn = wanted ? dark : 0;
      one.light(lit, (int) ((end - begin) / SECOND), dark, on, overridden ? overriddenOn : on);
    }
  }

  /** Another assignment of the same lamp may have another schedule. */
  private DarknessCache darkness(IntervalAccumulator one, long quarter, int segment) {
    return one.darkness().segment() == segment
        ? one.darkness()
        : new DarknessCache(timeline, segment, quarter);
  }

  /**
   * Books energy between two readings, split over the quarter hours by weight. The parts are
   * differences of a rounded running total, so that they always add up to {@code mwh}. A part of a
   * split is interpolated, not measured. The weight is time, or expected-on time, which is all
   * night, and time only when nothing is expected.
   */
  void book(ReadingPair pair, BookingRule rule, long mwh, EnergyClass energyClass) {
    long from = pair.from().at();
    long to = pair.to().at();
    long begin = quarterOf(from);
    if (to <= begin + QUARTER_MILLIS) {
      bookWhole(begin, pair, rule, mwh, energyClass);
      return;
    }
    LampAssignment lamp = timeline.lamp(pair.segment());
    EnergyClass part = energyClass == EnergyClass.MEASURED ? EnergyClass.INTERPOLATED : energyClass;
    long total = pair.byTime() || mwh == 0 ? 0 : onMillis(lamp, from, to);
    boolean time = total == 0;
    total = time ? to - from : total;
    long q = Math.max(first, begin);
    long weight = q <= from ? 0 : weight(lamp, time, from, q);
    long booked = ExactMath.mulDiv(mwh, weight, total);
    for (; q <= last && q < to; q += QUARTER_MILLIS) {
      long start = Math.max(from, q);
      long end = Math.min(to, q + QUARTER_MILLIS);
      weight += weight(lamp, time, start, end);
      long upTo = ExactMath.mulDiv(mwh, weight, total);
      DarknessCache darkness = darkness(of(q, pair.segment()), q, pair.segment());
      long day = time ? dayShare(darkness, upTo - booked, start, end) : 0;
      add(q, pair, rule, upTo - booked, part, day);
      booked = upTo;
    }
  }

  /** Books energy between two readings of one quarter hour. */
  private void bookWhole(
      long quarter, ReadingPair pair, BookingRule rule, long mwh, EnergyClass energyClass) {
    if (!covers(quarter)) {
      return;
    }
    long from = pair.from().at();
    long to = pair.to().at();
    DarknessCache darkness = darkness(of(quarter, pair.segment()), quarter, pair.segment());
    boolean night = mwh == 0 || (!pair.byTime() && darkness.onMillis(from, to) > 0);
    add(quarter, pair, rule, mwh, energyClass, night ? 0 : dayShare(darkness, mwh, from, to));
  }

  /** The part of some energy that falls outside the dark period, by time, rounded down. */
  private static long dayShare(DarknessCache darkness, long mwh, long from, long to) {
    if (mwh == 0) {
      return 0;
    }
    long dark = darkness.darkMillis(from, to);
    return dark == 0 ? mwh : ExactMath.mulDiv(mwh, to - from - dark, to - from);
  }

  private long weight(LampAssignment lamp, boolean time, long from, long to) {
    return time ? to - from : onMillis(lamp, from, to);
  }

  private long onMillis(LampAssignment lamp, long from, long to) {
    return timeline.expected().onMillis(lamp.light(), timeline.zone(), from, to);
  }

  /** Books what the lamp should have used between two readings, each quarter hour its own part. */
  void bookExpected(ReadingPair pair) {
    LampAssignment lamp = timeline.lamp(pair.segment());
    long from = pair.from().at();
    long to = pair.to().at();
    long q = Math.max(first, quarterOf(from));
    long sum = q <= from ? 0 : milliwattMillis(lamp, from, q);
    for (; q <= last && q < to; q += QUARTER_MILLIS) {
      long end = Math.min(to, q + QUARTER_MILLIS);
      long upTo = sum + milliwattMillis(lamp, Math.max(from, q), end);
      long part = upTo / ExactMath.MILLIS_PER_HOUR - sum / ExactMath.MILLIS_PER_HOUR;
      add(q, pair, BookingRule.EXPECTED_POWER, part, EnergyClass.ESTIMATED, 0);
      sum = upTo;
    }
  }

  private long milliwattMillis(LampAssignment lamp, long from, long to) {
    return timeline.expected().milliwattMillis(lamp.light(), timeline.zone(), from, to);
  }

  /** What a register moved by and nobody can have used stands where it was seen. */
  void leaveUnbooked(ReadingPair pair, long mwh) {
    long quarter = quarterOf(pair.to().at());
    if (mwh > 0 && covers(quarter)) {
      of(quarter, pair.segment()).leaveUnbooked(mwh);
    }
  }

  /** Nothing is booked between two readings, and why. */
  void bookNothing(ReadingPair pair, BookingRule rule) {
    long from = pair.from() == null ? pair.to().at() : pair.from().at();
    long to = pair.to().at();
    long begin = to - from > MeteringRules.LONGEST_PAIR_MILLIS ? to : from;
    long lastTold = Math.min(last, quarterOf(to));
    for (long q = Math.max(first, quarterOf(begin)); q <= lastTold; q += QUARTER_MILLIS) {
      trace.booked(q, pair, rule, EnergyClass.NONE, 0, 0);
    }
  }

  private void add(
      long quarter,
      ReadingPair pair,
      BookingRule rule,
      long mwh,
      EnergyClass energyClass,
      long dayMwh) {
    trace.booked(quarter, pair, rule, energyClass, mwh, dayMwh);
    of(quarter, pair.segment()).book(pair, rule, energyClass, mwh, dayMwh);
  }
}
