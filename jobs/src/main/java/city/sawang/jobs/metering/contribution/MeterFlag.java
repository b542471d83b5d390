package city.sawang.jobs.metering.contribution;

/** What an analyst must know about the energy of a quarter hour. */
public enum MeterFlag {
  /** The register was reset; the remainder before is estimated. */
  METER_RESET,
  /**
   * The register moved by more than the lamp can use: null, the difference is unbooked; or it fell in
   * a way that nothing explains.
   */
  METER_JUMP,
  /** Sixth or later reading with the same register while power flows. */
  METER_FROZEN,
  /** First reading after the controller came to this lamp: a meter change-out. */
  METER_SWAP,
  /** Register rollover: the register passed its width. */
  METER_WRAP,
  /** A reading whose register was rejected because the register came back. */
  METER_GLITCH,
  /** Covered by a difference over more than two reporting intervals. */
  GAP,
  /** Energy from active power, no register. */
  FROM_POWER,
  /** Several readings carry one instant; the last of them in the device's own order is effective. */
  REPEATED_INSTANT,
  /** Power at both ends, and the register did not move. */
  POWER_WITHOUT_ENERGY,
  /** The register moved, and no power at either end. */
  ENERGY_WITHOUT_POWER,
  /** The register fell back to a value that the device had saved, and counts on from there. */
  METER_FALL_BACK;

  /** The flag's bit in {@link IntervalFigures#flags()}. */
  public int bit() {
    return 1 << ordinal();
  }

  /** Names of the flags in {@code bits}, comma-separated in declaration order; null when none. */
  public static String names(int bits) {
    if (bits == 0) {
      return null;
    }
    StringBuilder names = new StringBuilder();
    for (MeterFlag flag : values()) {
      if ((bits & flag.bit()) != 0) {
        names.append(names.isEmpty() ? "" : ",").append(flag);
      }
    }
    return names.toString();
  }
}
