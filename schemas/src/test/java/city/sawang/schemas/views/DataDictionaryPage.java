package city.sawang.schemas.views;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Writes the page {@code DATA-DICTIONARY.md} from the comments of a migrated database: every public
 * view with its columns, their types and what they mean.
 */
final class DataDictionaryPage {
  static final String HEADER =
      """
      # Data dictionary

      Every public view and its columns, written from the comments in the database by `DataDictionaryIT`: edit the comments in
      [the migrations](src/main/resources/db/migration), not this page. Which views are a promise is said in [CONTRACT.md](CONTRACT.md#views).
      """;

  private static final String VIEWS =
      """
      SELECT n.nspname, obj_description(n.oid, 'pg_namespace'), c.oid, n.nspname || '.' || c.relname, obj_description(c.oid, 'pg_class')
      FROM pg_class c
      JOIN pg_namespace n ON n.oid = c.relnamespace
      JOIN unnest(ARRAY['registry', 'operations', 'energy', 'quality', 'open_data']) WITH ORDINALITY s(name, place) ON s.name = n.nspname
      WHERE c.relkind = 'v'
      ORDER BY s.place, c.oid""";

  private static final String COLUMNS =
      """
      SELECT a.attname, format_type(a.atttypid, a.atttypmod), replace(col_description(a.attrelid, a.attnum), '|', '\\|')
      FROM pg_attribute a
      WHERE a.attrelid = %s AND a.attnum > 0 AND NOT a.attisdropped
      ORDER BY a.attnum""";

  private DataDictionaryPage() {}

  static String of(Connection connection) throws SQLException {
    var page = new StringBuilder(HEADER);
    String schema = "";
    try (Statement statement = connection.createStatement();
        ResultSet view = statement.executeQuery(VIEWS)) {
      while (view.next()) {
        if (!schema.equals(view.getString(1))) {
          schema = view.getString(1);
          page.append("\n## %s\n\n%s\n".formatted(schema, view.getString(2)));
        }
        page.append("\n### %s\n\n%s\n".formatted(view.getString(4), view.getString(5)));
        page.append("\n| column | type | meaning |\n|---|---|---|\n");
        columns(connection, view.getLong(3), page);
      }
    }
    return page.toString();
  }

  private static void columns(Connection connection, long view, StringBuilder page)
      throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet column = statement.executeQuery(COLUMNS.formatted(view))) {
      while (column.next()) {
        page.append(
            "| `%s` | %s | %s |\n"
                .formatted(
                    column.getString(1),
                    column.getString(2).replace("timestamp with time zone", "timestamptz"),
                    column.getString(3)));
      }
    }
  }
}
