package city.sawang.jobs.incident.model;

/**
 * What can be wrong, in the words of TALQ and LwM2M (INCIDENTS.md#codes). The order is written into
 * state as bits and numbers: append only.
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
  CLOCK_DRIFT(false, false),
  /** A circuit without power. */
  FEEDER_OUTAGE(true, false),
  /** The lamps of a gateway are not heard, though nothing says that they have no power. */
  GATEWAY_OUTAGE(false, false),
  /** Nothing is heard of a city. */
  CITY_LINK_DOWN(false, false),
  /** Sign of an outage: the lamp is not heard, too briefly for {@link #COMM_LOSS}. */
  SILENCE_SIGN(false, false),
  /** Sign of an outage: the lamp says that it has no power, or is dark though it should be lit. */
  DARKNESS_SIGN(false, false);

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

  /**
   * It is no incident of its own: what a lamp contributes to the outages of its circuit, gateway and
   * city (INCIDENTS.md#outages), never published.
   */
  public boolean isSign() {
    return this == SILENCE_SIGN || this == DARKNESS_SIGN;
  }

  /** Its bit in {@link Quantity#DEVICE_FLAGS}. */
  public long bit() {
    return 1L << ordinal();
  }
}
