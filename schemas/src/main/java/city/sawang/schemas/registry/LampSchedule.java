package city.sawang.schemas.registry;

import java.math.BigDecimal;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * When a lamp burns and how bright, as written in the registry: from dusk to dawn, with dimming
 * steps at local wall-clock times, e.g. {@code dusk-to-dawn 100%; 23:00 60%; 05:00 100%}.
 *
 * <pre>
 * schedule := "dusk-to-dawn" [percent] { ";" time percent }
 * time     := HH:MM                     local time of the city, 00:00…23:59
 * percent  := 0…100, two decimals "%"   0 % means switched off
 * </pre>
 *
 * The percent after {@code dusk-to-dawn} (100 % when absent) holds from dusk until the first step;
 * each step holds until the next one, the last until dawn. Steps stand in the order of the lighting
 * night, which runs from local noon to local noon: 23:00 comes before 05:00. A step earlier than
 * dusk is simply in force when dusk comes.
 *
 * @param duskBasisPoints dimming level from dusk, 0…10000 (10000 = 100 %)
 * @param steps the changes of level, in the order of the night, at most {@value #MAX_STEPS}
 */
public record LampSchedule(int duskBasisPoints, List<Step> steps) {
  /** Full light from dusk to dawn: what a lamp without a schedule of its own does. */
  public static final LampSchedule DUSK_TO_DAWN = new LampSchedule(10_000, List.of());

  private static final int MAX_STEPS = 24;
  private static final int MINUTES_OF_DAY = 24 * 60;
  private static final String KEYWORD = "dusk-to-dawn";
  private static final String PERCENT = "(100(?:\\.0{1,2})?|\\d{1,2}(?:\\.\\d{1,2})?)%";
  private static final Pattern FIRST = Pattern.compile(KEYWORD + "(?:\\s+" + PERCENT + ")?");
  private static final Pattern STEP = Pattern.compile("([01]\\d|2[0-3]):([0-5]\\d)\\s+" + PERCENT);

  /**
   * From this time on the lamp burns at this level.
   *
   * @param at local wall-clock time, whole minutes
   * @param dimBasisPoints 0…10000; 0 is off
   */
  public record Step(LocalTime at, int dimBasisPoints) {
    public Step {
      requireLevel(dimBasisPoints);
      if (at.getSecond() != 0 || at.getNano() != 0) {
        throw new IllegalArgumentException("step at " + at + ": expected whole minutes");
      }
    }

    private int minutesSinceNoon() {
      return LampSchedule.minutesSinceNoon(at);
    }

    @Override
    public String toString() {
      return at + " " + percent(dimBasisPoints);
    }
  }

  public LampSchedule {
    requireLevel(duskBasisPoints);
    steps = List.copyOf(steps);
    if (steps.size() > MAX_STEPS) {
      throw new IllegalArgumentException(
          steps.size() + " dimming steps: expected at most " + MAX_STEPS);
    }
    for (int i = 1; i < steps.size(); i++) {
      if (steps.get(i).minutesSinceNoon() <= steps.get(i - 1).minutesSinceNoon()) {
        throw new IllegalArgumentException(
            "step '%s' after '%s': expected steps in the order of the night, which runs from noon to noon"
                .formatted(steps.get(i), steps.get(i - 1)));
      }
    }
  }

  /**
   * @param text the schedule as written in the registry
   * @throws IllegalArgumentException when the text is no schedule; the message names the part and
   *     what was expected
   */
  public static LampSchedule parse(String text) {
    String[] parts = text.split(";", -1);
    Matcher first = FIRST.matcher(parts[0].strip());
    if (!first.matches()) {
      throw new IllegalArgumentException(
          "'%s': expected 'dusk-to-dawn' or 'dusk-to-dawn 100%%' (0…100 %%)".formatted(parts[0]));
    }
    var steps = new ArrayList<Step>();
    for (int i = 1; i < parts.length; i++) {
      Matcher step = STEP.matcher(parts[i].strip());
      if (!step.matches()) {
        throw new IllegalArgumentException(
            "'%s': expected a step such as '23:00 60%%' (local time, 0…100 %%)"
                .formatted(parts[i].strip()));
      }
      steps.add(
          new Step(
              LocalTime.of(Integer.parseInt(step.group(1)), Integer.parseInt(step.group(2))),
              basisPoints(step.group(3))));
    }
    return new LampSchedule(first.group(1) == null ? 10_000 : basisPoints(first.group(1)), steps);
  }

  /**
   * The level in force at a local time, provided that it is dark; whether it is dark is
   * decided by the position of the sun.
   *
   * @param localTime wall-clock time of the city
   * @return 0…10000 basis points; 0 means that the lamp is switched off
   */
  public int dimBasisPointsAt(LocalTime localTime) {
    int now = minutesSinceNoon(localTime);
    int level = duskBasisPoints;
    for (Step step : steps) {
      if (step.minutesSinceNoon() > now) {
        break;
      }
      level = step.dimBasisPoints();
    }
    return level;
  }

  /** The canonical text; {@link #parse} reads it back to an equal schedule. */
  @Override
  public String toString() {
    String dusk = KEYWORD + " " + percent(duskBasisPoints);
    return steps.isEmpty()
        ? dusk
        : steps.stream().map(Step::toString).collect(Collectors.joining("; ", dusk + "; ", ""));
  }

  private static int minutesSinceNoon(LocalTime time) {
    return (time.toSecondOfDay() / 60 + MINUTES_OF_DAY / 2) % MINUTES_OF_DAY;
  }

  private static int basisPoints(String percent) {
    return new BigDecimal(percent).movePointRight(2).intValueExact();
  }

  private static String percent(int basisPoints) {
    return BigDecimal.valueOf(basisPoints, 2).stripTrailingZeros().toPlainString() + "%";
  }

  private static void requireLevel(int basisPoints) {
    if (basisPoints < 0 || basisPoints > 10_000) {
      throw new IllegalArgumentException(
          "level of " + basisPoints + " basis points: expected 0…10000");
    }
  }
}
