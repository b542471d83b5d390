package city.sawang.ingest.profile;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The unit of a vendor's energy counter. There is no default: half the standards disagree. */
enum EnergyUnit {
  MILLIWATT_HOUR("mWh", "0.001"),
  WATT_HOUR("Wh", "1"),
  KILOWATT_HOUR("kWh", "1000"),
  MEGAWATT_HOUR("MWh", "1000000"),
  JOULE("J", null),
  KILOJOULE("kJ", null),
  /** The device counts no energy; a transformation that yields one is wrong. */
  NONE("none", null);

  private static final int WATT_HOUR_DECIMALS = 9;

  private final String symbol;
  private final BigDecimal wattHours;

  EnergyUnit(String symbol, String wattHours) {
    this.symbol = symbol;
    this.wattHours = wattHours == null ? null : new BigDecimal(wattHours);
  }

  static Optional<EnergyUnit> of(String symbol) {
    return Arrays.stream(values()).filter(unit -> unit.symbol.equals(symbol)).findFirst();
  }

  static List<String> symbols() {
    return Arrays.stream(values()).map(unit -> unit.symbol).toList();
  }

  /**
   * @return the value in Wh, exactly; for joules to nine decimals
   */
  BigDecimal toWattHours(BigDecimal value) {
    return switch (this) {
      case MILLIWATT_HOUR, WATT_HOUR, KILOWATT_HOUR, MEGAWATT_HOUR -> value.multiply(wattHours);
      case JOULE -> perHour(value);
      case KILOJOULE -> perHour(value.movePointRight(3));
      case NONE -> throw new IllegalStateException("a counter without a unit");
    };
  }

  private static BigDecimal perHour(BigDecimal joules) {
    return joules.divide(BigDecimal.valueOf(3600), WATT_HOUR_DECIMALS, RoundingMode.HALF_EVEN);
  }
}
