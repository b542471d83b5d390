package city.sawang.grafana.query;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Parses and spells lengths of time as Grafana writes them: {@code 5m}, {@code 1h30m}, {@code 12d}, {@code 20ms}. */
public final class Intervals {
  private static final Pattern PART = Pattern.compile("(\\d+)(ms|[smhdwy])");

  private Intervals() {}

  /**
   * @throws IllegalArgumentException when the text is no length, e.g. {@code 5x}, or is zero
   */
  public static Duration parse(String text) {
    Duration sum = Duration.ZERO;
    int end = 0;
    Matcher part = PART.matcher(text);
    while (part.find() && part.start() == end) {
      long amount = Long.parseLong(part.group(1));
      sum =
          sum.plus(
              switch (part.group(2)) {
                case "ms" -> Duration.ofMillis(amount);
                case "s" -> Duration.ofSeconds(amount);
                case "m" -> Duration.ofMinutes(amount);
                case "h" -> Duration.ofHours(amount);
                case "d" -> Duration.ofDays(amount);
                case "w" -> Duration.ofDays(7 * amount);
                default -> Duration.ofDays(365 * amount);
              });
      end = part.end();
    }
    if (end != text.length() || sum.isZero()) {
      throw new IllegalArgumentException(
          "interval is '%s': expected a length such as 30s, 15m or 1h".formatted(text));
    }
    return sum;
  }

  /** The shortest spelling with one unit, as {@code $__interval} is spelled. */
  public static String spell(Duration length) {
    long millis = length.toMillis();
    if (millis % 86_400_000 == 0) {
      return millis / 86_400_000 + "d";
    }
    if (millis % 3_600_000 == 0) {
      return millis / 3_600_000 + "h";
    }
    if (millis % 60_000 == 0) {
      return millis / 60_000 + "m";
    }
    return millis % 1_000 == 0 ? millis / 1_000 + "s" : millis + "ms";
  }

  /** Seconds without a needless decimal: 300, 0.02. */
  static String seconds(Duration length) {
    return BigDecimal.valueOf(length.toMillis(), 3).stripTrailingZeros().toPlainString();
  }
}
