package city.sawang.local.simulate;

import city.sawang.schemas.text.NearMatch;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * How often what goes wrong with the devices of the field ({@code --field-faults}): a probability per
 * reading, but for {@link Fault#FIRST_CLOCK}.
 */
public final class FieldFaults {
  /** What can go wrong. */
  public enum Fault {
    /** The same bytes once more, at most two intervals later. */
    DUPLICATE("duplicate"),
    /** A broker sends again what it sent hours ago. */
    REPEAT("repeat"),
    /** Six to 24 intervals are queued on the way and then come at once. */
    BURST("burst"),
    /** One message stays in a network server for 1 to 12 hours. */
    LATE("late"),
    /** The device's clock is one to six days behind for one or two readings. */
    CLOCK("clock"),
    /** One or two readings show a counter that is far too high. */
    SPIKE("spike"),
    /** One or two readings show a counter of zero. */
    GLITCH("glitch"),
    /** The counter begins again from zero and goes on from there. */
    RESET("reset"),
    /** The counter jumps up and goes on from there. */
    JUMP("jump"),
    /** The power fails for a moment; a counter that is saved now and then falls back. */
    POWER_LOSS("power-loss"),
    /** A message that says less than usual: one value that changed, or a null. */
    PARTIAL("partial"),
    /** Bytes that are no JSON, beside the reading. */
    MALFORMED("malformed"),
    /** Share of devices whose very first reading has a clock of twenty days ago. */
    FIRST_CLOCK("first-clock");

    private final String label;

    Fault(String label) {
      this.label = label;
    }
  }

  /** A device has one first reading only: so much more often than a fault of any reading. */
  private static final double FIRST_CLOCK_FACTOR = 10;

  private static final int PER_READING = Fault.values().length - 1;

  private final Map<Fault, Double> rates;

  private FieldFaults(Map<Fault, Double> rates) {
    this.rates = rates;
  }

  /** Nothing ever goes wrong. */
  public static FieldFaults none() {
    return new FieldFaults(new EnumMap<>(Fault.class));
  }

  /**
   * Such a share of all readings meets a fault, every kind equally often.
   *
   * @param share 0…1
   */
  public static FieldFaults evenly(double share) {
    require("share", share);
    Map<Fault, Double> rates = new EnumMap<>(Fault.class);
    for (Fault fault : Fault.values()) {
      rates.put(fault, share / PER_READING);
    }
    rates.put(Fault.FIRST_CLOCK, Math.min(1, share * FIRST_CLOCK_FACTOR));
    return new FieldFaults(rates);
  }

  /**
   * Reads {@code none}, a share such as {@code 2%}, or a list that changes single rates of one, such
   * as {@code none,spike=0.01,first-clock=1}.
   *
   * @throws IllegalArgumentException naming the wrong part and what was expected
   */
  public static FieldFaults parse(String text) {
    Map<Fault, Double> rates = none().rates;
    for (String part : text.split(",")) {
      String item = part.strip();
      int equals = item.indexOf('=');
      if (item.equals("none")) {
        rates = none().rates;
      } else if (item.endsWith("%")) {
        rates = evenly(number(item, item.substring(0, item.length() - 1)) / 100).rates;
      } else if (equals > 0) {
        String name = item.substring(0, equals).strip();
        double rate = number(item, item.substring(equals + 1));
        require(name, rate);
        rates.put(fault(name), rate);
      } else {
        throw new IllegalArgumentException(
            "field fault '" + item + "': expected none, a share such as 2%, or name=probability");
      }
    }
    return new FieldFaults(rates);
  }

  private static Fault fault(String name) {
    List<String> known = new ArrayList<>();
    for (Fault fault : Fault.values()) {
      if (fault.label.equals(name)) {
        return fault;
      }
      known.add(fault.label);
    }
    throw new IllegalArgumentException(
        "field fault '" + name + "': expected " + NearMatch.oneOf(name, known));
  }

  private static double number(String item, String digits) {
    try {
      return Double.parseDouble(digits.strip());
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("field fault '" + item + "': expected a number", e);
    }
  }

  private static void require(String name, double rate) {
    if (!(rate >= 0 && rate <= 1)) {
      throw new IllegalArgumentException(
          "field fault " + name + " is " + rate + ", expected a probability 0…1");
    }
  }

  double rate(Fault fault) {
    return rates.getOrDefault(fault, 0.0);
  }

  @Override
  public String toString() {
    return rates.entrySet().stream()
        .map(e -> String.format(Locale.ROOT, "%s=%s", e.getKey().label, e.getValue()))
        .collect(Collectors.joining(",", "none,", ""));
  }
}
