package city.sawang.jobs.audit.recompute;

import city.sawang.jobs.audit.crosscheck.SqlLiterals;
import city.sawang.jobs.figures.EnergyFigures;
import city.sawang.jobs.lamp.LampTables;
import city.sawang.jobs.quarantine.QuarantineTable;
import city.sawang.jobs.rollup.RollUpTables;
import city.sawang.jobs.sink.DatabaseAddress;
import city.sawang.jobs.sink.Refusals;
import city.sawang.jobs.sink.Table;
import city.sawang.jobs.sink.UpsertSink;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;

/**
 * The tables that a recomputation writes, in a schema of their own. As long as the recomputation
 * lives its connection holds a lock of the schema's name; a schema whose lock can be had belongs to
 * one that was killed, and the next one drops it.
 */
final class ScratchSchema implements AutoCloseable {
  private static final String PREFIX = "recompute_";
  private static final List<String> TABLES =
      List.of("lamp_quarter_hour", "lamp_night", "feeder_quarter_hour", "quarantine");
  private static final int SINK_ROWS = 8_000;
  private static final long SINK_DELAY_MILLIS = 5_000;

  private final Connection connection;
  private final String schema;

  /**
   * Makes the tables.
   *
   * @param connection autocommit on; it must stay open, and is not closed here
   */
  ScratchSchema(Connection connection) throws SQLException {
    this.connection = connection;
    this.schema = PREFIX + UUID.randomUUID().toString().replace("-", "").substring(0, 12);
    dropLeftOver();
    try (Statement statement = connection.createStatement()) {
      statement.execute("SELECT pg_advisory_lock(" + lockOf(schema) + ")");
      statement.execute("CREATE SCHEMA " + schema);
      for (String table : TABLES) {
        // Lost in a crash of the server, which ends the recomputation anyway.
        statement.execute(
            "CREATE UNLOGGED TABLE %1$s.%2$s (LIKE store.%2$s INCLUDING DEFAULTS)"
                .formatted(schema, table));
      }
      statement.execute(
          "ALTER TABLE %s.lamp_quarter_hour ADD PRIMARY KEY (city_id, lamp_id, period_start)"
              .formatted(schema));
      statement.execute(
          "ALTER TABLE %s.lamp_night ADD PRIMARY KEY (city_id, lamp_id, night)".formatted(schema));
      statement.execute(
          "ALTER TABLE %s.feeder_quarter_hour ADD PRIMARY KEY (city_id, feeder_id, period_start)"
              .formatted(schema));
      statement.execute(
          "ALTER TABLE %s.quarantine ADD PRIMARY KEY (quarantine_id)".formatted(schema));
    }
  }

  private static String lockOf(String schema) {
    return "hashtextextended(" + SqlLiterals.text(schema) + ", 0)";
  }

  private void dropLeftOver() throws SQLException {
    List<String> found = new ArrayList<>();
    try (Statement statement = connection.createStatement()) {
      try (ResultSet row =
          statement.executeQuery(
              "SELECT nspname FROM pg_namespace WHERE nspname ~ '^" + PREFIX + "[0-9a-f]{12}$'")) {
        while (row.next()) {
          found.add(row.getString(1));
        }
      }
      for (String name : found) {
        boolean abandoned;
        try (ResultSet row =
            statement.executeQuery("SELECT pg_try_advisory_lock(" + lockOf(name) + ")")) {
          row.next();
          abandoned = row.getBoolean(1);
        }
        if (abandoned) {
          drop(statement, name);
        }
      }
    }
  }

  private static void drop(Statement statement, String name) throws SQLException {
    statement.execute("DROP SCHEMA IF EXISTS " + name + " CASCADE");
    statement.execute("SELECT pg_advisory_unlock(" + lockOf(name) + ")");
  }

  /** The scratch table beside the one in the store. */
  String table(String name) {
    return schema + "." + name;
  }

  /** Sinks that write here; sums of cities are not needed, the database adds them up itself. */
  EnergyFigures.FigureSinks sinks(DatabaseAddress address) {
    return new EnergyFigures.FigureSinks(
        sink(LampTables.QUARTER_HOUR, address),
        sink(LampTables.NIGHT, address),
        sink(RollUpTables.FEEDER_QUARTER_HOUR, address),
        new DiscardingSink<>(),
        new DiscardingSink<>(),
        new DiscardingSink<>(),
        new DiscardingSink<>(),
        new DiscardingSink<>(),
        new DiscardingSink<>());
  }

  private <R> Sink<R> sink(Table<R> table, DatabaseAddress address) {
    return new UpsertSink<>(
        here(table),
        new Refusals<>(here(QuarantineTable.TABLE), QuarantineTable.REFUSALS.toRow()),
        address,
        SINK_ROWS,
        SINK_DELAY_MILLIS);
  }

  private <R> Table<R> here(Table<R> table) {
    String name = table.name().substring(table.name().indexOf('.') + 1);
    return new Table<>(
        table(name), table.columns(), table.key(), table.onConflict(), table.gone(), table.merge());
  }

  /** Empties the tables for another run. */
  void clear() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (String table : TABLES) {
        statement.execute("TRUNCATE " + table(table));
      }
    }
  }

  /**
   * Ends a run: checks that every row was taken, and updates the planner's statistics.
   *
   * @throws IllegalStateException when the database refused a row
   */
  void complete() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      try (ResultSet row =
          statement.executeQuery("SELECT detail FROM " + table("quarantine") + " LIMIT 1")) {
        if (row.next()) {
          throw new IllegalStateException("a recomputed row was refused: " + row.getString(1));
        }
      }
      for (String table : TABLES) {
        statement.execute("ANALYZE " + table(table));
      }
    }
  }

  @Override
  public void close() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      drop(statement, schema);
    }
  }
}
