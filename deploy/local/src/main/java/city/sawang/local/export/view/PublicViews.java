package city.sawang.local.export.view;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The public views that a login may read, as the database itself describes them. */
public final class PublicViews {
  /** The schemas of the public contract. */
  private static final String READABLE =
      """
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname IN ('registry', 'operations', 'energy', 'quality', 'audit', 'open_data') AND c.relkind = 'v'
        AND has_schema_privilege(n.oid, 'USAGE') AND has_table_privilege(c.oid, 'SELECT')
      """;

  private PublicViews() {}

  /** Name and meaning of every public view that this login may read, in order of the names. */
  public static Map<String, String> list(Connection connection) throws SQLException {
    try (PreparedStatement query =
            connection.prepareStatement(
                "SELECT n.nspname || '.' || c.relname, coalesce(obj_description(c.oid, 'pg_class'), '') "
                    + READABLE
                    + "ORDER BY 1");
        ResultSet row = query.executeQuery()) {
      Map<String, String> views = new LinkedHashMap<>();
      while (row.next()) {
        views.put(row.getString(1), row.getString(2));
      }
      return views;
    }
  }

  /**
   * @param name one of {@link #list}
   */
  public static PublicView describe(Connection connection, String name) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            SELECT n.nspname, c.relname, coalesce(obj_description(c.oid, 'pg_class'), ''), a.attname, t.typname,
                   CASE WHEN t.typname = 'numeric' AND a.atttypmod >= 4 THEN ((a.atttypmod - 4) >> 16) & 65535 ELSE 0 END,
                   CASE WHEN t.typname = 'numeric' AND a.atttypmod >= 4 THEN (a.atttypmod - 4) & 65535 ELSE 0 END,
                   coalesce(col_description(c.oid, a.attnum), '')
            FROM pg_class c
            JOIN pg_namespace n ON n.oid = c.relnamespace
            JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
            JOIN pg_type t ON t.oid = a.atttypid
            WHERE n.nspname || '.' || c.relname = ?
            ORDER BY a.attnum
            """)) {
      query.setString(1, name);
      try (ResultSet row = query.executeQuery()) {
        String schema = null;
        String relation = null;
        String comment = null;
        List<ViewColumn> columns = new ArrayList<>();
        while (row.next()) {
          schema = row.getString(1);
          relation = row.getString(2);
          comment = row.getString(3);
          columns.add(
              new ViewColumn(
                  row.getString(4),
                  row.getString(5),
                  row.getInt(6),
                  row.getInt(7),
                  row.getString(8)));
        }
        if (schema == null) {
          throw new IllegalArgumentException("no view " + name);
        }
        return new PublicView(schema, relation, comment, columns);
      }
    }
  }
}
