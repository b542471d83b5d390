package city.sawang.local.simulate.fault;

import city.sawang.schemas.text.NearMatch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * How many faults are injected ({@code --incident-faults}).
 *
 * @param counts of each kind, in the whole play
 * @param controls quiet controls of each kind that has one
 */
public record IncidentFaults(Map<FaultKind, Integer> counts, int controls) {
  private static final int MOST = 100_000;
  private static final String ALL = "all";
  private static final String LAMPS = "lamps";
  private static final String CONTROLS = "controls";

  public IncidentFaults {
    counts = new EnumMap<>(counts);
  }

  /** Nothing is injected. */
  public static IncidentFaults none() {
    return new IncidentFaults(new EnumMap<>(FaultKind.class), 0);
  }

  /**
   * Reads {@code none}, or a list such as {@code all=20,controls=10,CITY_LINK_DOWN=2}: {@code all}
   * stands for every code, {@code lamps} for those of a single lamp.
   *
   * @throws IllegalArgumentException naming the wrong part and what was expected
   */
  public static IncidentFaults parse(String text) {
    Map<FaultKind, Integer> counts = new EnumMap<>(FaultKind.class);
    int controls = 0;
    for (String part : text.split(",")) {
      String item = part.strip();
      int equals = item.indexOf('=');
      if (item.equals("none")) {
        counts.clear();
        controls = 0;
        continue;
      }
      if (equals < 0) {
        throw new IllegalArgumentException(
            "incident fault '" + item + "': expected none or name=count, such as all=20");
      }
      String name = item.substring(0, equals).strip();
      int count = count(item, item.substring(equals + 1).strip());
      if (name.equals(CONTROLS)) {
        controls = count;
      } else {
        kinds(name).forEach(kind -> counts.put(kind, count));
      }
    }
    return new IncidentFaults(counts, controls);
  }

  private static List<FaultKind> kinds(String name) {
    List<FaultKind> all = List.of(FaultKind.values());
    if (name.equals(ALL)) {
      return all;
    }
    if (name.equals(LAMPS)) {
      return all.stream().filter(kind -> kind.scope() == FaultKind.Reach.LAMP).toList();
    }
    List<String> known = new ArrayList<>(List.of(ALL, LAMPS, CONTROLS));
    Arrays.stream(FaultKind.values()).forEach(kind -> known.add(kind.name()));
    return all.stream()
        .filter(kind -> kind.name().equals(name))
        .findFirst()
        .map(List::of)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "incident fault '" + name + "': expected " + NearMatch.oneOf(name, known)));
  }

  private static int count(String item, String digits) {
    if (!digits.matches("[0-9]{1,6}") || Integer.parseInt(digits) > MOST) {
      throw new IllegalArgumentException(
          "incident fault '" + item + "': expected a whole number from 0 to " + MOST);
    }
    return Integer.parseInt(digits);
  }

  public boolean isNone() {
    return controls == 0 && counts.values().stream().allMatch(count -> count == 0);
  }

  int count(FaultKind kind) {
    return counts.getOrDefault(kind, 0);
  }

  @Override
  public String toString() {
    return counts.entrySet().stream()
        .map(e -> e.getKey() + "=" + e.getValue())
        .collect(Collectors.joining(",", "none,", counts.isEmpty() ? "" : ","))
        .concat(CONTROLS + '=' + controls);
  }
}
