package city.sawang.ingest.decode;

import city.sawang.schemas.avro.Phase;
import city.sawang.schemas.avro.Reading;
import java.util.ArrayList;
import java.util.List;

/**
 * Why an accepted reading is suspect, as far as one reading alone shows it: outside of the
 * plausible range, the power balance, the clock.
 */
final class QualityFlags {
  static final String VOLTAGE_SUSPECT = "VOLTAGE_SUSPECT";
  static final String FREQUENCY_SUSPECT = "FREQUENCY_SUSPECT";
  static final String TEMPERATURE_SUSPECT = "TEMPERATURE_SUSPECT";
  static final String POWER_FACTOR_SUSPECT = "POWER_FACTOR_SUSPECT";
  static final String POWER_MISMATCH = "POWER_MISMATCH";
  static final String CLOCK_AHEAD = "CLOCK_AHEAD";
  static final String OLD = "OLD";

  private static final long AHEAD_MILLIS = 60_000L;
  private static final long OLD_MILLIS = 7 * 86_400_000L;

  private QualityFlags() {}

  /**
   * @param currentDecimals decimal places with which the device gave its current, its resolution
   */
  static List<String> of(Reading r, int currentDecimals) {
    List<String> flags = null;
    if (outside(r.getSupplyVoltageMillivolts(), 150_000, 300_000) || anyPhaseVoltageSuspect(r)) {
      flags = with(flags, VOLTAGE_SUSPECT);
    }
    if (outside(r.getFrequencyMillihertz(), 49_000, 51_000)) {
      flags = with(flags, FREQUENCY_SUSPECT);
    }
    if (outside(r.getControllerTempMillicelsius(), -20_000, 85_000)) {
      flags = with(flags, TEMPERATURE_SUSPECT);
    }
    if (r.getPowerFactorBasisPoints() != null
        && r.getDimActualBasisPoints() != null
        && r.getDimActualBasisPoints() > 5_000
        && Math.abs(r.getPowerFactorBasisPoints()) < 3_000) {
      flags = with(flags, POWER_FACTOR_SUSPECT);
    }
    if (powerMismatch(r, currentDecimals)) {
      flags = with(flags, POWER_MISMATCH);
    }
    if (r.getObservedAt() > r.getReceivedAt() + AHEAD_MILLIS) {
      flags = with(flags, CLOCK_AHEAD);
    }
    if (r.getObservedAt() < r.getReceivedAt() - OLD_MILLIS) {
      flags = with(flags, OLD);
    }
    return flags == null ? List.of() : flags;
  }

  private static List<String> with(List<String> flags, String flag) {
    List<String> all = flags == null ? new ArrayList<>(2) : flags;
    all.add(flag);
    return all;
  }

  private static boolean outside(Number value, long lowest, long highest) {
    return value != null && (value.longValue() < lowest || value.longValue() > highest);
  }

  private static boolean anyPhaseVoltageSuspect(Reading r) {
    for (Phase phase : r.getPhases()) {
      if (outside(phase.getSupplyVoltageMillivolts(), 150_000, 300_000)) {
        return true;
      }
    }
    return false;
  }

  /** |P − V·I·PF| beyond the largest of 10 %, 3 W and half a step of the current's resolution. */
  private static boolean powerMismatch(Reading r, int currentDecimals) {
    Long power = r.getActivePowerMilliwatts();
    Long voltage = r.getSupplyVoltageMillivolts();
    Long current = r.getSupplyCurrentMilliamperes();
    Integer factor = r.getPowerFactorBasisPoints();
    if (power == null || voltage == null || current == null || factor == null) {
      return false;
    }
    // Signs follow the wiring and differ between vendors; only the size is compared.
    long apparent = voltage * current / 1000 * Math.abs(factor) / 10_000;
    long halfStepMilliamperes =
        switch (currentDecimals) {
          case 0 -> 500;
          case 1 -> 50;
          case 2 -> 5;
          default -> 1;
        };
    long resolution = voltage * halfStepMilliamperes / 1000 * Math.abs(factor) / 10_000;
    long size = Math.abs(power);
    long tolerance = Math.max(Math.max(size / 10, 3_000), resolution);
    return Math.abs(size - apparent) > tolerance;
  }
}
