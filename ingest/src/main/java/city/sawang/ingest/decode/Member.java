package city.sawang.ingest.decode;

import city.sawang.schemas.avro.Reading;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.apache.avro.Schema;

/**
 * The canonical members of a payload: name on the wire, field in {@link Reading}, unit and range.
 * Ranges are "reject outside" of the canonical reading; a value on the bound is accepted.
 */
public enum Member {
  // name, Avro field, type, decimal places kept, factor, lowest, highest (in units of the name)
  BOOT_ID("bootId", "bootId", Type.INTEGER, false),
  SEQ("seq", "seq", Type.INTEGER, false),
  ACTIVE_POWER("activePowerW", "activePowerMilliwatts", Type.DECIMAL, 3, 1, -5, 5_000),
  ENERGY_TOTAL("energyTotalWh", "energyTotalMilliwattHours", Type.DECIMAL, 3, 1, 0, 1e15),
  SUPPLY_VOLTAGE("supplyVoltageV", "supplyVoltageMillivolts", Type.DECIMAL, 3, 1, 0, 600),
  SUPPLY_CURRENT("supplyCurrentA", "supplyCurrentMilliamperes", Type.DECIMAL, 3, 1, 0, 200),
  POWER_FACTOR("powerFactor", "powerFactorBasisPoints", Type.DECIMAL, 4, 1, -1, 1),
  FREQUENCY("frequencyHz", "frequencyMillihertz", Type.DECIMAL, 3, 1, 0, 70),
  DIM_COMMAND("dimCommandPct", "dimCommandBasisPoints", Type.DECIMAL, 2, 1, 0, 100),
  DIM_ACTUAL("dimActualPct", "dimActualBasisPoints", Type.DECIMAL, 2, 1, 0, 100),
  LAMP_ON("lampOn", "lampOn", Type.BOOLEAN, true),
  RELAY_ON("relayOn", "relayOn", Type.BOOLEAN, true),
  OPERATING_HOURS("operatingHours", "operatingSeconds", Type.DECIMAL, 0, 3_600, 0, 1e9),
  SWITCH_ON_COUNT("switchOnCount", "switchOnCount", Type.INTEGER, true),
  SUPPLY_LOSS_COUNT("supplyLossCount", "supplyLossCount", Type.INTEGER, true),
  CONTROLLER_TEMP("controllerTempC", "controllerTempMillicelsius", Type.DECIMAL, 3, 1, -60, 150),
  LUX("lux", "illuminanceMillilux", Type.DECIMAL, 3, 1, 0, 200_000),
  PHOTOCELL_ON("photocellOn", "photocellOn", Type.BOOLEAN, true),
  RSSI("rssiDbm", "rssiMillidecibelMilliwatts", Type.DECIMAL, 3, 1, -150, 0),
  COMM_QUALITY("commQualityPct", "commQualityBasisPoints", Type.DECIMAL, 2, 1, 0, 100),
  OVERRIDE_ACTIVE("overrideActive", "overrideActive", Type.BOOLEAN, false),
  MAINTENANCE_MODE("maintenanceMode", "maintenanceMode", Type.BOOLEAN, false),
  HISTORICAL("historical", "historical", Type.BOOLEAN, false),
  DOOR_OPEN("doorOpen", "doorOpen", Type.BOOLEAN, true),
  LEAKAGE_DETECTED("leakageDetected", "leakageDetected", Type.BOOLEAN, true),
  BREAKER_TRIPPED("breakerTripped", "breakerTripped", Type.BOOLEAN, true),
  DEVICE_FAULTS("deviceFaults", "deviceFaults", Type.TEXTS, true),
  OBSERVED_AT("observedAt", "observedAt", Type.TIME, false),
  CITY_ID("cityId", "cityId", Type.IDENTITY, false),
  CONTROLLER_ID("controllerId", "controllerId", Type.IDENTITY, false),

  ACTIVE_POWER_L1(1, ACTIVE_POWER),
  ACTIVE_POWER_L2(2, ACTIVE_POWER),
  ACTIVE_POWER_L3(3, ACTIVE_POWER),
  ENERGY_TOTAL_L1(1, ENERGY_TOTAL),
  ENERGY_TOTAL_L2(2, ENERGY_TOTAL),
  ENERGY_TOTAL_L3(3, ENERGY_TOTAL),
  SUPPLY_VOLTAGE_L1(1, SUPPLY_VOLTAGE),
  SUPPLY_VOLTAGE_L2(2, SUPPLY_VOLTAGE),
  SUPPLY_VOLTAGE_L3(3, SUPPLY_VOLTAGE),
  SUPPLY_CURRENT_L1(1, SUPPLY_CURRENT),
  SUPPLY_CURRENT_L2(2, SUPPLY_CURRENT),
  SUPPLY_CURRENT_L3(3, SUPPLY_CURRENT),
  POWER_FACTOR_L1(1, POWER_FACTOR),
  POWER_FACTOR_L2(2, POWER_FACTOR),
  POWER_FACTOR_L3(3, POWER_FACTOR);

