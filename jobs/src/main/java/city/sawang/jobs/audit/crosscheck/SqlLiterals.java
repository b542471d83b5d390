package city.sawang.jobs.audit.crosscheck;

import java.util.Collection;
import java.util.stream.Collectors;

/** Values as SQL literals, for statements whose text is put together from parts. */
public final class SqlLiterals {
  private SqlLiterals() {}

  /** A text literal. */
  public static String text(String value) {
    return "'" + value.replace("'", "''") + "'";
  }

  /** An instant of milliseconds since the epoch; the extremes of long mean without end. */
  public static String instant(long millis) {
    if (millis == Long.MIN_VALUE) {
      return "timestamptz '-infinity'";
    }
    if (millis == Long.MAX_VALUE) {
      return "timestamptz 'infinity'";
    }
    return "(timestamptz '1970-01-01T00:00:00Z' + interval '1 millisecond' * " + millis + ")";
  }

  /** A condition that a column is one of the values; no value at all means any. */
  public static String oneOf(String column, Collection<String> values) {
    return values.isEmpty()
        ? "true"
        : column
            + values.stream()
                .sorted()
                .map(SqlLiterals::text)
                .collect(Collectors.joining(", ", " IN (", ")"));
  }
}
