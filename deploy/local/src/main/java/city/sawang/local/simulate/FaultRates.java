package city.sawang.local.simulate;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * How often what goes wrong. Shares are of lamps, everything else is a probability per reading.
 *
 * @param duplicate the same bytes are sent once more, up to ten minutes later
 * @param shuffle a reading is held back and overtaken by up to five later ones
 * @param backlog the lamp loses its network for ten minutes to six hours and then delivers what it
 *     stored as arrays of historical readings
 * @param clock the clock is wrong for one reading: year 2000, two hours ahead, or ten minutes back
 * @param reset the energy counter starts again from zero
 * @param glitch one reading carries a counter that is far too small
 * @param malformed a payload no decoder can accept is sent beside the reading
 * @param reconnect the fleet's connection breaks right after the message was sent; what has no
 *     PUBACK is sent again
 * @param dead share of lamps that are dark although switched on
 * @param burner share of lamps that burn by day
 */
public record FaultRates(
    double duplicate,
    double shuffle,
    double backlog,
    double clock,
    double reset,
    double glitch,
    double malformed,
    double reconnect,
    double dead,
    double burner) {

  public FaultRates {
    Map<String, Double> all =
        byName(
            duplicate, shuffle, backlog, clock, reset, glitch, malformed, reconnect, dead, burner);
    all.forEach(
        (name, value) -> {
          if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException(
                "fault " + name + " is " + value + ", expected a probability 0…1");
          }
        });
  }

  /** Nothing ever goes wrong. */
  public static FaultRates none() {
    return new FaultRates(0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
  }

  /** The mix of an ordinary bad year, a little condensed. */
  public static FaultRates usual() {
    return new FaultRates(0.01, 0.01, 0.0005, 0.0003, 0.00003, 0.0002, 0.0005, 0.0001, 0.02, 0.01);
  }

  /**
   * @param text {@code usual}, {@code none}, or a list such as {@code
   *     none,duplicate=0.1,backlog=0.002} that changes single figures of a mix
   * @throws IllegalArgumentException naming the wrong part and what was expected
   */
  public static FaultRates parse(String text) {
    Map<String, Double> values = usual().byName();
    for (String part : text.split(",")) {
      String item = part.strip();
      int equals = item.indexOf('=');
      if (item.equals("none") || item.equals("usual")) {
        values = (item.equals("none") ? none() : usual()).byName();
      } else if (equals > 0 && values.containsKey(item.substring(0, equals))) {
        try {
          values.put(item.substring(0, equals), Double.parseDouble(item.substring(equals + 1)));
        } catch (NumberFormatException e) {
          throw new IllegalArgumentException("fault '" + item + "': expected a number after =", e);
        }
      } else {
        throw new IllegalArgumentException(
            "fault '"
                + item
                + "': expected none, usual or name=probability with a name of "
                + String.join(", ", values.keySet()));
      }
    }
    return new FaultRates(
        values.get("duplicate"),
        values.get("shuffle"),
        values.get("backlog"),
        values.get("clock"),
        values.get("reset"),
        values.get("glitch"),
        values.get("malformed"),
        values.get("reconnect"),
        values.get("dead"),
        values.get("burner"));
  }

  private Map<String, Double> byName() {
    return byName(
        duplicate, shuffle, backlog, clock, reset, glitch, malformed, reconnect, dead, burner);
  }

  private static Map<String, Double> byName(double... values) {
    String[] names = {
      "duplicate",
      "shuffle",
      "backlog",
      "clock",
      "reset",
      "glitch",
      "malformed",
      "reconnect",
      "dead",
      "burner"
    };
    Map<String, Double> byName = new LinkedHashMap<>();
    for (int i = 0; i < names.length; i++) {
      byName.put(names[i], values[i]);
    }
    return byName;
  }

  @Override
  public String toString() {
    return byName().entrySet().stream()
        .map(e -> e.getKey() + '=' + e.getValue())
        .collect(Collectors.joining(",", "none,", ""));
  }
}
