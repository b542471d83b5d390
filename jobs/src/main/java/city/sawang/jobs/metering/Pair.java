package city.sawang.jobs.metering;

/**
 * Two readings of one lamp between which energy is booked.
 *
 * @param slot what hung there at the later reading
 * @param gap more than two reporting intervals lie between
 * @param byTime energy is split by time, not by expected-on time
 * @param burning the lamp burned at the earlier reading
 */
record Pair(LogEntry from, LogEntry to, int slot, boolean gap, boolean byTime, boolean burning) {
  static Pair of(Site site, LogEntry from, LogEntry to, int slot) {
    boolean gap = to.at() - from.at() > 2 * site.intervalMillis(slot);
    if (site.lamp(slot).meter()) {
      return new Pair(from, to, slot, gap, !gap, false);
    }
    boolean burning = site.isLit(from.reading, site.slotAt(from.at()));
    boolean byTime = !gap && burning && site.isLit(to.reading, slot);
    return new Pair(from, to, slot, gap, byTime, burning);
  }

  Booking booking(
      Site site, long quarter, BookingRule rule, EnergyClass energyClass, long mwh, long dayMwh) {
    MeterReading earlier = from == null ? null : from.reading;
    String lampId = site.lamp(slot).lampId();
    return new Booking(lampId, quarter, earlier, to.reading, rule, energyClass, gap, mwh, dayMwh);
  }

  Pair splitByTime() {
    return byTime ? this : new Pair(from, to, slot, gap, true, burning);
  }

  long millis() {
    return to.at() - from.at();
  }

  boolean hasPower() {
    return from.reading.hasPower() && to.reading.hasPower();
  }

  /** Mean of both powers over the time between, rounded half up, mWh. */
  long trapezoidMwh() {
    long powers = Math.max(0, from.reading.powerMw()) + Math.max(0, to.reading.powerMw());
    return (Exact.mulDiv(powers, millis(), Exact.MILLIS_PER_HOUR) + 1) / 2;
  }

  /** What the lower of both powers uses in the time between, mWh. */
  long leastMwh() {
    long power = Math.max(0, Math.min(from.reading.powerMw(), to.reading.powerMw()));
    return Exact.mulDiv(power, millis(), Exact.MILLIS_PER_HOUR);
  }
}
