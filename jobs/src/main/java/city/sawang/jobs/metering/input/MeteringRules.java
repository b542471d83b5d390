package city.sawang.jobs.metering.input;

import city.sawang.jobs.metering.contribution.MeteringInterval;

/**
 * Every number of the metering rules, once, with its unit (METERING.md#model). The horizon may differ
 * between deployments; the others are the same everywhere.
 *
 * @param horizonMillis how far behind its controller's newest reading a reading may be and still
 *     correct the figures; at least one hour (METERING.md#lateness)
 */
public record MeteringRules(long horizonMillis) {
  private static final long MINUTE = 60_000L;
  private static final long HOUR = 60 * MINUTE;
  private static final long DAY = 24 * HOUR;
  private static final long WATT_MW = 1_000;
  private static final long WATT_HOUR_MWH = 1_000;

  // Looking ahead (METERING.md#decided).

  /** A decision looks at no more than this many later readings… */
  public static final int LOOK_AHEAD_READINGS = 3;

  /** …and, but for the very next one, at none that is later by more than this. */
  public static final long LOOK_AHEAD_MILLIS = 60 * MINUTE;

  /** The next registers that must not fall for a fall to be a reset; part of the look-ahead. */
  public static final int RESET_CLIMBING_READINGS = LOOK_AHEAD_READINGS - 1;

  /**
   * A new reading can decide an interval that ends before so many readings before it: the look-ahead
   * counts the new one itself, so it reaches one further back…
   */
  public static final int AFFECTED_READINGS = LOOK_AHEAD_READINGS + 1;

  /** …and one that begins so long before its predecessor: the look-ahead counts from its end. */
  public static final long AFFECTED_MILLIS = LOOK_AHEAD_MILLIS + MeteringInterval.QUARTER_MILLIS;

  // Cap on what a lamp can have used (METERING.md#cap).

  /** cap = 12/10 · P_max · Δt + 1 Wh. */
  public static final long CAP_TENTHS = 12;

  public static final long CAP_MARGIN_MWH = WATT_HOUR_MWH;

  /** P_max of a lamp that nobody registered; of the rules file. */
  public static final long UNKNOWN_LAMP_MW = RulesFile.number("unknown_lamp_w") * WATT_MW;

  /** P_max of a meter of unknown size; of the rules file. */
  public static final long UNKNOWN_METER_MW = RulesFile.number("unknown_meter_w") * WATT_MW;

  /** P_max is 13/10 of the power that readings report, when that is more. */
  public static final long REPORTED_POWER_TENTHS = 13;

  /** The greatest P_max: what a meter may report. */
  public static final long METER_MAX_MW = 500_000 * WATT_MW;

  /** A register moves in steps of this at most. */
  public static final long LARGEST_RESOLUTION_MWH = 1_000 * WATT_HOUR_MWH;

  // Readings that are timed by their arrival (METERING.md#arrival).

  /** A burst follows a silence of more than 3/2 usual intervals… */
  public static final long BURST_SILENCE_HALVES = 3;

  /** …and its readings come closer together than a quarter of the usual interval. */
  public static final long BURST_DIVISOR = 4;

  /** The usual interval is the median of so many intervals before a silence… */
  public static final int USUAL_INTERVALS = 5;

  /** …when there are at least so many, else the declared one. */
  public static final int USUAL_INTERVALS_LEAST = 3;

  /** A message that says the same as one of so long before may be that one again. */
  public static final long REPEAT_MILLIS = DAY;

  /** The bridge accepts no reading that was observed later than so long after its receipt. */
  public static final long MOST_AHEAD_MILLIS = 5 * 60 * 1_000L;

  /** Registers with a device time go before those without for so many intervals. */
  public static final int DEVICE_TIME_INTERVALS = 3;

  // Registers (METERING.md#register).

  /** A difference over more than this is not booked: the clock was wrong at one end. */
  public static final long LONGEST_PAIR_MILLIS = 400 * DAY;

  /** A rollover begins in this uppermost part of the register: one twentieth, 5 %. */
  public static final long ROLLOVER_TOP_DIVISOR = 20;

  /** One count of a register whose width the registry gives, and whose unit nothing declares. */
  public static final long REGISTERED_UNIT_MWH = WATT_HOUR_MWH;

  /** So many equal registers in a row, while power flows, are a frozen one. */
  public static final int FROZEN_READINGS = 6;

  /** Power flows above this part of nominal: one fifth, 20 %… */
  public static final long DRAWS_POWER_DIVISOR = 5;

  /** …or above this where nominal power is not known. */
  public static final long DRAWS_POWER_UNREGISTERED_MW = 5 * WATT_MW;

  /** Energy that must have moved any register. */
  public static final long NOTICEABLE_MWH = 5 * WATT_HOUR_MWH;

  /** A register that moves by more than this while no light burns is flagged. */
  public static final long UNEXPLAINED_MWH = WATT_HOUR_MWH;

  // Intervals (METERING.md#interval).

  /** Two readings more than so many reporting intervals apart have a gap between them. */
  public static final int GAP_INTERVALS = 2;

  /** What a reading tells about light holds for so many reporting intervals at most. */
  public static final int HOLD_INTERVALS = 2;

  /** A lit lamp takes at least this: a controller alone takes less… */
  public static final long LIT_MW = 2 * WATT_MW;

  /** …and at least this part of nominal: one twentieth, 5 %. */
  public static final long LIT_DIVISOR = 20;

  /** Reporting interval of a controller that nobody registered. */
  public static final int UNREGISTERED_INTERVAL_SECONDS = 900;

  // Identity and the log (METERING.md#identity).

  /** How far around a reading a device without boot counter must not use a seq again. */
  public static final long BOOTLESS_MILLIS = 6 * HOUR;

  /** More missing sequence numbers than this are a renumbering or rollover, not a loss. */
  public static final long LARGEST_SEQUENCE_GAP = 10_000;

  /** Readings before the horizon that the log keeps, so that decisions have a basis… */
  public static final int KEPT_READINGS = 8;

  /** …and chunks before the horizon. */
  public static final int KEPT_CHUNKS = 2;

  public MeteringRules {
    if (horizonMillis < HOUR || horizonMillis > 366 * DAY) {
      throw new IllegalArgumentException(
          "horizonMillis: " + horizonMillis + ", expected one hour to 366 days");
    }
  }

  /** Three days. */
  public static MeteringRules defaults() {
    return new MeteringRules(3 * DAY);
  }
}
