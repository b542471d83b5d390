package city.sawang.grafana.query;

import java.util.List;

/**
 * What a viewer chose for one template variable.
 *
 * @param values the chosen values; for All every option
 * @param texts how they are shown, one for each value
 * @param list whether Grafana quotes the bare {@code $name}: it does so for a variable that may have
 *     several values or All
 */
public record VariableValue(String name, List<String> values, List<String> texts, boolean list) {
  public VariableValue {
    values = List.copyOf(values);
    texts = List.copyOf(texts);
    if (values.size() != texts.size()) {
      throw new IllegalArgumentException(
          "variable %s has %d values and %d texts: expected one text for each value"
              .formatted(name, values.size(), texts.size()));
    }
    for (String value : values) {
      if (value.indexOf('\0') >= 0) {
        throw new IllegalArgumentException("variable %s holds a NUL character".formatted(name));
      }
    }
  }

  /** A single value that is shown as it is. */
  public static VariableValue single(String name, String value) {
    return new VariableValue(name, List.of(value), List.of(value), false);
  }
}
