package city.sawang.jobs.expected;

import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Dusk to dawn with dimming steps in local time, as in {@code dusk-to-dawn 100%; 23:00 60%; 05:00
 * 100%}: the first level holds from dusk, each step from its time on, until dawn. A level of 0 %
 * is off.
 *
 * @param duskBp level at dusk, basis points
 * @param steps in the order in which a night meets them
 */
record DimmingSchedule(int duskBp, List<Step> steps) {
  private static final Pattern DUSK = Pattern.compile("dusk-to-dawn(?:\\s+(\\d{1,3})\\s*%)?");
  private static final Pattern STEP = Pattern.compile("(\\d{2}):(\\d{2})\\s+(\\d{1,3})\\s*%");
  private static final int FULL_BP = 10_000;

  /**
   * One change of level.
   *
   * @param time local time
   * @param dimBp level from then on, basis points
   */
  record Step(LocalTime time, int dimBp) {
    boolean afterMidnight() {
      return time.isBefore(LocalTime.NOON);
    }
  }

  /** Dusk to dawn at full light. */
  static final DimmingSchedule FULL = new DimmingSchedule(FULL_BP, List.of());

  /**
   * @throws IllegalArgumentException naming the part that is no schedule
   */
  static DimmingSchedule parse(String text) {
    if (text == null || text.isBlank()) {
      return FULL;
    }
    String[] parts = text.trim().split("\\s*;\\s*", -1);
    Matcher dusk = DUSK.matcher(parts[0]);
    if (!dusk.matches()) {
      throw refusal(text, parts[0], "dusk-to-dawn [level%]");
    }
    int duskBp = dusk.group(1) == null ? FULL_BP : level(text, dusk.group(1));
    List<Step> steps = new ArrayList<>();
    for (int i = 1; i < parts.length; i++) {
      Matcher step = STEP.matcher(parts[i]);
      if (!step.matches()) {
        throw refusal(text, parts[i], "HH:MM level%");
      }
      int hour = Integer.parseInt(step.group(1));
      int minute = Integer.parseInt(step.group(2));
      if (hour > 23 || minute > 59) {
        throw refusal(text, parts[i], "a time from 00:00 to 23:59");
      }
      steps.add(new Step(LocalTime.of(hour, minute), level(text, step.group(3))));
    }
    steps.sort(Comparator.comparing(Step::afterMidnight).thenComparing(Step::time));
    return new DimmingSchedule(duskBp, List.copyOf(steps));
  }

  private static int level(String text, String percent) {
    int level = Integer.parseInt(percent);
    if (level > 100) {
      throw refusal(text, percent + "%", "0% to 100%");
    }
    return level * 100;
  }

  private static IllegalArgumentException refusal(String text, String part, String expected) {
    return new IllegalArgumentException(
        "schedule '" + text + "': '" + part + "', expected " + expected);
  }
}
