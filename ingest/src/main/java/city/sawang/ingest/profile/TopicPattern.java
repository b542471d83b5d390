package city.sawang.ingest.profile;

import java.util.Arrays;
import java.util.Optional;

/**
 * An MQTT topic filter in which a level may be named: {@code {city}} and {@code {controller}} stand
 * for one level each, like {@code +}.
 *
 * <p>The order is from the general to the specific: more literal levels first, then literal levels
 * further left, then a level for one against {@code #} for any number.
 */
final class TopicPattern implements Comparable<TopicPattern> {
  private static final String CITY = "{city}";
  private static final String CONTROLLER = "{controller}";

  private final String[] levels;

  private TopicPattern(String[] levels) {
    this.levels = levels;
  }

  /**
   * @throws IllegalArgumentException naming what is wrong with the filter
   */
  static TopicPattern of(String filter) {
    String[] levels = filter.split("/", -1);
    int cities = 0;
    int controllers = 0;
    for (int i = 0; i < levels.length; i++) {
      String level = levels[i];
      cities += level.equals(CITY) ? 1 : 0;
      controllers += level.equals(CONTROLLER) ? 1 : 0;
      boolean placeholder = level.equals(CITY) || level.equals(CONTROLLER);
      boolean wildcard = level.equals("+") || (level.equals("#") && i == levels.length - 1);
      if (!placeholder && !wildcard && level.matches(".*[+#{}\\p{Cntrl}].*")) {
        throw new IllegalArgumentException(
            "level " + level + ": expected text, +, {city}, {controller}, or # as the last level");
      }
    }
    if (filter.isEmpty() || cities > 1 || controllers > 1) {
      throw new IllegalArgumentException(
          "expected levels with at most one {city} and one {controller}");
    }
    if (levels[0].equals("#") || levels[0].startsWith("$")) {
      throw new IllegalArgumentException("expected a filter narrower than # and outside of $SYS");
    }
    return new TopicPattern(levels);
  }

  @Override
  public int compareTo(TopicPattern other) {
    int order = Integer.compare(literals(), other.literals());
    for (int i = 0; order == 0 && i < Math.max(levels.length, other.levels.length); i++) {
      order = Integer.compare(precision(i), other.precision(i));
    }
    return order;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TopicPattern pattern && Arrays.equals(levels, pattern.levels);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(levels);
  }

  private int literals() {
    int literals = 0;
    for (int i = 0; i < levels.length; i++) {
      literals += precision(i) == 2 ? 1 : 0;
    }
    return literals;
  }

  private int precision(int level) {
    if (level >= levels.length || levels[level].equals("#")) {
      return 0;
    }
    String text = levels[level];
    return text.equals("+") || text.equals(CITY) || text.equals(CONTROLLER) ? 1 : 2;
  }

  /** What to subscribe at the broker. */
  String mqttFilter() {
    return toString().replace(CITY, "+").replace(CONTROLLER, "+");
  }

  @Override
  public String toString() {
    return String.join("/", levels);
  }

  /**
   * @param topicLevels a topic, split at its slashes
   * @return what the levels name, or empty when it does not match
   */
  Optional<Match> match(String[] topicLevels) {
    String city = null;
    String controller = null;
    for (int i = 0; i < levels.length; i++) {
      String level = levels[i];
      if (level.equals("#")) {
        return Optional.of(new Match(city, controller));
      }
      if (i >= topicLevels.length) {
        return Optional.empty();
      }
      switch (level) {
        case CITY -> city = topicLevels[i];
        case CONTROLLER -> controller = topicLevels[i];
        case "+" -> {
          // Any text.
        }
        default -> {
          if (!level.equals(topicLevels[i])) {
            return Optional.empty();
          }
        }
      }
    }
    return levels.length == topicLevels.length
        ? Optional.of(new Match(city, controller))
        : Optional.empty();
  }

  /**
   * What the levels of a topic name; null where the pattern names none.
   *
   * @param city text of the level {@code {city}}
   * @param controller text of the level {@code {controller}}
   */
  record Match(String city, String controller) {}
}
