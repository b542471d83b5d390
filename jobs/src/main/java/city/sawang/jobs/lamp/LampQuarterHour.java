package city.sawang.jobs.lamp;

import city.sawang.jobs.measures.Measure;
import city.sawang.jobs.measures.MeasureDelta;
import city.sawang.jobs.measures.Measures;
import city.sawang.jobs.metering.Light;
import city.sawang.jobs.metering.MeterFlag;
import city.sawang.jobs.metering.QuarterHourContribution;
import java.util.ArrayList;
import java.util.List;

/**
 * What all controllers of a lamp say together about one quarter hour: what a controller said goes
 * before what was said for it while it was silent.
 */
final class LampQuarterHour {
  private static final int QUARTER_SECONDS = 900;

  final long periodStart;
  final int flags;
  final String deploymentId;
  final String feederId;
  final int nightDay;
  final int month;
  final boolean decided;
  final Measures sums;
  private final List<QuarterHourContribution> parts;

  private LampQuarterHour(List<QuarterHourContribution> parts, boolean closed) {
    this.parts = parts;
    QuarterHourContribution last = parts.get(parts.size() - 1);
    periodStart = last.periodStart();
    nightDay = last.nightDay();
    month = last.month();
    String deployment = null;
    String feeder = null;
    int allFlags = 0;
    boolean allDecided = true;
    for (QuarterHourContribution part : parts) {
      deployment = part.deploymentId() == null ? deployment : part.deploymentId();
      feeder = part.feederId() == null ? feeder : part.feederId();
      allFlags |= part.flags();
      allDecided &= part.decided();
    }
    deploymentId = deployment;
    feederId = feeder;
    flags = allFlags;
    decided = allDecided || closed;
    sums = sums();
  }

  /**
   * @param all one real and one silent part per controller at most, in the order of the
   *     controllers' ids
   * @param closed nobody but a late reading can change it any more
   * @return null when there is no part
   */
  static LampQuarterHour of(List<QuarterHourContribution> all, boolean closed) {
    if (all.isEmpty()) {
      return null;
    }
    List<QuarterHourContribution> parts = new ArrayList<>(all.size());
    for (QuarterHourContribution part : all) {
      if (!part.silent() || !isHeard(part.controllerId(), all)) {
        parts.add(part);
      }
    }
    return new LampQuarterHour(parts, closed);
  }

  /** The controller spoke itself, so that what was said for it does not matter. */
  static boolean isHeard(String controllerId, List<QuarterHourContribution> all) {
    for (QuarterHourContribution part : all) {
      if (!part.silent() && part.controllerId().equals(controllerId)) {
        return true;
      }
    }
    return false;
  }

  private Measures sums() {
    long[] n = new long[Measures.NONE.values().length];
    for (QuarterHourContribution part : parts) {
      Light light = part.light();
      n[Measure.KNOWN.ordinal()] |= part.energyKnown() ? 1 : 0;
      n[Measure.MEASURED_MWH.ordinal()] += part.measuredMwh();
      n[Measure.INTERPOLATED_MWH.ordinal()] += part.interpolatedMwh();
      n[Measure.ESTIMATED_MWH.ordinal()] += part.estimatedMwh();
      n[Measure.DAY_MWH.ordinal()] += part.dayMwh();
      n[Measure.DAY_BURN_MWH.ordinal()] += part.dayBurnMwh();
      n[Measure.DARK_PERIOD_S.ordinal()] += light.darkPeriod();
      n[Measure.EXPECTED_LIT_S.ordinal()] += light.expectedLit();
      n[Measure.LIT_DARK_S.ordinal()] += light.litDark();
      n[Measure.DARK_S.ordinal()] += light.dark();
      n[Measure.SCHEDULED_OFF_S.ordinal()] += light.scheduledOff();
      n[Measure.DAY_BURN_S.ordinal()] += light.dayBurn();
      n[Measure.READINGS_EXPECTED.ordinal()] += part.readingsExpected();
      n[Measure.READINGS_ACCEPTED.ordinal()] += part.readingsAccepted();
      n[Measure.LAMPS_LIT.ordinal()] |= light.lit() > 0 ? 1 : 0;
    }
    n[Measure.ROWS.ordinal()] = 1;
    n[Measure.UNDECIDED.ordinal()] = decided ? 0 : 1;
    n[Measure.LAMPS_EXPECTED.ordinal()] = n[Measure.READINGS_EXPECTED.ordinal()] > 0 ? 1 : 0;
    n[Measure.LAMPS_REPORTING.ordinal()] = n[Measure.READINGS_ACCEPTED.ordinal()] > 0 ? 1 : 0;
    return new Measures(n);
  }

