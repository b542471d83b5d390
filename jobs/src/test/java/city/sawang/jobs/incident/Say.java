package city.sawang.jobs.incident;

import static city.sawang.jobs.metering.input.MeterReading.ABSENT;

import city.sawang.jobs.incident.input.LampReading;
import city.sawang.jobs.incident.model.Quantity;
import city.sawang.jobs.incident.rule.RuleSet;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Readings as text, for tables: {@code 0 P=50 V=230; 10 P=0 F=lampFailure}. The number is minutes
 * after the begin, then what the reading says: P watts, V volts, I milliamperes, PF percent, C and A
 * dimming command and level in percent, L lamp, R relay, O override, M maintenance as 0 or 1, T
 * degrees, S and N counts of supply losses and switchings, F flags with commas ({@code -}: none),
 * {@code late=} seconds to arrival; {@code h} historical, {@code a} timed by its arrival.
 */
final class Say {
  static final long MINUTE = 60_000L;
  private static final RuleSet RULES = RuleSet.shipped();

  private Say() {}

  static List<LampReading> all(long begin, String series) {
    List<LampReading> readings = new ArrayList<>();
    for (String reading : series.split(";")) {
      if (!reading.isBlank()) {
        readings.add(one(begin, reading.trim()));
      }
    }
    return readings;
  }

  /** The same reading again and again: from, to and step in minutes. */
  static List<LampReading> every(long begin, int from, int to, int step, String said) {
    List<LampReading> readings = new ArrayList<>();
    for (int minute = from; minute <= to; minute += step) {
      readings.add(one(begin, minute + " " + said));
    }
    return readings;
  }

  static LampReading one(long begin, String text) {
    String[] words = text.split(" +");
    long at = begin + Integer.parseInt(words[0]) * MINUTE;
    Map<Quantity, Long> values = new EnumMap<>(Quantity.class);
    boolean historical = false;
    boolean arrival = false;
    long lag = 500;
    for (int i = 1; i < words.length; i++) {
      String[] word = words[i].split("=");
      switch (word[0]) {
        case "h" -> historical = true;
        case "a" -> arrival = true;
        case "late" -> lag = Long.parseLong(word[1]) * 1_000;
        case "F" ->
            values.put(
                Quantity.DEVICE_FLAGS,
                word[1].equals("-") ? 0L : RULES.flags(List.of(word[1].split(","))));
        default -> values.put(quantity(word[0]), scaled(word[0], word[1]));
      }
    }
    return new LampReading(
        new LampReading.Stamp(
            at, arrival ? at : at + lag, ABSENT, ABSENT, text.hashCode(), historical, arrival),
        values);
  }

  private static Quantity quantity(String key) {
    return switch (key) {
      case "P" -> Quantity.ACTIVE_POWER_MW;
      case "V" -> Quantity.SUPPLY_VOLTAGE_MV;
      case "I" -> Quantity.SUPPLY_CURRENT_MA;
      case "PF" -> Quantity.POWER_FACTOR_BP;
      case "C" -> Quantity.DIM_COMMAND_BP;
      case "A" -> Quantity.DIM_ACTUAL_BP;
      case "L" -> Quantity.LAMP_ON;
      case "R" -> Quantity.RELAY_ON;
      case "O" -> Quantity.OVERRIDE_ACTIVE;
      case "M" -> Quantity.MAINTENANCE_MODE;
      case "T" -> Quantity.CONTROLLER_TEMP_MILLICELSIUS;
      case "S" -> Quantity.SUPPLY_LOSS_COUNT;
      case "N" -> Quantity.SWITCH_ON_COUNT;
      default -> throw new IllegalArgumentException("no such word: " + key);
    };
  }

  private static long scaled(String key, String value) {
    long factor =
        switch (key) {
          case "P", "V", "T" -> 1_000;
          case "PF", "C", "A" -> 100;
          default -> 1;
        };
    return Math.round(Double.parseDouble(value) * factor);
  }
}
