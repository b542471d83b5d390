package city.sawang.jobs.metering.interval;

/** Receives every booking while it is made. */
@FunctionalInterface
interface BookingTrace {
  /** Ignores all. */
  BookingTrace NONE = (quarter, pair, rule, energyClass, mwh, dayMwh) -> {};

  /**
   * @param pair without an earlier reading for the first one of a controller at a lamp
   */
  void booked(
      long quarter,
      ReadingPair pair,
      BookingRule rule,
      EnergyClass energyClass,
      long mwh,
      long dayMwh);
}
