package city.sawang.jobs.sink;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;

/**
 * One SQL statement that takes each column of a batch as one array: {@code … FROM unnest(?, ?, …)}.
 * One statement for any number of rows: parsed and planned once, and the fastest form that can say
 * ON CONFLICT.
 */
final class ArrayStatement<R> {
  private final String sql;
  private final List<SinkColumn<R>> columns;

  private ArrayStatement(String sql, List<SinkColumn<R>> columns) {
    this.sql = sql;
    this.columns = columns;
  }

  static <R> ArrayStatement<R> upsert(Table<R> table) {
    List<SinkColumn<R>> columns = table.columns();
    String sql =
        "INSERT INTO %s (%s) SELECT %s FROM %s ON CONFLICT (%s) %s"
            .formatted(
                table.name(),
                names(columns),
                columns.stream()
                    .map(c -> c.type().expression("r." + c.name()))
                    .collect(Collectors.joining(", ")),
                unnest(columns),
                String.join(", ", table.key()),
                table.onConflict());
    return new ArrayStatement<>(sql, columns);
  }

  static <R> ArrayStatement<R> delete(Table<R> table) {
    List<SinkColumn<R>> columns = table.keyColumns();
    String sql =
        "DELETE FROM %s t USING %s WHERE %s"
            .formatted(
                table.name(),
                unnest(columns),
                columns.stream()
                    .map(c -> "t." + c.name() + " = " + c.type().expression("r." + c.name()))
                    .collect(Collectors.joining(" AND ")));
    return new ArrayStatement<>(sql, columns);
  }

  private static <R> String unnest(List<SinkColumn<R>> columns) {
    return "unnest(%s) AS r(%s)"
        .formatted(
            columns.stream()
                .map(c -> "?::" + c.type().arrayElement() + "[]")
                .collect(Collectors.joining(", ")),
            names(columns));
  }

  private static <R> String names(List<SinkColumn<R>> columns) {
    return columns.stream().map(SinkColumn::name).collect(Collectors.joining(", "));
  }

  /** Runs the statement for all rows at once; the caller commits. */
  void execute(Connection connection, List<R> rows) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < columns.size(); i++) {
        SinkColumn<R> column = columns.get(i);
        Object[] values = column.type().newArray(rows.size());
        for (int row = 0; row < values.length; row++) {
          values[row] = column.value().apply(rows.get(row));
        }
        statement.setArray(i + 1, connection.createArrayOf(column.type().arrayElement(), values));
      }
      statement.executeUpdate();
    }
  }

  @Override
  public String toString() {
    return sql;
  }
}
