package city.sawang.jobs.metering.register;

import city.sawang.jobs.metering.input.AssignmentTimeline;
import city.sawang.jobs.metering.input.ExactMath;
import city.sawang.jobs.metering.input.LampAssignment;
import city.sawang.jobs.metering.input.MeterReading;
import city.sawang.jobs.metering.input.MeteringRules;

/** What a register can do, by the assignment of the lamp and by the readings themselves. */
public final class RegisterLimits {
  private RegisterLimits() {}

  /**
   * The most that can have been used between two readings, mWh, but for the step of the register:
   * 1.2 · P_max · Δt + 1 Wh. P_max is the nominal power of the lamp, or 1.3 times what readings
   * report when that is more: a lamp that was registered too small keeps its energy
   * (METERING.md#cap).
   *
   * @param reportedMw the greatest power that a reading of the time reports, or {@link
   *     MeterReading#ABSENT}
   */
  static long capMwh(AssignmentTimeline timeline, int segment, long millis, long reportedMw) {
    LampAssignment lamp = timeline.lamp(segment);
    long nominal = lamp.nominalMw();
    long unknown = lamp.isMeter() ? MeteringRules.UNKNOWN_METER_MW : MeteringRules.UNKNOWN_LAMP_MW;
    long max = nominal <= 0 ? unknown : nominal;
    // Bounded, so that the arithmetic stays within its range.
    long reported = Math.min(MeteringRules.METER_MAX_MW, Math.max(0, reportedMw));
    max = Math.max(max, reported * MeteringRules.REPORTED_POWER_TENTHS / 10);
    max = Math.min(max, MeteringRules.METER_MAX_MW);
    return ExactMath.mulDiv(max * MeteringRules.CAP_TENTHS, millis, 10 * ExactMath.MILLIS_PER_HOUR)
        + MeteringRules.CAP_MARGIN_MWH;
  }

  /** The step of the register as profile or registry declare it, mWh, or ABSENT. */
  static long declaredResolutionMwh(
      AssignmentTimeline timeline, MeterReading reading, int segment) {
    return reading.resolutionMwh() != MeterReading.ABSENT
        ? reading.resolutionMwh()
        : timeline.lamp(segment).resolutionMwh();
  }

  /** Where the register rolls over to zero, mWh; 0 when its width is not known. */
  public static long modulusMwh(AssignmentTimeline timeline, MeterReading reading, int segment) {
    int bits = reading.counterBits();
    long unit = reading.counterUnitMwh();
    if (bits == MeterReading.ABSENT_INT) {
      bits = timeline.lamp(segment).counterBits();
    }
    if (unit == MeterReading.ABSENT) {
      unit = MeteringRules.REGISTERED_UNIT_MWH;
    }
    boolean fits =
        bits > 0 && bits < 62 && unit > 0 && unit <= (Long.MAX_VALUE / 4) >> Math.min(bits, 61);
    return fits ? unit << bits : 0;
  }

  /** So much power flows that the register must move: 20 % of nominal, or 5 W when not known. */
  public static boolean drawsPower(AssignmentTimeline timeline, MeterReading reading, int segment) {
    long nominal = timeline.lamp(segment).nominalMw();
    return reading.hasPower()
        && reading.powerMw()
            > (nominal <= 0
                ? MeteringRules.DRAWS_POWER_UNREGISTERED_MW
                : nominal / MeteringRules.DRAWS_POWER_DIVISOR);
  }
}
