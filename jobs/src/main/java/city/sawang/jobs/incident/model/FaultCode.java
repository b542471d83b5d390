package city.sawang.jobs.incident.model;

/**
 * What can be wrong with one lamp, in the words of TALQ and LwM2M (INCIDENTS.md#codes). The order is
 * written into state as bits and numbers: append only.
 */
public enum FaultCode {
  LAMP_FAILURE(true, true),
  DAY_BURNER(false, true),
  CYCLING(true, true),
  POWER_HIGH(false, true),
  POWER_LOW(false, true),
  DIMMING_FAILURE(false, true),
  OVERVOLTAGE(false, false),
  UNDERVOLTAGE(false, false),
  LOW_POWER_FACTOR(false, false),
  OVER_TEMPERATURE(true, true),
  CONTROL_GEAR_FAILURE(true, true),
  RELAY_FAILURE(true, true),
  SUPPLY_LOSS(true, true),
  COMM_LOSS(false, false),
  FROZEN_SENSOR(false, false),
  CLOCK_DRIFT(false, false);

  private final boolean darkens;
  private final boolean bendsPower;

  FaultCode(boolean darkens, boolean bendsPower) {
    this.darkens = darkens;
    this.bendsPower = bendsPower;
  }

  /** It may be why a lamp is dark: dark seconds are counted to it. */
  public boolean darkens() {
    return darkens;
  }

  /** It may be why a lamp takes other power than planned: the difference is counted to it. */
  public boolean bendsPower() {
    return bendsPower;
  }

  /** Its bit in {@link Quantity#DEVICE_FLAGS}. */
  public long bit() {
    return 1L << ordinal();
  }
}
