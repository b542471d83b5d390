package city.sawang.jobs.incident.model;

/**
 * What a reading may say that a rule can rest on, with the unit in its name; yes and no are 1 and 0.
 * The order is written into state: append only.
 */
public enum Quantity {
  ACTIVE_POWER_MW,
  SUPPLY_VOLTAGE_MV,
  SUPPLY_CURRENT_MA,
  POWER_FACTOR_BP,
  DIM_COMMAND_BP,
  DIM_ACTUAL_BP,
  LAMP_ON,
  RELAY_ON,
  OVERRIDE_ACTIVE,
  MAINTENANCE_MODE,
  CONTROLLER_TEMP_MILLICELSIUS,
  SUPPLY_LOSS_COUNT,
  SWITCH_ON_COUNT,
  /** The device's flags that we know: {@link FaultCode#bit()}s; 0 says that none is set. */
  DEVICE_FLAGS,
  /** Receipt minus observation, ms. Not sent: taken from the two instants of the reading. */
  CLOCK_LAG_MS,
  /** Lamps of the circuit, gateway or city. Not sent: counted, as the two below. */
  LAMPS,
  /** Those that went silent together. */
  LAMPS_SILENT,
  /** Those that went dark, or without power, together. */
  LAMPS_DARK
}
