package city.sawang.grafana.query;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Puts chosen values in the place of {@code $name}, {@code ${name}}, {@code ${name:format}} and
 * {@code [[name:format]]}, as Grafana does for its PostgreSQL data source. Each value is put in once
 * and never read again, so that a value that looks like a variable stays a value.
 */
public final class VariableSubstitution {
  private static final Pattern REFERENCE =
      Pattern.compile(
          "\\$(?<bare>\\w+)|\\[\\[(?<square>\\w+?)(?::(?<squareFormat>\\w+))?]]|\\$\\{(?<curly>\\w+)(?::(?<curlyFormat>\\w+))?}");

  private final Map<String, VariableValue> values = new LinkedHashMap<>();
  private final Map<String, String> builtIn;

  /**
   * @param interval what {@code $__interval} stands for
   */
  public VariableSubstitution(
      Collection<VariableValue> values, DashboardTimeRange range, Duration interval) {
    for (VariableValue value : values) {
      this.values.put(value.name(), value);
    }
    builtIn =
        Map.of(
            "__interval", Intervals.spell(interval),
            "__interval_ms", Long.toString(interval.toMillis()),
            "__from", Long.toString(range.from().toEpochMilli()),
            "__to", Long.toString(range.to().toEpochMilli()),
            "__range_s", Long.toString(range.length().toSeconds()));
  }

  /**
   * Names that nobody defined stay as they are, as in Grafana.
   *
   * @throws IllegalArgumentException when a format is not known
   */
  public String replaceIn(String text) {
    Matcher matcher = REFERENCE.matcher(text);
    return matcher.replaceAll(match -> Matcher.quoteReplacement(replacement(match)));
  }

  private String replacement(MatchResult match) {
    // Groups in the order of the pattern: bare, square, squareFormat, curly, curlyFormat.
    String name = firstOf(match.group(1), match.group(2), match.group(4)).orElseThrow();
    Optional<String> format = firstOf(match.group(3), match.group(5));
    if (builtIn.containsKey(name)) {
      return builtIn.get(name);
    }
    VariableValue value = values.get(name);
    if (value == null) {
      return match.group();
    }
    return format.map(known -> formatted(value, known)).orElseGet(() -> bare(value));
  }

  private static Optional<String> firstOf(String... candidates) {
    for (String candidate : candidates) {
      if (candidate != null) {
        return Optional.of(candidate);
      }
    }
    return Optional.empty();
  }

  private static String bare(VariableValue value) {
    return value.list()
        ? formatted(value, "sqlstring")
        : joined(value, ",", one -> one.replace("'", "''"));
  }

  private static String formatted(VariableValue value, String format) {
    return switch (format) {
      case "sqlstring" -> joined(value, ",", one -> "'" + one.replace("'", "''") + "'");
      case "singlequote" -> joined(value, ",", one -> "'" + one.replace("'", "\\'") + "'");
      case "csv", "raw" -> joined(value, ",", UnaryOperator.identity());
      case "pipe" -> joined(value, "|", UnaryOperator.identity());
      case "percentencode" -> percentEncoded(joined(value, ",", UnaryOperator.identity()));
      case "queryparam" ->
          value.values().stream()
              .map(one -> "var-" + value.name() + "=" + percentEncoded(one))
              .collect(Collectors.joining("&"));
      case "text" -> String.join(" + ", value.texts());
      default ->
          throw new IllegalArgumentException(
              "variable format is '%s': expected sqlstring, singlequote, csv, raw, pipe, percentencode, queryparam or text"
                  .formatted(format));
    };
  }

  private static String percentEncoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static String joined(VariableValue value, String separator, UnaryOperator<String> each) {
    return value.values().stream().map(each).collect(Collectors.joining(separator));
  }
}
