package city.sawang.jobs.metering.interval;

import city.sawang.jobs.metering.contribution.MeterFlag;

/** Why energy between two readings is booked, or why it is not (METERING.md#register). */
public enum BookingRule {
  /** First register of the controller at this lamp: nothing to subtract it from. */
  FIRST,
  /** Meter change-out: the first register after the controller came to this lamp from elsewhere. */
  SWAP,
  /** Difference of two registers. */
  NORMAL,
  /** Difference of a coarse register, over the time since it moved last. */
  COARSE,
  /** Difference of two registers across others that were rejected, because the register came back. */
  GLITCH,
  /** Rollover: the register passed its width. */
  WRAP,
  /** The register was reset: what it shows since. */
  RESET,
  /** The register was reset: what the lamp used before, as far as its power shows. */
  REMAINDER,
  /** The register fell back to a saved value: what the lamp used meanwhile, as far as power shows. */
  FALL_BACK,
  /** The register moved by more than the lamp can use, or fell: nothing is booked. */
  JUMP,
  /** No register: mean of the powers at both ends. */
  POWER,
  /** Neither register nor power: what the lamp should have used. */
  EXPECTED_POWER,
  /** Neither register nor power, and nothing to expect: nothing is booked. */
  UNKNOWN;

  /** Flags of every quarter hour that energy is booked in by this rule. */
  int flags() {
    return this == POWER || this == EXPECTED_POWER ? MeterFlag.FROM_POWER.bit() : 0;
  }
}
