package city.sawang.grafana.query;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A query as it stands in a dashboard, with macros and variables. It expands to the SQL that
 * Grafana's PostgreSQL data source would send, with one difference on purpose: Grafana puts the
 * values in first and then looks for macros in the result, so that a value such as {@code
 * $__timeFrom()} would break out of its quotes; here a value is never read again.
 */
public record SqlTemplate(String text) {
  /** Arguments end at the first closing parenthesis and are split at every comma, as in Grafana. */
  private static final Pattern CALL = Pattern.compile("\\$([_a-zA-Z0-9]+)\\(([^)]*)\\)");

  private static final DateTimeFormatter RFC_3339 =
      new DateTimeFormatterBuilder()
          .appendPattern("uuuu-MM-dd'T'HH:mm:ss")
          .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
          .appendLiteral('Z')
          .toFormatter()
          .withZone(ZoneOffset.UTC);

  /** SQL that can be sent, and what to put into empty buckets of its time series. */
  public record Expanded(String sql, Optional<Fill> fill) {}

  /** A macro that stands in the text. */
  public record Macro(String name, List<String> arguments) {}

  /** The macros of the text in their order, with the arguments as they are written. */
  public List<Macro> macros() {
    return CALL.matcher(text)
        .results()
        .map(match -> new Macro(match.group(1), arguments(match.group(2))))
        .toList();
  }

  /**
   * @param timescale whether the data source says that its server has TimescaleDB
   * @throws IllegalArgumentException when a macro is unknown or its arguments make no sense
   */
  public Expanded expand(VariableSubstitution values, DashboardTimeRange range, boolean timescale) {
    var sql = new StringBuilder();
    Optional<Fill> fill = Optional.empty();
    Matcher call = CALL.matcher(text);
    int end = 0;
    while (call.find()) {
      sql.append(values.replaceIn(text.substring(end, call.start())));
      List<String> arguments = arguments(values.replaceIn(call.group(2)));
      String name = asWrittenBefore53(call.group(1), call.group());
      sql.append(macro(name, arguments, range, timescale));
      if (name.contains("Group") && arguments.size() == 3) {
        fill = Optional.of(Fill.parse(arguments.get(2), interval(arguments.get(1))));
      }
      end = call.end();
    }
    sql.append(values.replaceIn(text.substring(end)));
    return new Expanded(sql.toString(), fill);
  }

  /** Old dashboards wrote {@code $__timeGroup(…),} and meant the alias; Grafana still honours it. */
  private String asWrittenBefore53(String name, String call) {
    int after = text.indexOf(call) + call.length();
    boolean comma = after < text.length() && text.charAt(after) == ',';
    return "__timeGroup".equals(name) && comma ? "__timeGroupAlias" : name;
  }

  private static List<String> arguments(String written) {
    return Arrays.stream(written.split(",", -1)).map(String::strip).toList();
  }

  private static String macro(
      String name, List<String> arguments, DashboardTimeRange range, boolean timescale) {
    String column = arguments.get(0);
    return switch (name) {
      case "__time" -> column + " AS \"time\"";
      case "__timeEpoch" -> "extract(epoch from " + column + ") as \"time\"";
      case "__timeFilter" ->
          column + " BETWEEN " + quoted(range.from()) + " AND " + quoted(range.to());
      case "__timeFrom" -> quoted(range.from());
      case "__timeTo" -> quoted(range.to());
      case "__timeGroup" -> timeGroup(name, arguments, timescale);
      case "__timeGroupAlias" -> timeGroup(name, arguments, timescale) + " AS \"time\"";
      case "__unixEpochFilter" ->
          between(column, range.from().getEpochSecond(), range.to().getEpochSecond());
      case "__unixEpochNanoFilter" -> between(column, nanos(range.from()), nanos(range.to()));
      case "__unixEpochFrom" -> Long.toString(range.from().getEpochSecond());
      case "__unixEpochTo" -> Long.toString(range.to().getEpochSecond());
      case "__unixEpochNanoFrom" -> Long.toString(nanos(range.from()));
      case "__unixEpochNanoTo" -> Long.toString(nanos(range.to()));
      case "__unixEpochGroup" -> epochGroup(name, arguments);
      case "__unixEpochGroupAlias" -> epochGroup(name, arguments) + " AS \"time\"";
      default -> throw new IllegalArgumentException("unknown macro $%s".formatted(name));
    };
  }

  private static String timeGroup(String name, List<String> arguments, boolean timescale) {
    Duration width = width(name, arguments);
    String column = arguments.get(0);
    if (timescale) {
      return "time_bucket('%d.%03ds',%s)"
          .formatted(width.toSeconds(), width.toMillisPart(), column);
    }
    String seconds = Intervals.seconds(width);
    return "floor(extract(epoch from %s)/%s)*%s".formatted(column, seconds, seconds);
  }

  private static String epochGroup(String name, List<String> arguments) {
    String seconds = Intervals.seconds(width(name, arguments));
    return "floor((%s)/%s)*%s".formatted(arguments.get(0), seconds, seconds);
  }

  private static Duration width(String name, List<String> arguments) {
    if (arguments.size() < 2) {
      throw new IllegalArgumentException(
          "macro $%s needs time column and interval and optional fill value".formatted(name));
    }
    return interval(arguments.get(1));
  }

  private static Duration interval(String argument) {
    return Intervals.parse(argument.replaceAll("^'+|'+$", ""));
  }

  private static String between(String column, long from, long to) {
    return "%s >= %d AND %s <= %d".formatted(column, from, column, to);
  }

  private static String quoted(Instant instant) {
    return "'" + RFC_3339.format(instant) + "'";
  }

  private static long nanos(Instant instant) {
    return Math.addExact(
        Math.multiplyExact(instant.getEpochSecond(), 1_000_000_000L), instant.getNano());
  }
}
