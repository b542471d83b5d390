package city.sawang.jobs.audit.recompute;

import city.sawang.jobs.audit.crosscheck.CrossCheck;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Writes the expected rows over the published ones. Only rows that differ are written; they get {@code
 * restated} and one revision more, and from then on the stream leaves them alone.
 */
final class Restatement {
  private static final String EXPECTED = "restatement_expected";

  private Restatement() {}

  /**
   * @param connection in the transaction that restates
   * @return rows written, and rows taken away
   */
  static long apply(Connection connection, CrossCheck crossCheck) throws SQLException {
    String keyMatch =
        crossCheck.key().stream()
            .map(column -> "t.%1$s = e.%1$s".formatted(column))
            .collect(Collectors.joining(" AND "));
    List<String> all =
        Stream.concat(crossCheck.key().stream(), crossCheck.columns().stream()).toList();
    String name = crossCheck.table().substring(crossCheck.table().indexOf('.') + 1);
    try (Statement statement = connection.createStatement()) {
      statement.execute("DROP TABLE IF EXISTS " + EXPECTED);
      statement.execute(
          "CREATE TEMP TABLE %s ON COMMIT DROP AS %s".formatted(EXPECTED, crossCheck.expected()));
      statement.execute("ANALYZE " + EXPECTED);
      long gone =
          statement.executeLargeUpdate(
              """
              DELETE FROM %s t USING (%s) p LEFT JOIN %s e USING (%s)
              WHERE e.city_id IS NULL AND %s"""
                  .formatted(
                      crossCheck.table(),
                      crossCheck.published(),
                      EXPECTED,
                      String.join(", ", crossCheck.key()),
                      crossCheck.key().stream()
                          .map(column -> "t.%1$s = p.%1$s".formatted(column))
                          .collect(Collectors.joining(" AND "))));
      long written =
          statement.executeLargeUpdate(
              """
              INSERT INTO %1$s (%2$s, revision, restated)
              SELECT %3$s, 1, true FROM %4$s e LEFT JOIN %1$s t ON %5$s
              WHERE t.city_id IS NULL OR ROW(%6$s) IS DISTINCT FROM ROW(%7$s)
              ON CONFLICT (%8$s) DO UPDATE SET %9$s,
                revision = %10$s.revision + 1, restated = true, updated_at = now()"""
                  .formatted(
                      crossCheck.table(),
                      String.join(", ", all),
                      names("e.", all),
                      EXPECTED,
                      keyMatch,
                      names("t.", crossCheck.columns()),
                      names("e.", crossCheck.columns()),
                      String.join(", ", crossCheck.key()),
                      crossCheck.columns().stream()
                          .map(column -> "%1$s = excluded.%1$s".formatted(column))
                          .collect(Collectors.joining(", ")),
                      name));
      statement.execute("DROP TABLE " + EXPECTED);
      return gone + written;
    }
  }

  private static String names(String prefix, List<String> columns) {
    return columns.stream().map(column -> prefix + column).collect(Collectors.joining(", "));
  }
}