  /** The same, decided. */
  LampQuarterHour closed() {
    return new LampQuarterHour(parts, true);
  }

  /** What has to be added where this quarter hour counts. */
  MeasureDelta difference(LampKey lamp, Measures signed) {
    return new MeasureDelta(lamp.cityId(), feederId, periodStart, nightDay, month, signed);
  }

  /** The same as sums of a circuit's meter. */
  Measures meterSums() {
    return Measures.NONE
        .with(Measure.METER_ROWS, 1)
        .with(Measure.METER_KNOWN, sums.get(Measure.KNOWN))
        .with(Measure.METER_MEASURED_MWH, sums.get(Measure.MEASURED_MWH))
        .with(Measure.METER_INTERPOLATED_MWH, sums.get(Measure.INTERPOLATED_MWH))
        .with(Measure.METER_ESTIMATED_MWH, sums.get(Measure.ESTIMATED_MWH))
        .with(Measure.METER_READINGS_EXPECTED, sums.get(Measure.READINGS_EXPECTED))
        .with(Measure.METER_READINGS_ACCEPTED, sums.get(Measure.READINGS_ACCEPTED));
  }

  LampQuarterHourRow row(LampKey lamp) {
    long powerSum = 0;
    int powerCount = 0;
    long powerMin = Long.MAX_VALUE;
    long powerMax = Long.MIN_VALUE;
    long voltageSum = 0;
    int voltageCount = 0;
    long factorSum = 0;
    int factorCount = 0;
    long dimSum = 0;
    int dimCount = 0;
    int litSeconds = 0;
    for (QuarterHourContribution part : parts) {
      if (part.powerCount() > 0) {
        powerMin = Math.min(powerMin, part.powerMinMw());
        powerMax = Math.max(powerMax, part.powerMaxMw());
      }
      powerSum += part.powerSumMw();
      powerCount += part.powerCount();
      voltageSum += part.voltageSumMv();
      voltageCount += part.voltageCount();
      factorSum += part.powerFactorSumBp();
      factorCount += part.powerFactorCount();
      dimSum += part.dimSumBp();
      dimCount += part.dimCount();
      litSeconds += part.litSeconds();
    }
    return new LampQuarterHourRow(
        lamp.cityId(),
        lamp.lampId(),
        periodStart,
        deploymentId,
        feederId,
        sums,
        average(powerSum, powerCount),
        powerCount == 0 ? null : powerMin,
        powerCount == 0 ? null : powerMax,
        average(voltageSum, voltageCount),
        narrow(average(factorSum, factorCount)),
        narrow(average(dimSum, dimCount)),
        Math.min(litSeconds, QUARTER_SECONDS),
        MeterFlag.names(flags),
        decided,
        false);
  }

  /** The row of a quarter hour about which nobody says anything any more. */
  static LampQuarterHourRow gone(LampKey lamp, long periodStart) {
    return new LampQuarterHourRow(
        lamp.cityId(),
        lamp.lampId(),
        periodStart,
        null,
        null,
        Measures.NONE,
        null,
        null,
        null,
        null,
        null,
        null,
        0,
        null,
        true,
        true);
  }

  private static Long average(long sum, int count) {
    return count == 0 ? null : Math.floorDiv(2 * sum + count, 2L * count);
  }

  private static Integer narrow(Long value) {
    return value == null ? null : Math.toIntExact(value);
  }
}
