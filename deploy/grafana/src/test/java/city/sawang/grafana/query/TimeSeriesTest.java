package city.sawang.grafana.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TimeSeriesTest {
  private static final DashboardTimeRange RANGE =
      new DashboardTimeRange(Instant.ofEpochSecond(1_000), Instant.ofEpochSecond(1_900));

  @Test
  void makesASeriesOfEachNameInATextColumn() {
    Frame rows =
        frame(
            times(1_200, 1_200, 1_500),
            text("mueang-nan", "satun", "mueang-nan"),
            numbers("power", 1, 2, 3));

    Frame wide = TimeSeries.of(rows, Optional.empty(), RANGE);

    assertThat(names(wide)).containsExactly("time", "mueang-nan", "satun");
    assertThat(wide.columns().get(0).values())
        .containsExactly(new FrameValue.Moment(1_200_000L), new FrameValue.Moment(1_500_000L));
    assertThat(wide.columns().get(1).values()).containsExactly(number(1), number(3));
    assertThat(wide.columns().get(2).values()).containsExactly(number(2), FrameValue.MISSING);
  }

  @Test
  void namesSeriesByColumnAndNameWhenThereAreSeveralNumbers() {
    Frame rows = frame(times(1_200), text("mueang-nan"), numbers("least", 1), numbers("most", 2));

    assertThat(names(TimeSeries.of(rows, Optional.empty(), RANGE)))
        .containsExactly("time", "least mueang-nan", "most mueang-nan");
  }

  @Test
  void fillsMissingBuckets() {
    Frame rows = frame(times(1_200, 1_800), numbers("v", 5, 7));

    assertThat(filled(rows, "NULL"))
        .containsExactly(FrameValue.MISSING, number(5), FrameValue.MISSING, number(7));
    assertThat(filled(rows, "previous"))
        .containsExactly(FrameValue.MISSING, number(5), number(5), number(7));
    assertThat(filled(rows, "0")).containsExactly(number(0), number(5), number(0), number(7));
  }

  @Test
  void keepsTheColumnsWhenThereIsNoRow() {
    Frame wide = TimeSeries.of(frame(times(), numbers("v")), Optional.empty(), RANGE);

    assertThat(names(wide)).containsExactly("time", "v");
    assertThat(wide.rows()).isZero();
  }

  @Test
  void refusesRowsWithoutTimeOrNumber() {
    assertThatThrownBy(() -> TimeSeries.of(frame(numbers("v", 1)), Optional.empty(), RANGE))
        .hasMessageContaining("time");
    assertThatThrownBy(() -> TimeSeries.of(frame(times(1)), Optional.empty(), RANGE))
        .hasMessageContaining("numbers");
  }

  @Test
  void refusesToFillMoreThanMemoryHolds() {
    var year = new DashboardTimeRange(Instant.EPOCH, Instant.EPOCH.plus(Duration.ofDays(365)));
    var fill = Optional.of(Fill.parse("NULL", Duration.ofSeconds(1)));
    assertThatThrownBy(() -> TimeSeries.of(frame(times(1), numbers("v", 1)), fill, year))
        .hasMessageContaining("shorter period");
  }

  private static List<FrameValue> filled(Frame rows, String argument) {
    var fill = Optional.of(Fill.parse(argument, Duration.ofMinutes(5)));
    return TimeSeries.of(rows, fill, RANGE).columns().get(1).values();
  }

  private static Frame frame(FrameField... columns) {
    return new Frame(List.of(columns), false);
  }

  /** As a time group without TimescaleDB gives them: seconds since 1970 as a number. */
  private static FrameField times(long... seconds) {
    return new FrameField(
        "time",
        FrameField.Kind.NUMBER,
        Arrays.stream(seconds).mapToObj(TimeSeriesTest::number).toList());
  }

  private static FrameField text(String... values) {
    return new FrameField(
        "metric", FrameField.Kind.STRING, Arrays.stream(values).map(FrameValue::of).toList());
  }

  private static FrameField numbers(String name, long... values) {
    return new FrameField(
        name,
        FrameField.Kind.NUMBER,
        Arrays.stream(values).mapToObj(TimeSeriesTest::number).toList());
  }

  private static FrameValue number(long value) {
    return FrameValue.of(BigDecimal.valueOf(value));
  }

  private static List<String> names(Frame frame) {
    return frame.columns().stream().map(FrameField::name).toList();
  }
}
