package city.sawang.jobs.quarterhour;

import city.sawang.jobs.metering.MeterFlag;
import city.sawang.jobs.metering.QuarterHourContribution;
import java.util.List;

/**
 * A row of {@code store.lamp_quarter_hour}: what all controllers that served a lamp position in a
 * quarter hour say together. Sums are exact; averages are rounded half up.
 *
 * @param periodStart milliseconds since the epoch, a multiple of 15 minutes
 * @param energyMilliwattHours measured + interpolated + estimated; null: nothing is known
 * @param flags names of {@link MeterFlag}s, comma-separated; null when there is none
 * @param decided no further reading in order can change it; only a late one
 * @param revision 1 for the first row, one more with every change
 * @param gone nobody says anything about this quarter hour any more: the row is to be deleted
 */
public record LampQuarterHourRow(
    String cityId,
    String lampId,
    long periodStart,
    String deploymentId,
    String feederId,
    Long energyMilliwattHours,
    long measuredMilliwattHours,
    long interpolatedMilliwattHours,
    long estimatedMilliwattHours,
    Long activePowerAvgMilliwatts,
    Long activePowerMinMilliwatts,
    Long activePowerMaxMilliwatts,
    Long supplyVoltageAvgMillivolts,
    Integer powerFactorAvgBasisPoints,
    Integer dimActualAvgBasisPoints,
    int litSeconds,
    int readingsExpected,
    int readingsAccepted,
    String flags,
    boolean decided,
    int revision,
    boolean gone) {
  private static final int QUARTER_SECONDS = 900;

  /**
   * @param parts one per controller, none of them empty, in the order of the controllers' ids; no
   *     part at all makes a row that is gone
   */
  static LampQuarterHourRow of(
      LampKey lamp, long periodStart, List<QuarterHourContribution> parts, int revision) {
    Sums sums = new Sums();
    parts.forEach(sums::add);
    return new LampQuarterHourRow(
        lamp.cityId(),
        lamp.lampId(),
        periodStart,
        sums.deploymentId,
        sums.feederId,
        sums.energyKnown ? sums.measured + sums.interpolated + sums.estimated : null,
        sums.measured,
        sums.interpolated,
        sums.estimated,
        average(sums.powerSum, sums.powerCount),
        sums.powerCount == 0 ? null : sums.powerMin,
        sums.powerCount == 0 ? null : sums.powerMax,
        average(sums.voltageSum, sums.voltageCount),
        narrow(average(sums.powerFactorSum, sums.powerFactorCount)),
        narrow(average(sums.dimSum, sums.dimCount)),
        Math.min(sums.litSeconds, QUARTER_SECONDS),
        sums.readingsExpected,
        sums.readingsAccepted,
        MeterFlag.names(sums.flags),
        sums.decided,
        revision,
        parts.isEmpty());
  }

  private static Long average(long sum, int count) {
    return count == 0 ? null : Math.floorDiv(2 * sum + count, 2L * count);
  }

  private static Integer narrow(Long value) {
    return value == null ? null : Math.toIntExact(value);
  }

  private static final class Sums {
    private String deploymentId;
    private String feederId;
    private boolean energyKnown;
    private long measured;
    private long interpolated;
    private long estimated;
    private long powerSum;
    private int powerCount;
    private long powerMin = Long.MAX_VALUE;
    private long powerMax = Long.MIN_VALUE;
    private long voltageSum;
    private int voltageCount;
    private long powerFactorSum;
    private int powerFactorCount;
    private long dimSum;
    private int dimCount;
    private int litSeconds;
    private int readingsExpected;
    private int readingsAccepted;
    private int flags;
    private boolean decided = true;

    void add(QuarterHourContribution part) {
      deploymentId = part.deploymentId() == null ? deploymentId : part.deploymentId();
      feederId = part.feederId() == null ? feederId : part.feederId();
      energyKnown |= part.energyKnown();
      measured += part.measuredMwh();
      interpolated += part.interpolatedMwh();
      estimated += part.estimatedMwh();
      powerSum += part.powerSumMw();
      powerCount += part.powerCount();
      if (part.powerCount() > 0) {
        powerMin = Math.min(powerMin, part.powerMinMw());
        powerMax = Math.max(powerMax, part.powerMaxMw());
      }
      voltageSum += part.voltageSumMv();
      voltageCount += part.voltageCount();
      powerFactorSum += part.powerFactorSumBp();
      powerFactorCount += part.powerFactorCount();
      dimSum += part.dimSumBp();
      dimCount += part.dimCount();
      litSeconds += part.litSeconds();
      readingsExpected += part.readingsExpected();
      readingsAccepted += part.readingsAccepted();
      flags |= part.flags();
      decided &= part.decided();
    }
  }
}
