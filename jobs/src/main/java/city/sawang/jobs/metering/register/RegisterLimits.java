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
   * The most that can have been used between two readings, mWh: cap = 1.2 · P_max · Δt + 1 Wh. P_max
   * is the nominal power of the lamp, or what the readings at both ends themselves report when that
   * is more: a lamp that was registered too small keeps its energy (METERING.md#cap).
   */
  static long capMwh(AssignmentTimeline timeline, MeterReading from, MeterReading to, int segment) {
    LampAssignment lamp = timeline.lamp(segment);
    long nominal = lamp.nominalMw();
    long unknown = lamp.isMeter() ? MeteringRules.METER_MAX_MW : MeteringRules.UNREGISTERED_MAX_MW;
    long max = nominal <= 0 ? unknown : nominal;
    max = Math.max(max, Math.max(from.powerMw(), to.powerMw()));
    // Bounded, so that the arithmetic stays within its range.
    max = Math.min(max, MeteringRules.METER_MAX_MW);
    long span = to.observedAt() - from.observedAt();
    return ExactMath.mulDiv(max * MeteringRules.CAP_TENTHS, span, 10 * ExactMath.MILLIS_PER_HOUR)
        + MeteringRules.CAP_MARGIN_MWH;
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
