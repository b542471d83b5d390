package city.sawang.grafana.query;

import java.math.BigDecimal;
import java.time.Duration;

/** What a time series shows in a bucket without a row: the third argument of {@code $__timeGroup}. */
public sealed interface Fill {
  /** Width of a bucket. */
  Duration interval();

  /**
   * The value of an empty bucket.
   *
   * @param previous of the bucket before
   */
  FrameValue after(FrameValue previous);

  /** {@code NULL}: a gap in the line. */
  record WithGap(Duration interval) implements Fill {
    @Override
    public FrameValue after(FrameValue previous) {
      return FrameValue.MISSING;
    }
  }

  /** {@code previous}: the line goes on. */
  record WithPrevious(Duration interval) implements Fill {
    @Override
    public FrameValue after(FrameValue previous) {
      return previous;
    }
  }

  /** A number. */
  record WithNumber(BigDecimal number, Duration interval) implements Fill {
    @Override
    public FrameValue after(FrameValue previous) {
      return FrameValue.of(number);
    }
  }

  /**
   * @param argument NULL, previous or a number
   * @throws IllegalArgumentException when it is none of them
   */
  static Fill parse(String argument, Duration interval) {
    return switch (argument) {
      case "NULL" -> new WithGap(interval);
      case "previous" -> new WithPrevious(interval);
      default -> {
        try {
          yield new WithNumber(new BigDecimal(argument), interval);
        } catch (NumberFormatException e) {
          throw new IllegalArgumentException(
              "fill value is '%s': expected NULL, previous or a number".formatted(argument), e);
        }
      }
    };
  }
}
