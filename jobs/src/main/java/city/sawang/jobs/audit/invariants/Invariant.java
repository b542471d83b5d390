package city.sawang.jobs.audit.invariants;

/** What always holds on a platform that is well. The names stand in {@code store.invariant_check}. */
public enum Invariant {
  /** received = in time + late corrected + too late + duplicate + quarantined, per city and hour. */
  LEDGER_IDENTITY,
  /** What the ledger counted as accepted and refused in an hour of arrival is what the tables hold. */
  LEDGER_ARCHIVE,
  /** dark period = lit + dark + unknown + scheduled off, per lamp and quarter hour, none below 0. */
  DARK_PERIOD,
  /** A circuit's quarter hour is the sum of its lamps'. */
  FEEDER_QUARTER_HOUR,
  /** A city's quarter hour is the sum of its lamps'. */
  CITY_QUARTER_HOUR,
  /** A lamp's night is the sum of its quarter hours. */
  LAMP_NIGHT,
  /** A city's night is the sum of its lamps' nights, and of its own quarter hours. */
  CITY_NIGHT,
  /** A city's month is the sum of its quarter hours. */
  CITY_MONTH,
  /**
   * What a controller's registers counted is what was booked from them, see METERING.md#invariant. The jobs check it
   * with every reading and write the violations; the monitor counts them.
   */
  ENERGY_IDENTITY
}
