package city.sawang.jobs.lamp;

import static city.sawang.jobs.measures.RollUpTarget.NO_FEEDER;

import city.sawang.jobs.measures.FlagCounts;
import city.sawang.jobs.measures.Measure;
import city.sawang.jobs.measures.MeasureDelta;
import city.sawang.jobs.measures.Measures;
import city.sawang.jobs.measures.RollUpTarget;
import city.sawang.jobs.metering.contribution.Averages;
import city.sawang.jobs.metering.contribution.IntervalEnergy;
import city.sawang.jobs.metering.contribution.IntervalFigures;
import city.sawang.jobs.metering.contribution.LightSeconds;
import city.sawang.jobs.metering.contribution.MeterFlag;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Adds up what all controllers of a lamp contribute to one quarter hour. A contribution from readings
 * of a controller replaces the one that was filled in while it sent nothing.
 */
final class LampQuarterHour {
  private static final int QUARTER_SECONDS = 900;

  final long periodStart;
  final int flags;
  final Attribution attribution;
  final int nightDay;
  final int month;
  final boolean decided;
  final Measures measures;
  private final List<IntervalFigures> parts;

  private LampQuarterHour(List<IntervalFigures> parts, boolean isFinal) {
    this.parts = parts;
    IntervalFigures last = parts.get(parts.size() - 1);
    periodStart = last.periodStart();
    nightDay = last.attribution().nightDay();
    month = last.attribution().month();
    String deployment = null;
    String feeder = null;
    int allFlags = 0;
    boolean allDecided = true;
    for (IntervalFigures part : parts) {
      deployment =
          part.attribution().deploymentId() == null
              ? deployment
              : part.attribution().deploymentId();
      feeder = part.attribution().feederId() == null ? feeder : part.attribution().feederId();
      allFlags |= part.flags();
      allDecided &= part.decided();
    }
    attribution = new Attribution(deployment, feeder);
    flags = allFlags;
    decided = allDecided || isFinal;
    measures = measures();
  }

  /**
   * @param all one part from readings and one that fills a gap per controller at most, in the order of the
   *     controllers' ids
   * @param isFinal nobody but a late reading can change it any more
   * @return null when there is no part
   */
  static LampQuarterHour of(List<IntervalFigures> all, boolean isFinal) {
    if (all.isEmpty()) {
      return null;
    }
    List<IntervalFigures> parts = new ArrayList<>(all.size());
    for (IntervalFigures part : all) {
      if (!part.isExpectation() || !hasReadings(part.controllerId(), all)) {
        parts.add(part);
      }
    }
    return new LampQuarterHour(parts, isFinal);
  }

  /** The controller has figures from readings, so that those that fill its gap do not matter. */
  static boolean hasReadings(String controllerId, List<IntervalFigures> all) {
    for (IntervalFigures part : all) {
      if (!part.isExpectation() && part.controllerId().equals(controllerId)) {
        return true;
      }
    }
    return false;
  }

  private Measures measures() {
    long[] n = new long[Measures.NONE.values().length];
    for (IntervalFigures part : parts) {
      LightSeconds light = part.light();
      IntervalEnergy energy = part.energy();
      n[Measure.KNOWN.ordinal()] |= energy.known() ? 1 : 0;
      n[Measure.MEASURED_MWH.ordinal()] += energy.measuredMwh();
      n[Measure.INTERPOLATED_MWH.ordinal()] += energy.interpolatedMwh();
      n[Measure.ESTIMATED_MWH.ordinal()] += energy.estimatedMwh();
      n[Measure.UNBOOKED_MWH.ordinal()] += energy.unbookedMwh();
      n[Measure.DAY_MWH.ordinal()] += energy.dayMwh();
      n[Measure.DAY_BURN_MWH.ordinal()] += energy.dayBurnMwh();
      n[Measure.DARK_PERIOD_S.ordinal()] += light.darkPeriod();
      n[Measure.EXPECTED_LIT_S.ordinal()] += light.expectedLit();
      n[Measure.LIT_DARK_S.ordinal()] += light.litDark();
      n[Measure.DARK_S.ordinal()] += light.dark();
      n[Measure.SCHEDULED_OFF_S.ordinal()] += light.scheduledOff();
      n[Measure.DAY_BURN_S.ordinal()] += light.dayBurn();
      n[Measure.READINGS_EXPECTED.ordinal()] += part.readings().expected();
      n[Measure.READINGS_ACCEPTED.ordinal()] += part.readings().accepted();
      n[Measure.LAMPS_LIT.ordinal()] |= light.lit() > 0 ? 1 : 0;
    }
    n[Measure.ROWS.ordinal()] = 1;
    n[Measure.UNDECIDED.ordinal()] = decided ? 0 : 1;
    n[Measure.LAMPS_EXPECTED.ordinal()] = n[Measure.READINGS_EXPECTED.ordinal()] > 0 ? 1 : 0;
    n[Measure.LAMPS_REPORTING.ordinal()] = n[Measure.READINGS_ACCEPTED.ordinal()] > 0 ? 1 : 0;
    return new Measures(n);
  }

