package city.sawang.jobs.metering.contribution;

/**
 * Sums and counts of the instantaneous values of a quarter hour, instead of their averages, so that
 * the contributions of several controllers can be added.
 *
 * @param powerMinMw meaningful when powerCount > 0
 * @param powerMaxMw meaningful when powerCount > 0
 */
public record Averages(
    long powerSumMw,
    int powerCount,
    long powerMinMw,
    long powerMaxMw,
    long voltageSumMv,
    int voltageCount,
    long powerFactorSumBp,
    int powerFactorCount,
    long dimSumBp,
    int dimCount) {
  /** Of no reading. */
  public static final Averages NONE = new Averages(0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

  /** No reading of the quarter hour has any of the values. */
  public boolean isEmpty() {
    return powerCount + voltageCount + powerFactorCount + dimCount == 0;
  }
}
