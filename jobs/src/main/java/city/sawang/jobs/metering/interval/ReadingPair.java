package city.sawang.jobs.metering.interval;

import city.sawang.jobs.metering.input.AssignmentTimeline;
import city.sawang.jobs.metering.input.ExactMath;
import city.sawang.jobs.metering.input.MeterReading;
import city.sawang.jobs.metering.input.MeteringRules;
import city.sawang.jobs.metering.log.LogEntry;
import java.math.BigInteger;

/**
 * Two readings of one lamp between which energy is booked.
 *
 * @param from null for the first reading of a controller at a lamp
 * @param segment of the later reading
 * @param gap more than two reporting intervals lie between
 * @param byTime energy is split by time, not by expected-on time
 * @param burning the lamp burned at the earlier reading
 */
record ReadingPair(
    LogEntry from, LogEntry to, int segment, boolean gap, boolean byTime, boolean burning) {
  static ReadingPair of(AssignmentTimeline timeline, LogEntry from, LogEntry to, int segment) {
    boolean gap =
        to.at() - from.at() > MeteringRules.GAP_INTERVALS * timeline.intervalMillis(segment);
    if (timeline.lamp(segment).isMeter()) {
      return new ReadingPair(from, to, segment, gap, !gap, false);
    }
    boolean burning = LampLight.isLit(timeline, from.reading(), timeline.segmentAt(from.at()));
    boolean byTime = !gap && burning && LampLight.isLit(timeline, to.reading(), segment);
    return new ReadingPair(from, to, segment, gap, byTime, burning);
  }

  /** Only the later reading: there is nothing before it. */
  static ReadingPair first(LogEntry to, int segment) {
    return new ReadingPair(null, to, segment, false, false, false);
  }

  Booking booking(
      AssignmentTimeline timeline,
      long quarter,
      BookingRule rule,
      EnergyClass energyClass,
      long mwh,
      long dayMwh) {
    MeterReading earlier = from == null ? null : from.reading();
    String lampId = timeline.lamp(segment).lampId();
    return new Booking(lampId, quarter, earlier, to.reading(), rule, energyClass, gap, mwh, dayMwh);
  }

  ReadingPair splitByTime() {
    return byTime ? this : new ReadingPair(from, to, segment, gap, true, burning);
  }

  long millis() {
    return to.at() - from.at();
  }

  boolean hasPower() {
    return from.reading().hasPower() && to.reading().hasPower();
  }

  /** Mean of both powers over the time between, rounded half up, mWh. */
  long trapezoidMwh() {
    long powers = Math.max(0, from.reading().powerMw()) + Math.max(0, to.reading().powerMw());
    return (ExactMath.mulDiv(powers, millis(), ExactMath.MILLIS_PER_HOUR) + 1) / 2;
  }

  /** Twice what both powers use between, mW·ms. */
  BigInteger twiceUsed() {
    long powers = Math.max(0, from.reading().powerMw()) + Math.max(0, to.reading().powerMw());
    return BigInteger.valueOf(powers).multiply(BigInteger.valueOf(millis()));
  }

  /** What the lower of both powers uses in the time between, mWh. */
  long leastMwh() {
    long power = Math.max(0, Math.min(from.reading().powerMw(), to.reading().powerMw()));
    return ExactMath.mulDiv(power, millis(), ExactMath.MILLIS_PER_HOUR);
  }
}
