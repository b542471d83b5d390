package city.sawang.jobs;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * All that stands in the tables of schema {@code store}.
 *
 * @param tables by name, each row as JSON text with its columns in alphabetical order, the rows in
 *     the order of their text; without the columns that tell when and how often a row was written
 */
record StoredRows(Map<String, List<String>> tables) {
  private static final String HOW_OFTEN_WRITTEN =
      "'revision', 'updated_at', 'noted_at', 'loaded_at', 'detected_at', 'checked_at'";

  static StoredRows of(TestDatabase database) {
    try {
      Map<String, List<String>> tables = new LinkedHashMap<>();
      for (String table : names(database)) {
        List<String> rows = new ArrayList<>();
        for (Map<String, Object> row :
            database.rows(
                "SELECT (to_jsonb(t) - ARRAY["
                    + HOW_OFTEN_WRITTEN
                    + "])::text AS row FROM store."
                    + table
                    + " t ORDER BY 1")) {
          rows.add((String) row.get("row"));
        }
        if (!rows.isEmpty()) {
          tables.put(table, rows);
        }
      }
      return new StoredRows(tables);
    } catch (SQLException e) {
      throw new IllegalStateException("read the tables", e);
    }
  }

  /**
   * Without what version 0.1.0 kept less of: the flags of meters, and what a controller said last
   * that has fallen silent since.
   */
  StoredRows asBeforeFlagsOfMeters() {
    Map<String, List<String>> others = new LinkedHashMap<>(tables);
    others.computeIfPresent(
        "lamp_state",
        (table, rows) ->
            rows.stream()
                .filter(row -> !row.contains("\"controller_id\": \"" + UpgradeStory.RETIRED + "\""))
                .toList());
    others.computeIfPresent(
        "feeder_quarter_hour",
        (table, rows) ->
            rows.stream()
                .map(row -> row.replaceAll("\"meter_flags\": (null|\"[^\"]*\"), ", ""))
                .sorted()
                .toList());
    return new StoredRows(others);
  }

  /** Whole tables as lines {@code table <tab> rows as a JSON array}, to load them elsewhere. */
  static String dump(TestDatabase database) throws SQLException {
    StringBuilder lines = new StringBuilder();
    for (String table : names(database)) {
      String rows =
          (String)
              database
                  .rows(
                      "SELECT coalesce(jsonb_agg(t), '[]')::text AS rows FROM store."
                          + table
                          + " t")
                  .get(0)
                  .get("rows");
      if (!"[]".equals(rows)) {
        lines.append(table).append('\t').append(rows).append('\n');
      }
    }
    return lines.toString();
  }

  /** Loads what {@link #dump} wrote into tables that may have got further columns since. */
  static void load(TestDatabase database, String dump) throws SQLException {
    for (String line : dump.lines().toList()) {
      String table = "store." + line.substring(0, line.indexOf('\t'));
      String json = "$json$" + line.substring(line.indexOf('\t') + 1) + "$json$::jsonb";
      String columns =
          (String)
              database
                  .rows(
                      "SELECT string_agg(key, ', ') AS columns FROM jsonb_object_keys("
                          + json
                          + " -> 0) AS key")
                  .get(0)
                  .get("columns");
      database.execute(
          "INSERT INTO "
              + table
              + " ("
              + columns
              + ") SELECT "
              + columns
              + " FROM jsonb_populate_recordset(NULL::"
              + table
              + ", "
              + json
              // What the migrations put there themselves is there.
              + ") ON CONFLICT DO NOTHING");
    }
  }

  private static List<String> names(TestDatabase database) throws SQLException {
    return database
        .rows(
            "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'store'"
                + " AND table_type = 'BASE TABLE' ORDER BY 1")
        .stream()
        .map(row -> (String) row.get("name"))
        .toList();
  }
}
