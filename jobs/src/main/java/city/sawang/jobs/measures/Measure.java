package city.sawang.jobs.measures;

/**
 * The numbers that lamps' quarter hours add up to, in every roll-up the same. Their order is that
 * of the numbers in the state: new ones go to the end.
 */
public enum Measure {
  /** Quarter hours of lamps that have a row. */
  ROWS,
  /** Those whose energy is known. */
  KNOWN,
  /** Those that are provisional. */
  UNDECIDED,
  MEASURED_MWH,
  INTERPOLATED_MWH,
  ESTIMATED_MWH,
  DAY_MWH,
  DAY_BURN_MWH,
  DARK_PERIOD_S,
  EXPECTED_LIT_S,
  LIT_DARK_S,
  DARK_S,
  SCHEDULED_OFF_S,
  DAY_BURN_S,
  READINGS_EXPECTED,
  READINGS_ACCEPTED,
  /** Lamp rows with readings expected. */
  LAMPS_EXPECTED,
  /** Lamp rows with readings accepted. */
  LAMPS_REPORTING,
  /** Lamp rows with burning seconds. */
  LAMPS_LIT,
  /** Lamps that have a row in the night. */
  LAMPS_OF_NIGHT,
  /** Lamps that have a row in the month. */
  LAMPS_OF_MONTH,
  /** Quarter hours of the circuit's meters. */
  METER_ROWS,
  METER_KNOWN,
  METER_MEASURED_MWH,
  METER_INTERPOLATED_MWH,
  METER_ESTIMATED_MWH,
  METER_READINGS_EXPECTED,
  METER_READINGS_ACCEPTED,
  /** What the registers moved and nobody can book. */
  UNBOOKED_MWH,
  METER_UNBOOKED_MWH,
  /** How many of the circuit's meters carry each of the first eight flags, see {@link FlagCounts}. */
  METER_FLAGS_LOW,
  /** The same of the next eight. */
  METER_FLAGS_HIGH;

  /** How many there are. */
  public static final int COUNT = values().length;
}
