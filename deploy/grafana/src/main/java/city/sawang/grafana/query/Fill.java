package city.sawang.grafana.query;

import java.math.BigDecimal;
import java.time.Duration;

/**
 * What stands in the buckets of a time series for which no row came.
 *
 * @param value the number for {@link Mode#VALUE}, else null
 */
public record Fill(Mode mode, BigDecimal value, Duration interval) {
  /** As in the third argument of {@code $__timeGroup}. */
  public enum Mode {
    NULL,
    PREVIOUS,
    VALUE
  }

  /**
   * @param argument NULL, previous or a number
   * @throws IllegalArgumentException when it is none of them
   */
  static Fill parse(String argument, Duration interval) {
    return switch (argument) {
      case "NULL" -> new Fill(Mode.NULL, null, interval);
      case "previous" -> new Fill(Mode.PREVIOUS, null, interval);
      default -> {
        try {
          yield new Fill(Mode.VALUE, new BigDecimal(argument), interval);
        } catch (NumberFormatException e) {
          throw new IllegalArgumentException(
              "fill value is '%s': expected NULL, previous or a number".formatted(argument), e);
        }
      }
    };
  }
}
