package city.sawang.grafana.query;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;

/** One value in the answer to a query, of a type that a panel can show. */
public sealed interface FrameValue {
  /** SQL NULL, and what no panel can draw: NaN, infinity, the end of time. */
  record Missing() implements FrameValue {}

  /** An instant, as the page counts it. */
  record Moment(long epochMillis) implements FrameValue {}

  /** A number with all its digits. */
  record Decimal(BigDecimal number) implements FrameValue {}

  /** Yes or no. */
  record Truth(boolean truth) implements FrameValue {}

  /** Words. */
  record Text(String words) implements FrameValue {}

  FrameValue MISSING = new Missing();

  static FrameValue of(Instant instant) {
    return new Moment(instant.toEpochMilli());
  }

  static FrameValue of(BigDecimal number) {
    return new Decimal(number);
  }

  static FrameValue of(boolean truth) {
    return new Truth(truth);
  }

  static FrameValue of(String words) {
    return new Text(words);
  }

  /** Spelled as text; empty when the value is missing. */
  default Optional<String> spelled() {
    if (this instanceof Moment moment) {
      return Optional.of(Long.toString(moment.epochMillis()));
    }
    if (this instanceof Decimal decimal) {
      return Optional.of(decimal.number().toString());
    }
    if (this instanceof Truth truth) {
      return Optional.of(Boolean.toString(truth.truth()));
    }
    return this instanceof Text text ? Optional.of(text.words()) : Optional.empty();
  }
}
