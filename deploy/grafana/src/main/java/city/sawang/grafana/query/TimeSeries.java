package city.sawang.grafana.query;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Turns the rows of a query of format {@code time_series} into one column of times and one column a
 * series, as Grafana's SQL data sources do: a text column names the series, missing buckets are
 * filled when the macro asked for it.
 */
public final class TimeSeries {
  private static final int MAX_BUCKETS = 20_000;

  private TimeSeries() {}

  /**
   * @param range the buckets of a fill start and end here, rounded down to its interval
   * @throws IllegalArgumentException when there is no column {@code time} or no number
   */
  public static Frame of(Frame rows, Optional<Fill> fill, TimeRange range) {
    Column time =
        rows.column("time")
            .orElseThrow(
                () -> new IllegalArgumentException("a time series needs a column named time"));
    List<Column> numbers =
        rows.columns().stream()
            .filter(column -> column.kind() == Column.Kind.NUMBER && column != time)
            .toList();
    List<Column> names =
        rows.columns().stream().filter(column -> column.kind() == Column.Kind.STRING).toList();
    if (numbers.isEmpty()) {
      throw new IllegalArgumentException("a time series needs a column of numbers");
    }
    var index = new LinkedHashMap<String, Integer>();
    if (names.isEmpty()) {
      numbers.forEach(number -> index.put(number.name(), index.size()));
    }
    var points = new TreeMap<Long, BigDecimal[]>();
    for (int row = 0; row < rows.rows(); row++) {
      Long at = millis(time, row);
      if (at == null) {
        continue;
      }
      BigDecimal[] point = points.computeIfAbsent(at, unused -> new BigDecimal[index.size()]);
      for (Column number : numbers) {
        int series =
            index.computeIfAbsent(seriesName(number, numbers, names, row), n -> index.size());
        if (series >= point.length) {
          point = Arrays.copyOf(point, series + 1);
          points.put(at, point);
        }
        point[series] = (BigDecimal) number.values().get(row);
      }
    }
    fill.ifPresent(how -> fillIn(points, how, range, index.size()));
    return wide(points, index, rows.truncated());
  }

  private static String seriesName(
      Column number, List<Column> numbers, List<Column> names, int row) {
    String labels =
        names.stream()
            .map(name -> String.valueOf(name.values().get(row)))
            .collect(Collectors.joining(" "));
    if (names.isEmpty()) {
      return number.name();
    }
    return numbers.size() == 1 ? labels : number.name() + " " + labels;
  }

  /** A number as time is seconds, milliseconds or nanoseconds since 1970, told apart by its digits. */
  private static Long millis(Column time, int row) {
    Object value = time.values().get(row);
    if (!(value instanceof BigDecimal number)) {
      return (Long) value;
    }
    int digits = number.precision() - number.scale();
    if (digits <= 10) {
      return number.movePointRight(3).longValue();
    }
    return digits <= 13 ? number.longValue() : number.movePointLeft(6).longValue();
  }

  private static void fillIn(
      TreeMap<Long, BigDecimal[]> points, Fill fill, TimeRange range, int series) {
    long step = fill.interval().toMillis();
    if (range.length().toMillis() / step > MAX_BUCKETS) {
      throw new IllegalArgumentException(
          "filling every %s of %s gives more than %d points: choose a shorter period"
              .formatted(Intervals.spell(fill.interval()), range.length(), MAX_BUCKETS));
    }
    long first = Math.floorDiv(range.from().toEpochMilli(), step) * step;
    var last = new BigDecimal[series];
    for (long at = first; at <= range.to().toEpochMilli(); at += step) {
      BigDecimal[] point = Arrays.copyOf(points.getOrDefault(at, new BigDecimal[series]), series);
      for (int i = 0; i < series; i++) {
        if (point[i] == null) {
          point[i] =
              switch (fill.mode()) {
                case NULL -> null;
                case PREVIOUS -> last[i];
                case VALUE -> fill.value();
              };
        }
        last[i] = point[i];
      }
      points.put(at, point);
    }
  }

  private static Frame wide(
      Map<Long, BigDecimal[]> points, Map<String, Integer> index, boolean truncated) {
    var columns = new ArrayList<Column>();
    columns.add(
        new Column(
            "time",
            Column.Kind.TIME,
            Collections.unmodifiableList(new ArrayList<>(points.keySet()))));
    index.forEach(
        (name, series) -> {
          var values = new ArrayList<Object>(points.size());
          points.values().forEach(p -> values.add(series < p.length ? p[series] : null));
          columns.add(new Column(name, Column.Kind.NUMBER, Collections.unmodifiableList(values)));
        });
    return new Frame(List.copyOf(columns), truncated);
  }
}
