package city.sawang.local.simulate;

import java.time.LocalTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;

/**
 * The dimming steps of one night, e.g. {@code dusk-to-dawn 100%; 23:00 60%; 05:00 100%}: the first
 * part holds from dusk, every later one from its local time on, until dawn.
 *
 * @param atDuskPercent light from dusk on, 0…100
 * @param steps later steps in the order of the night (noon to noon)
 */
record DimmingSchedule(int atDuskPercent, List<Step> steps) {
  /** From this local time on, this light. */
  record Step(LocalTime from, int percent) {}

  /**
   * @throws IllegalArgumentException when the text is not of that form
   */
  static DimmingSchedule parse(String text) {
    String[] parts = text.strip().split("\\s*;\\s*");
    String[] first = parts[0].split("\\s+");
    if (!first[0].equals("dusk-to-dawn") || first.length > 2) {
      throw wrong(text, "dusk-to-dawn [percent] first");
    }
    int atDusk = first.length == 2 ? percent(first[1], text) : 100;
    List<Step> steps = new ArrayList<>();
    for (int i = 1; i < parts.length; i++) {
      String[] step = parts[i].split("\\s+");
      if (step.length != 2) {
        throw wrong(text, "steps of the form 'HH:mm percent'");
      }
      try {
        steps.add(new Step(LocalTime.parse(step[0]), percent(step[1], text)));
      } catch (DateTimeParseException e) {
        throw wrong(text, "a time HH:mm, found '" + step[0] + "'");
      }
    }
    return new DimmingSchedule(atDusk, List.copyOf(steps));
  }

  private static int percent(String text, String whole) {
    String digits = text.endsWith("%") ? text.substring(0, text.length() - 1) : text;
    if (!digits.matches("\\d{1,3}") || Integer.parseInt(digits) > 100) {
      throw wrong(whole, "a percentage 0…100, found '" + text + "'");
    }
    return Integer.parseInt(digits);
  }

  private static IllegalArgumentException wrong(String text, String expected) {
    return new IllegalArgumentException("schedule '" + text + "': expected " + expected);
  }
}
