package city.sawang.grafana.query;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/** Runs expanded SQL as the login of its data source: one statement, read-only, bounded. */
public final class QueryRunner {
  private final DataSource dataSource;
  private final Limits limits;

  /**
   * @param rows how many rows an answer may have, at least 1
   * @param statementTimeoutMillis after which the database gives a statement up, at least 1
   */
  public record Limits(int rows, int statementTimeoutMillis) {
    public Limits {
      if (rows < 1 || statementTimeoutMillis < 1) {
        throw new IllegalArgumentException(
            "limits are %d rows and %d ms: expected at least 1 of both"
                .formatted(rows, statementTimeoutMillis));
      }
    }
  }

  public QueryRunner(DataSource dataSource, Limits limits) {
    this.dataSource = dataSource;
    this.limits = limits;
  }

  /**
   * @throws SQLException when the database refuses the statement, it takes too long, or a column has a
   *     type that no panel can show
   */
  public Frame run(String sql) throws SQLException {
    try (Connection connection = dataSource.getConnection()) {
      connection.setReadOnly(true);
      connection.setAutoCommit(false);
      try (Statement settings = connection.createStatement()) {
        // The last one makes '' the only escape in a literal, on which the quoting of values
        // relies.
        settings.execute(
            "SET LOCAL statement_timeout = %d; SET LOCAL TimeZone = 'UTC'; SET LOCAL standard_conforming_strings = on"
                .formatted(limits.statementTimeoutMillis()));
        return query(connection, sql);
      } finally {
        connection.rollback();
      }
    }
  }

  private Frame query(Connection connection, String sql) throws SQLException {
    try (var statement = connection.prepareStatement(sql)) {
      statement.setMaxRows(limits.rows() + 1);
      statement.setFetchSize(limits.rows() + 1);
      try (ResultSet rows = statement.executeQuery()) {
        return frame(rows);
      }
    }
  }

  private Frame frame(ResultSet rows) throws SQLException {
    ResultSetMetaData meta = rows.getMetaData();
    var kinds = new ArrayList<FrameField.Kind>();
    var values = new ArrayList<List<FrameValue>>();
    for (int i = 1; i <= meta.getColumnCount(); i++) {
      kinds.add(kind(meta, i));
      values.add(new ArrayList<>());
    }
    int count = 0;
    boolean truncated = false;
    while (rows.next()) {
      if (++count > limits.rows()) {
        truncated = true;
        break;
      }
      for (int i = 1; i <= kinds.size(); i++) {
        values.get(i - 1).add(value(rows, i, kinds.get(i - 1), meta.getColumnType(i)));
      }
    }
    var columns = new ArrayList<FrameField>();
    for (int i = 0; i < kinds.size(); i++) {
      columns.add(new FrameField(meta.getColumnLabel(i + 1), kinds.get(i), values.get(i)));
    }
    return new Frame(List.copyOf(columns), truncated);
  }

  private static FrameField.Kind kind(ResultSetMetaData meta, int column) throws SQLException {
    return switch (meta.getColumnType(column)) {
      case Types.SMALLINT,
          Types.INTEGER,
          Types.BIGINT,
          Types.NUMERIC,
          Types.DECIMAL,
          Types.REAL,
          Types.FLOAT,
          Types.DOUBLE ->
          FrameField.Kind.NUMBER;
      // The driver reports timestamptz as TIMESTAMP too; a timestamp without zone means nothing
      // here.
      case Types.TIMESTAMP, Types.TIMESTAMP_WITH_TIMEZONE -> {
        if (!"timestamptz".equals(meta.getColumnTypeName(column))) {
          throw unshowable(meta, column);
        }
        yield FrameField.Kind.TIME;
      }
      case Types.BOOLEAN, Types.BIT -> FrameField.Kind.BOOLEAN;
      case Types.VARCHAR, Types.CHAR, Types.LONGVARCHAR -> FrameField.Kind.STRING;
      default -> throw unshowable(meta, column);
    };
  }

  private static SQLException unshowable(ResultSetMetaData meta, int column) throws SQLException {
    return new SQLException(
        "column %s is of type %s: expected timestamptz, a number, boolean or text (Grafana takes a date for midnight UTC)"
            .formatted(meta.getColumnLabel(column), meta.getColumnTypeName(column)));
  }

  private static FrameValue value(ResultSet rows, int column, FrameField.Kind kind, int type)
      throws SQLException {
    FrameValue value =
        switch (kind) {
          case TIME -> moment(rows.getObject(column, OffsetDateTime.class));
          case NUMBER -> number(rows, column, type);
          case BOOLEAN -> FrameValue.of(rows.getBoolean(column));
          case STRING -> text(rows.getString(column));
        };
    return rows.wasNull() ? FrameValue.MISSING : value;
  }

  private static FrameValue moment(OffsetDateTime at) {
    boolean endless = at == null || at.equals(OffsetDateTime.MAX) || at.equals(OffsetDateTime.MIN);
    return endless ? FrameValue.MISSING : FrameValue.of(at.toInstant());
  }

  private static FrameValue text(String words) {
    return words == null ? FrameValue.MISSING : FrameValue.of(words);
  }

  private static FrameValue number(ResultSet rows, int column, int type) throws SQLException {
    boolean floating = type == Types.REAL || type == Types.FLOAT || type == Types.DOUBLE;
    if (floating) {
      double number = rows.getDouble(column);
      return Double.isFinite(number)
          ? FrameValue.of(BigDecimal.valueOf(number))
          : FrameValue.MISSING;
    }
    String digits = rows.getString(column);
    return digits == null || "NaN".equals(digits) || digits.endsWith("Infinity")
        ? FrameValue.MISSING
        : FrameValue.of(new BigDecimal(digits));
  }
}