  /** This quarter hour, decided. */
  LampQuarterHour decided() {
    return new LampQuarterHour(parts, true);
  }

  /** Both count in the same circuit, night and month. */
  boolean countsWhere(LampQuarterHour other) {
    return Objects.equals(attribution.feederId(), other.attribution.feederId())
        && nightDay == other.nightDay
        && month == other.month;
  }

  /** What has to be added where this quarter hour counts. */
  MeasureDelta delta(LampKey lamp, Measures signed) {
    String feeder = attribution.feederId() == null ? NO_FEEDER : attribution.feederId();
    return new MeasureDelta(
        new RollUpTarget(lamp.cityId(), feeder, periodStart, nightDay, month), signed);
  }

  /** The measures of a circuit's meter. */
  Measures meterMeasures() {
    return FlagCounts.with(
        Measures.NONE
            .with(Measure.METER_ROWS, 1)
            .with(Measure.METER_KNOWN, measures.get(Measure.KNOWN))
            .with(Measure.METER_MEASURED_MWH, measures.get(Measure.MEASURED_MWH))
            .with(Measure.METER_INTERPOLATED_MWH, measures.get(Measure.INTERPOLATED_MWH))
            .with(Measure.METER_ESTIMATED_MWH, measures.get(Measure.ESTIMATED_MWH))
            .with(Measure.METER_UNBOOKED_MWH, measures.get(Measure.UNBOOKED_MWH))
            .with(Measure.METER_READINGS_EXPECTED, measures.get(Measure.READINGS_EXPECTED))
            .with(Measure.METER_READINGS_ACCEPTED, measures.get(Measure.READINGS_ACCEPTED)),
        flags);
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
    for (IntervalFigures part : parts) {
      Averages averages = part.averages();
      if (averages.powerCount() > 0) {
        powerMin = Math.min(powerMin, averages.powerMinMw());
        powerMax = Math.max(powerMax, averages.powerMaxMw());
      }
      powerSum += averages.powerSumMw();
      powerCount += averages.powerCount();
      voltageSum += averages.voltageSumMv();
      voltageCount += averages.voltageCount();
      factorSum += averages.powerFactorSumBp();
      factorCount += averages.powerFactorCount();
      dimSum += averages.dimSumBp();
      dimCount += averages.dimCount();
      litSeconds += part.light().lit();
    }
    ElectricalAverages averages =
        new ElectricalAverages(
            average(powerSum, powerCount),
            powerCount == 0 ? null : powerMin,
            powerCount == 0 ? null : powerMax,
            average(voltageSum, voltageCount),
            narrow(average(factorSum, factorCount)),
            narrow(average(dimSum, dimCount)));
    return new LampQuarterHourRow(
        lamp,
        periodStart,
        attribution,
        measures,
        averages,
        Math.min(litSeconds, QUARTER_SECONDS),
        MeterFlag.names(flags),
        decided ? Finality.DECIDED : Finality.PROVISIONAL);
  }

  /** The row of a quarter hour to which no controller contributes any more. */
  static LampQuarterHourRow retracted(LampKey lamp, long periodStart) {
    return new LampQuarterHourRow(
        lamp,
        periodStart,
        Attribution.NONE,
        Measures.NONE,
        ElectricalAverages.NONE,
        0,
        null,
        Finality.RETRACTED);
  }

  private static Long average(long sum, int count) {
    return count == 0 ? null : Math.floorDiv(2 * sum + count, 2L * count);
  }

  private static Integer narrow(Long value) {
    return value == null ? null : Math.toIntExact(value);
  }
}