  /** What the JSON value must be. */
  public enum Type {
    DECIMAL,
    INTEGER,
    BOOLEAN,
    TEXTS,
    TIME,
    IDENTITY
  }

  /** A meter of a feeder may report this much; a lamp no more than the range of the member. */
  static final long METER_MAX_MILLIWATTS = 500_000_000L;

  private static final Map<String, Member> BY_NAME = new HashMap<>();

  static {
    for (Member member : values()) {
      BY_NAME.put(member.wireName, member);
    }
  }

  public final String wireName;
  public final Type type;

  /** Position in {@link Reading}; of a phase member, position of the whole device's value. */
  public final int position;

  /** Whether the Avro field is an int; a long otherwise. */
  final boolean isInt;

  /** Decimal places kept. */
  public final int scale;

  /** What one unit of the name counts in the stored unit, before scaling. */
  final int factor;

  /** Lowest accepted scaled value. */
  final long lowest;

  /** Highest accepted scaled value. */
  final long highest;

  /** Whether the value is a measurement: a payload without any is refused. */
  final boolean measurement;

  /** 1, 2 or 3 for L1, L2, L3; 0 for the whole device. */
  public final int phase;

  /** The whole device's member of a phase member, else itself. */
  public final Member whole;

  Member(String wireName, String field, Type type, boolean measurement) {
    this(wireName, field, type, measurement, 0, 1, 0, Long.MAX_VALUE);
  }

  Member(int phase, Member whole) {
    this.wireName = whole.wireName + 'L' + phase;
    this.type = whole.type;
    this.position = whole.position;
    this.isInt = whole.isInt;
    this.scale = whole.scale;
    this.factor = whole.factor;
    this.lowest = whole.lowest;
    this.highest = whole.highest;
    this.measurement = true;
    this.phase = phase;
    this.whole = whole;
  }

  Member(
      String wireName,
      String field,
      Type type,
      int scale,
      int factor,
      double lowest,
      double highest) {
    this(wireName, field, type, true, scale, factor, lowest, highest);
  }

  Member(
      String wireName,
      String field,
      Type type,
      boolean measurement,
      int scale,
      int factor,
      double lowest,
      double highest) {
    this.wireName = wireName;
    this.type = type;
    var schemaField =
        Objects.requireNonNull(Reading.getClassSchema().getField(field), "no Reading." + field);
    this.position = schemaField.pos();
    this.isInt = holdsInt(schemaField.schema());
    this.scale = scale;
    this.factor = factor;
    // The bounds are whole numbers far below 2^53, so the doubles of the table are exact.
    long unit = factor * (long) Math.pow(10, scale);
    this.lowest = ((long) lowest) * unit;
    this.highest = highest >= Long.MAX_VALUE ? Long.MAX_VALUE - 1 : ((long) highest) * unit;
    this.measurement = measurement;
    this.phase = 0;
    this.whole = this;
  }

  private static boolean holdsInt(Schema schema) {
    return schema.isUnion()
        && schema.getTypes().stream().anyMatch(branch -> branch.getType() == Schema.Type.INT);
  }

  /**
   * @return the member of that name, or null
   */
  public static Member named(String wireName) {
    return BY_NAME.get(wireName);
  }

  /** The value as it is stored: scaled, exactly. */
  public long scaled(BigDecimal value) {
    return ScaledDecimal.exactly(value, scale, factor);
  }

  /** A stored value in the unit of the member's name, exactly but for thirds of an hour. */
  public BigDecimal unscaled(long stored) {
    return BigDecimal.valueOf(stored, scale)
        .divide(BigDecimal.valueOf(factor), MathContext.DECIMAL64);
  }

  /** Lowest accepted scaled value for the kind of device. */
  long lowest(boolean meter) {
    return meter && whole == ACTIVE_POWER ? 0 : lowest;
  }

  /** Highest accepted scaled value for the kind of device. */
  long highest(boolean meter) {
    return meter && whole == ACTIVE_POWER ? METER_MAX_MILLIWATTS : highest;
  }
}
