package city.sawang.grafana.query;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Turns the rows of a query of format {@code time_series} into one column of times and one column a
 * series, as Grafana's SQL data sources do: a text column names the series, missing buckets are
 * filled when the macro asked for it.
 */
public final class TimeSeries {
  private static final int MAX_BUCKETS = 20_000;

  private final Set<String> series = new LinkedHashSet<>();
  private final TreeMap<Long, Map<String, FrameValue>> points = new TreeMap<>();

  private TimeSeries() {}

  /**
   * @param range the buckets of a fill start and end here, rounded down to its interval
   * @throws IllegalArgumentException when there is no column {@code time} or no number
   */
  public static Frame of(Frame rows, Optional<Fill> fill, DashboardTimeRange range) {
    FrameField time =
        rows.column("time")
            .orElseThrow(
                () -> new IllegalArgumentException("a time series needs a column named time"));
    List<FrameField> numbers =
        rows.columns().stream()
            .filter(column -> column.kind() == FrameField.Kind.NUMBER && column != time)
            .toList();
    if (numbers.isEmpty()) {
      throw new IllegalArgumentException("a time series needs a column of numbers");
    }
    var wide = new TimeSeries();
    wide.add(rows, time, numbers);
    fill.ifPresent(how -> wide.fill(how, range));
    return wide.frame(rows.truncated());
  }

  private void add(Frame rows, FrameField time, List<FrameField> numbers) {
    List<FrameField> names =
        rows.columns().stream().filter(column -> column.kind() == FrameField.Kind.STRING).toList();
    if (names.isEmpty()) {
      numbers.forEach(number -> series.add(number.name()));
    }
    for (int row = 0; row < rows.rows(); row++) {
      OptionalLong at = epochMillis(time.values().get(row));
      if (at.isPresent()) {
        Map<String, FrameValue> point =
            points.computeIfAbsent(at.getAsLong(), unused -> new HashMap<>());
        for (FrameField number : numbers) {
          String name = seriesName(number, numbers, names, row);
          series.add(name);
          point.put(name, number.values().get(row));
        }
      }
    }
  }

  private static String seriesName(
      FrameField number, List<FrameField> numbers, List<FrameField> names, int row) {
    if (names.isEmpty()) {
      return number.name();
    }
    String labels =
        names.stream()
            .map(name -> name.values().get(row).spelled().orElse("null"))
            .collect(Collectors.joining(" "));
    return numbers.size() == 1 ? labels : number.name() + " " + labels;
  }

  /** A number as time is seconds, milliseconds or nanoseconds since 1970: its digits say which. */
  private static OptionalLong epochMillis(FrameValue time) {
    if (time instanceof FrameValue.Moment moment) {
      return OptionalLong.of(moment.epochMillis());
    }
    if (!(time instanceof FrameValue.Decimal decimal)) {
      return OptionalLong.empty();
    }
    BigDecimal number = decimal.number();
    int digits = number.precision() - number.scale();
    if (digits <= 10) {
      return OptionalLong.of(number.movePointRight(3).longValue());
    }
    return OptionalLong.of(digits <= 13 ? number.longValue() : number.movePointLeft(6).longValue());
  }

  private void fill(Fill fill, DashboardTimeRange range) {
    Duration interval = fill.interval();
    long step = interval.toMillis();
    if (range.length().toMillis() / step > MAX_BUCKETS) {
      throw new IllegalArgumentException(
          "filling every %s of %s gives more than %d points: choose a shorter period"
              .formatted(Intervals.spell(interval), range.length(), MAX_BUCKETS));
    }
    long first = Math.floorDiv(range.from().toEpochMilli(), step) * step;
    var last = new HashMap<String, FrameValue>();
    for (long at = first; at <= range.to().toEpochMilli(); at += step) {
      Map<String, FrameValue> point = points.computeIfAbsent(at, unused -> new HashMap<>());
      for (String name : series) {
        FrameValue found = point.getOrDefault(name, FrameValue.MISSING);
        FrameValue value =
            found instanceof FrameValue.Missing
                ? fill.after(last.getOrDefault(name, FrameValue.MISSING))
                : found;
        point.put(name, value);
        last.put(name, value);
      }
    }
  }

  private Frame frame(boolean truncated) {
    var columns = new ArrayList<FrameField>();
    columns.add(
        new FrameField(
            "time",
            FrameField.Kind.TIME,
            points.keySet().stream().<FrameValue>map(FrameValue.Moment::new).toList()));
    for (String name : series) {
      columns.add(
          new FrameField(
              name,
              FrameField.Kind.NUMBER,
              points.values().stream()
                  .map(point -> point.getOrDefault(name, FrameValue.MISSING))
                  .toList()));
    }
    return new Frame(List.copyOf(columns), truncated);
  }
}
