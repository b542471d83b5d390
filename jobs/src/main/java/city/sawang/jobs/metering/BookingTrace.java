package city.sawang.jobs.metering;

/** Is told every entry of the accounts while they are written. */
@FunctionalInterface
interface BookingTrace {
  /** Nobody wants to know. */
  BookingTrace NONE = (quarter, pair, rule, energyClass, mwh, dayMwh) -> {};

  /**
   * @param pair without an earlier reading for the first one of a controller at a lamp
   * @param energyClass null when nothing is booked
   */
  void booked(
      long quarter, Pair pair, BookingRule rule, EnergyClass energyClass, long mwh, long dayMwh);
}
