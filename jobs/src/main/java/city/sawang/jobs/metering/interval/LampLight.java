package city.sawang.jobs.metering.interval;

import city.sawang.jobs.metering.input.AssignmentTimeline;
import city.sawang.jobs.metering.input.LampAssignment;
import city.sawang.jobs.metering.input.MeterReading;
import city.sawang.jobs.metering.input.MeteringRules;

/** What a reading tells about light, and for how long it holds (METERING.md#lit). */
final class LampLight {
  private LampLight() {}

  /**
   * The lamp gives light: by its power when the reading has it, else by its own state, else by its
   * level. Of a meter: something behind it burns.
   */
  static boolean isLit(AssignmentTimeline timeline, MeterReading reading, int segment) {
    if (reading.hasPower()) {
      LampAssignment lamp = timeline.lamp(segment);
      long least =
          lamp.isMeter()
              ? MeteringRules.LIT_MW
              : Math.max(MeteringRules.LIT_MW, lamp.nominalMw() / MeteringRules.LIT_DIVISOR);
      return reading.powerMw() >= least;
    }
    return reading.lampOn() == 1
        || (reading.lampOn() == MeterReading.UNKNOWN && reading.dimActualBp() > 0);
  }

  /** How long what a reading of this segment tells about light holds at most. */
  static long holdMillis(AssignmentTimeline timeline, int segment) {
    return MeteringRules.HOLD_INTERVALS * timeline.intervalMillis(segment);
  }
}
