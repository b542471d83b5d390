package city.sawang.grafana.query;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The period that a dashboard shows, both ends included as Grafana includes them. */
public record DashboardTimeRange(Instant from, Instant to) {
  private static final Pattern RELATIVE =
      Pattern.compile("now(?<shifts>(?:[+-]\\d{1,5}[smhdwMy])*)(?:/(?<round>[mhdwMy]))?");
  private static final Pattern SHIFT = Pattern.compile("([+-])(\\d{1,5})([smhdwMy])");
  private static final Pattern EPOCH_MILLIS = Pattern.compile("-?\\d{1,14}");

  /** A panel asks for a point about every this many milliseconds: Grafana's own steps. */
  private static final long[][] STEPS = {
    {10, 1},
    {15, 10},
    {35, 20},
    {75, 50},
    {150, 100},
    {350, 200},
    {750, 500},
    {1_500, 1_000},
    {3_500, 2_000},
    {7_500, 5_000},
    {12_500, 10_000},
    {17_500, 15_000},
    {25_000, 20_000},
    {45_000, 30_000},
    {90_000, 60_000},
    {210_000, 120_000},
    {450_000, 300_000},
    {750_000, 600_000},
    {1_050_000, 900_000},
    {1_500_000, 1_200_000},
    {2_700_000, 1_800_000},
    {5_400_000, 3_600_000},
    {9_000_000, 7_200_000},
    {16_200_000, 10_800_000},
    {32_400_000, 21_600_000},
    {86_400_000, 43_200_000},
    {604_800_000, 86_400_000},
    {1_814_400_000, 604_800_000},
    {3_628_800_000L, 2_592_000_000L},
  };

  private static final long YEAR_MILLIS = 31_536_000_000L;

  /**
   * @throws IllegalArgumentException when the range ends before it starts
   */
  public DashboardTimeRange {
    if (to.isBefore(from)) {
      throw new IllegalArgumentException(
          "time range ends at %s, before it starts at %s".formatted(to, from));
    }
  }

  /**
   * Reads both ends as Grafana's URLs spell them: {@code now-6h}, {@code now/d}, or epoch
   * milliseconds. Rounding rounds {@code from} down and {@code to} up, in the zone of the
   * dashboard.
   *
   * @throws IllegalArgumentException when an end is neither, or the range runs backwards
   */
  public static DashboardTimeRange parse(String from, String to, Instant now, ZoneId zone) {
    return new DashboardTimeRange(instant(from, now, zone, false), instant(to, now, zone, true));
  }

  private static Instant instant(String text, Instant now, ZoneId zone, boolean upwards) {
    if (EPOCH_MILLIS.matcher(text).matches()) {
      return Instant.ofEpochMilli(Long.parseLong(text));
    }
    Matcher relative = RELATIVE.matcher(text);
    if (!relative.matches()) {
      throw new IllegalArgumentException(
          "time is '%s': expected now, now-6h, now/d or epoch milliseconds".formatted(text));
    }
    ZonedDateTime at = now.atZone(zone);
    Matcher shift = SHIFT.matcher(relative.group("shifts"));
    while (shift.find()) {
      long amount = Long.parseLong(shift.group(2));
      at = at.plus("-".equals(shift.group(1)) ? -amount : amount, unit(shift.group(3)));
    }
    String round = relative.group("round");
    return round == null ? at.toInstant() : rounded(at, unit(round), upwards).toInstant();
  }

  private static ZonedDateTime rounded(ZonedDateTime at, ChronoUnit unit, boolean upwards) {
    ZonedDateTime start =
        switch (unit) {
          case WEEKS ->
              at.truncatedTo(ChronoUnit.DAYS)
                  .with(TemporalAdjusters.previousOrSame(java.time.DayOfWeek.MONDAY));
          case MONTHS -> at.truncatedTo(ChronoUnit.DAYS).withDayOfMonth(1);
          case YEARS -> at.truncatedTo(ChronoUnit.DAYS).withDayOfYear(1);
          default -> at.truncatedTo(unit);
        };
    return upwards ? start.plus(1, unit).minus(1, ChronoUnit.MILLIS) : start;
  }

  private static ChronoUnit unit(String letter) {
    return switch (letter) {
      case "s" -> ChronoUnit.SECONDS;
      case "m" -> ChronoUnit.MINUTES;
      case "h" -> ChronoUnit.HOURS;
      case "d" -> ChronoUnit.DAYS;
      case "w" -> ChronoUnit.WEEKS;
      case "M" -> ChronoUnit.MONTHS;
      case "y" -> ChronoUnit.YEARS;
      default -> throw new IllegalArgumentException("unit of time is '" + letter + "'");
    };
  }

  public Duration length() {
    return Duration.between(from, to);
  }

  /**
   * What {@code $__interval} stands for: the length divided by the points that fit, rounded to a
   * step that people read easily, and never below the panel's own minimum.
   *
   * @param points how many points the panel can draw, at least 1
   * @param least the panel's minimum interval, 1 ms when it has none
   */
  public Duration interval(int points, Duration least) {
    long wanted = length().toMillis() / Math.max(1, points);
    long millis = YEAR_MILLIS;
    for (long[] step : STEPS) {
      if (wanted < step[0]) {
        millis = step[1];
        break;
      }
    }
    return Duration.ofMillis(Math.max(millis, least.toMillis()));
  }
}
