package city.sawang.jobs.audit.crosscheck;

import city.sawang.jobs.audit.crosscheck.RowDifference.DifferingValue;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * Compares two ways to the same rows, by the database in one statement, so in one snapshot of it.
 *
 * @param table what the rows are those of, for the report
 * @param key the columns that tell rows apart
 * @param columns the columns that must agree
 * @param published a query that gives key and columns as they are published
 * @param expected a query that gives them by another way
 * @param where a further condition on the joined rows {@code p} (published) and {@code e}
 *     (expected); "true" for none
 */
public record CrossCheck(
    String table,
    List<String> key,
    List<String> columns,
    String published,
    String expected,
    String where) {

  /** How many rows differ. */
  public long count(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT count(*) " + differing())) {
      row.next();
      return row.getLong(1);
    }
  }

  /** The first of them, in the order of their keys. */
  public List<RowDifference> first(Connection connection, int most) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT %s, %s, %s, p.there, e.there %s ORDER BY %s LIMIT %d"
                    .formatted(
                        names("", key),
                        names("p.", columns),
                        names("e.", columns),
                        differing(),
                        names("", key),
                        most))) {
      List<RowDifference> differences = new ArrayList<>();
      while (rows.next()) {
        differences.add(difference(rows));
      }
      return differences;
    }
  }

  private RowDifference difference(ResultSet rows) throws SQLException {
    Map<String, String> keys = new LinkedHashMap<>();
    for (int i = 0; i < key.size(); i++) {
      keys.put(key.get(i), rows.getString(i + 1));
    }
    int ours = key.size() + 1;
    int theirs = ours + columns.size();
    boolean published = rows.getBoolean(theirs + columns.size());
    boolean expected = rows.getBoolean(theirs + columns.size() + 1);
    List<DifferingValue> cells = new ArrayList<>();
    if (published && expected) {
      for (int i = 0; i < columns.size(); i++) {
        String actual = rows.getString(ours + i);
        String wanted = rows.getString(theirs + i);
        if (!Objects.equals(actual, wanted)) {
          cells.add(new DifferingValue(columns.get(i), actual, wanted));
        }
      }
    } else {
      cells.add(
          new DifferingValue(
              DifferingValue.WHOLE_ROW,
              published ? DifferingValue.THERE : DifferingValue.MISSING,
              expected ? DifferingValue.THERE : DifferingValue.MISSING));
    }
    return new RowDifference(table, keys, cells);
  }

  private String differing() {
    return """
        FROM (SELECT true AS there, a.* FROM (%s) a) p
        FULL JOIN (SELECT true AS there, b.* FROM (%s) b) e USING (%s)
        WHERE (p.there IS NULL OR e.there IS NULL OR ROW(%s) IS DISTINCT FROM ROW(%s)) AND (%s)"""
        .formatted(
            published,
            expected,
            String.join(", ", key),
            names("p.", columns),
            names("e.", columns),
            where);
  }

  private static String names(String prefix, List<String> columns) {
    return columns.stream().map(column -> prefix + column).collect(Collectors.joining(", "));
  }
}
