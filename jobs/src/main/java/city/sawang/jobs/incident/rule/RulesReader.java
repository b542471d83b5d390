package city.sawang.jobs.incident.rule;

import city.sawang.jobs.incident.model.FaultCode;
import city.sawang.jobs.incident.model.Severity;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;

/**
 * Reads the entries of a rules file and collects every mistake, so that whoever wrote it repairs it
 * once: what is wrong is answered with a harmless number until {@link #requireFaultless()}.
 */
final class RulesReader {
  private static final long MINUTE = 60_000L;
  private static final int MOST_READINGS = 1_000;
  private static final int MOST_MINUTES = 1_440;

  private final Properties entries;
  private final Set<String> read = new HashSet<>();
  private final List<String> mistakes = new ArrayList<>();

  RulesReader(Properties entries) {
    this.entries = entries;
  }

  /** A whole number from {@code least} to {@code most}. */
  long number(String key, long least, long most) {
    String text = text(key);
    if (text != null) {
      if (text.matches("-?[0-9]{1,9}")) {
        long value = Long.parseLong(text);
        if (value >= least && value <= most) {
          return value;
        }
      }
      mistake(key, text, "a whole number from " + least + " to " + most);
    }
    return least;
  }

  /** Minutes, as milliseconds. */
  long minutes(String key) {
    return number(key, 1, MOST_MINUTES) * MINUTE;
  }

  /** Readings and minutes: {@code 2/10}. */
  Persistence persistence(String key) {
    String text = text(key);
    if (text != null) {
      if (text.matches("[0-9]{1,4}/[0-9]{1,4}")) {
        String[] parts = text.split("/");
        int readings = Integer.parseInt(parts[0]);
        int minutes = Integer.parseInt(parts[1]);
        if (readings >= 1 && readings <= MOST_READINGS && minutes <= MOST_MINUTES) {
          return new Persistence(readings, minutes * MINUTE);
        }
      }
      mistake(
          key, text, "readings/minutes like 2/10, 1…" + MOST_READINGS + " and 0…" + MOST_MINUTES);
    }
    return Persistence.AT_ONCE;
  }

  Severity severity(FaultCode code) {
    String key = "severity." + code;
    String text = text(key);
    if (text != null) {
      for (Severity severity : Severity.values()) {
        if (severity.name().equals(text)) {
          return severity;
        }
      }
      mistake(key, text, "one of " + Arrays.toString(Severity.values()));
    }
    return Severity.WARNING;
  }

  /** Words of devices, separated by commas, without regard to case and punctuation. */
  Set<String> words(String key) {
    Set<String> words = new TreeSet<>();
    String text = text(key);
    if (text != null) {
      for (String word : text.split(",", -1)) {
        words.add(plain(word));
      }
      if (words.remove("")) {
        mistake(key, text, "words separated by commas");
      }
    }
    return words;
  }

  /** A flag's text without what devices spell differently: {@code lamp_failure}, lampFailure. */
  static String plain(String word) {
    StringBuilder plain = new StringBuilder(word.length());
    word.toLowerCase(Locale.ROOT)
        .chars()
        .filter(c -> c >= 'a' && c <= 'z' || c >= '0' && c <= '9')
        .forEach(c -> plain.append((char) c));
    return plain.toString();
  }

  /** Light levels and power factors in percent, ascending: {@code 0:65,30:75}; in basis points. */
  int[][] curve(String key) {
    String text = text(key);
    if (text == null || !text.matches("([0-9]{1,3}:[0-9]{1,3})(,[0-9]{1,3}:[0-9]{1,3})*")) {
      if (text != null) {
        mistake(key, text, "percentages like 0:65,30:75");
      }
      return new int[][] {{0, 0}};
    }
    int[][] points =
        Arrays.stream(text.split(","))
            .map(point -> point.split(":"))
            .map(p -> new int[] {Integer.parseInt(p[0]) * 100, Integer.parseInt(p[1]) * 100})
            .toArray(int[][]::new);
    for (int i = 0; i < points.length; i++) {
      boolean ascends = i == 0 || points[i][0] > points[i - 1][0];
      if (!ascends || points[i][0] > 10_000 || points[i][1] > 10_000) {
        mistake(key, text, "levels that ascend, nothing above 100");
        return new int[][] {{0, 0}};
      }
    }
    return points;
  }

  /** Two entries that must stand to each other. */
  void require(boolean holds, String mistake) {
    if (!holds) {
      mistakes.add(mistake);
    }
  }

  /**
   * @throws IllegalArgumentException with every mistake on a line of its own
   */
  void requireFaultless() {
    for (String key : new TreeSet<>(entries.stringPropertyNames())) {
      if (!read.contains(key)) {
        mistakes.add(key + ": no rule reads this entry");
      }
    }
    if (!mistakes.isEmpty()) {
      throw new IllegalArgumentException(
          "incident rules, "
              + mistakes.size()
              + (mistakes.size() == 1 ? " mistake:\n" : " mistakes:\n")
              + String.join("\n", mistakes));
    }
  }

  private String text(String key) {
    String text = entries.getProperty(key);
    if (text == null && read.add(key)) {
      mistakes.add(key + ": is missing");
    }
    read.add(key);
    return text == null ? null : text.trim();
  }

  private void mistake(String key, String text, String expectation) {
    String mistake = key + ": is " + text + ", expected " + expectation;
    if (!mistakes.contains(mistake)) {
      mistakes.add(mistake);
    }
  }
}
