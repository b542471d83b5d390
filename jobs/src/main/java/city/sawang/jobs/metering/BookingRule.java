package city.sawang.jobs.metering;

/** Why energy between two readings is booked, or why it is not (domain §3). */
public enum BookingRule {
  /** First counter of the controller at this lamp: nothing to subtract it from. */
  FIRST,
  /** The first counter after the controller came to this lamp from elsewhere. */
  SWAP,
  /** Difference of two counters. */
  NORMAL,
  /** Difference of two counters across others that were left aside, because the counter came back. */
  GLITCH,
  /** The counter passed its width. */
  WRAP,
  /** The counter started anew: what it shows since. */
  RESET,
  /** The counter started anew: what the lamp used before, as far as its power tells. */
  REMAINDER,
  /** The counter moved by more than the lamp can use, or fell: nothing is booked. */
  JUMP,
  /** No counter: mean of the powers at both ends. */
  POWER,
  /** Neither counter nor power: what the lamp should have used. */
  EXPECTED_POWER,
  /** Neither counter nor power, and nothing to expect: nothing is booked. */
  UNKNOWN;

  /** Flags of every quarter hour that energy is booked in by this rule. */
  int flags() {
    return this == POWER || this == EXPECTED_POWER ? MeterFlag.FROM_POWER.bit() : 0;
  }
}
