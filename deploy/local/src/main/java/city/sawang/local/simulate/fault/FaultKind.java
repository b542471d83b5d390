package city.sawang.local.simulate.fault;

/**
 * What can be injected: the codes that jobs raise by telemetry (jobs/INCIDENTS.md#codes), with what a
 * fault must last to be told by the rule of its code.
 */
public enum FaultKind {
  LAMP_FAILURE(2, 10),
  DAY_BURNER(2, 30),
  // Four cycles of twelve minutes.
  CYCLING(2, 48),
  POWER_HIGH(3, 15),
  POWER_LOW(3, 15),
  DIMMING_FAILURE(2, 10),
  OVERVOLTAGE(3, 10),
  UNDERVOLTAGE(3, 10),
  LOW_POWER_FACTOR(3, 15),
  OVER_TEMPERATURE(2, 10),
  CONTROL_GEAR_FAILURE(2, 0),
  RELAY_FAILURE(2, 10),
  // Where there is no last gasp, its end tells it: whenever that is.
  SUPPLY_LOSS(1, 0),
  COMM_LOSS(4, 30),
  FROZEN_SENSOR(24, 0),
  CLOCK_DRIFT(11, 0),
  FEEDER_OUTAGE(3, 10),
  GATEWAY_OUTAGE(3, 10),
  CITY_LINK_DOWN(3, 10);

  /** What a fault is about. */
  public enum Reach {
    LAMP,
    FEEDER,
    GATEWAY,
    CITY
  }

  private static final long MINUTE = 60_000;

  private final int readings;
  private final long minutes;

  FaultKind(int readings, long minutes) {
    this.readings = readings;
    this.minutes = minutes;
  }

  /** So long the rule takes from the first reading that shows the fault, ms. */
  long ruleMillis(long intervalMillis) {
    return Math.max(minutes * MINUTE, (readings - 1) * intervalMillis);
  }

  /** What is shorter than this is no fault to the rule, ms; 0 where readings count only. */
  long leastMillis() {
    return minutes * MINUTE;
  }

  public Reach scope() {
    return switch (this) {
      case FEEDER_OUTAGE -> Reach.FEEDER;
      case GATEWAY_OUTAGE -> Reach.GATEWAY;
      case CITY_LINK_DOWN -> Reach.CITY;
      default -> Reach.LAMP;
    };
  }

  /** Lamp and controller have no supply meanwhile. */
  boolean cutsSupply() {
    return this == SUPPLY_LOSS || this == FEEDER_OUTAGE;
  }

  /** Lamp and controller work, and nobody hears them. */
  boolean mutes() {
    return this == COMM_LOSS || this == GATEWAY_OUTAGE || this == CITY_LINK_DOWN;
  }

  /** A device that knows power and voltage only can show it. */
  boolean shownByPlainMeter() {
    return switch (this) {
      case LAMP_FAILURE, DAY_BURNER, POWER_HIGH, POWER_LOW, COMM_LOSS -> true;
      default -> scope() != Reach.LAMP;
    };
  }
}
