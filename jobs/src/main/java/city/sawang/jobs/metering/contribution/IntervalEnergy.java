package city.sawang.jobs.metering.contribution;

/**
 * Energy booked in a quarter hour, in milliwatt-hours. Whole numbers, so that sums are exact.
 *
 * @param known false: no difference covers this quarter hour, its energy is null, not zero
 * @param measuredMwh register differences inside the quarter hour
 * @param interpolatedMwh parts of split differences and of gaps
 * @param estimatedMwh expected power for what no register covers; never verified
 * @param dayMwh the part of the energy (all three classes) used outside the dark period
 * @param dayBurnMwh the part of {@code dayMwh} during which the lamp burned
 * @param fromPowerMwh the part of measured + interpolated that comes from power readings and not
 *     from a register
 * @param unbookedMwh what the register moved by more than can have been used: booked nowhere; also
 *     where the energy is not known
 */
public record IntervalEnergy(
    boolean known,
    long measuredMwh,
    long interpolatedMwh,
    long estimatedMwh,
    long dayMwh,
    long dayBurnMwh,
    long fromPowerMwh,
    long unbookedMwh) {
  /** Nothing is known. */
  public static final IntervalEnergy UNKNOWN = new IntervalEnergy(false, 0, 0, 0, 0, 0, 0, 0);

  /** What the register accounts for, booked or not: it must equal the register totals, mWh. */
  public long fromRegisterMwh() {
    return measuredMwh + interpolatedMwh - fromPowerMwh + unbookedMwh;
  }
}
