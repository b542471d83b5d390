package city.sawang.local.verify;

import java.math.BigDecimal;
import java.sql.Array;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.function.Consumer;

/** The database itself, through its public views and in portions. */
final class PublicViewReader implements DatabaseReader {
  private static final int ROWS_AT_A_TIME = 5_000;

  private final Connection connection;

  /**
   * @param jdbcUrl with a login that may read every public view
   */
  PublicViewReader(String jdbcUrl) throws SQLException {
    connection = DriverManager.getConnection(jdbcUrl);
    // Portions need a transaction; every question ends its own, so that each sees the newest rows.
    connection.setAutoCommit(false);
    connection.setReadOnly(true);
  }

  private interface Row {
    void read(ResultSet row) throws SQLException;
  }

  private void query(String sql, Row each, Object... parameters) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setFetchSize(ROWS_AT_A_TIME);
      for (int i = 0; i < parameters.length; i++) {
        statement.setObject(i + 1, parameters[i]);
      }
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          each.read(rows);
        }
      }
    } finally {
      connection.rollback();
    }
  }

  @Override
  public ReadProgress progress(Collection<String> cities, long observedFrom, long observedTo)
      throws SQLException {
    ReadProgress[] answer = new ReadProgress[1];
    Array ids = array(cities);
    query(
        """
        SELECT (SELECT count(*) FROM operations.reading
                WHERE city_id = ANY (?) AND observed_at BETWEEN ? AND ?),
               (SELECT coalesce(sum(received), 0) FROM quality.ledger WHERE city_id = ANY (?)),
               q.n, q.revisions,
               (SELECT count(*) FROM quality.quarantine)
        FROM (SELECT count(*) AS n, coalesce(sum(revision), 0) AS revisions
              FROM energy.lamp_quarter_hour
              WHERE city_id = ANY (?) AND period_start BETWEEN ? AND ?) q
        """,
        row ->
            answer[0] =
                new ReadProgress(
                    row.getLong(1), row.getLong(2), row.getLong(3), row.getLong(4), row.getLong(5)),
        ids,
        instant(observedFrom),
        instant(observedTo),
        ids,
        ids,
        instant(observedFrom),
        instant(observedTo));
    return answer[0];
  }

  @Override
  public void readings(long observedFrom, long observedTo, Consumer<StoredReading> each)
      throws SQLException {
    query(
        """
        SELECT city_id, controller_id, lamp_id, (extract(epoch FROM observed_at) * 1000)::bigint,
               boot_id, seq, (energy_total_wh * 1000)::bigint, (active_power_w * 1000)::bigint
        FROM operations.reading WHERE observed_at BETWEEN ? AND ?
        """,
        row ->
            each.accept(
                new StoredReading(
                    row.getString(1),
                    row.getString(2),
                    row.getString(3),
                    row.getLong(4),
                    longOrNull(row, 5),
                    longOrNull(row, 6),
                    longOrNull(row, 7),
                    longOrNull(row, 8))),
        instant(observedFrom),
        instant(observedTo));
  }

  @Override
  public void ledgerHours(Collection<String> cities, Consumer<PublishedHour> each)
      throws SQLException {
    query(
        """
        SELECT city_id, (extract(epoch FROM hour) * 1000)::bigint, received, accepted, in_time,
               late_corrected, too_late, duplicate, quarantined, unexplained
        FROM quality.ledger WHERE city_id = ANY (?)
        """,
        row ->
            each.accept(
                new PublishedHour(
                    row.getString(1),
                    row.getLong(2),
                    row.getLong(3),
                    row.getLong(4),
                    row.getLong(5),
                    row.getLong(6),
                    row.getLong(7),
                    row.getLong(8),
                    row.getLong(9),
                    row.getLong(10))),
        array(cities));
  }

  @Override
  public void quarterHours(long from, long to, Consumer<QuarterHour> each) throws SQLException {
    query(
        """
        SELECT city_id, lamp_id, (extract(epoch FROM period_start) * 1000)::bigint, energy_wh,
               measured_wh, interpolated_wh, estimated_wh, unbooked_wh, readings_accepted, decided
        FROM energy.lamp_quarter_hour WHERE period_start BETWEEN ? AND ?
        """,
        row -> each.accept(quarterHour(row)),
        instant(from),
        instant(to));
  }

  private static QuarterHour quarterHour(ResultSet row) throws SQLException {
    return new QuarterHour(
        row.getString(1),
        row.getString(2),
        row.getLong(3),
        milli(row.getBigDecimal(4)),
        orZero(milli(row.getBigDecimal(5))),
        orZero(milli(row.getBigDecimal(6))),
        orZero(milli(row.getBigDecimal(7))),
        orZero(milli(row.getBigDecimal(8))),
        row.getInt(9),
        row.getBoolean(10));
  }

  @Override
  public void meterQuarterHours(long from, long to, Consumer<QuarterHour> each)
      throws SQLException {
    query(
        """
        SELECT city_id, feeder_id, (extract(epoch FROM period_start) * 1000)::bigint,
               meter_energy_wh, meter_measured_wh, meter_interpolated_wh, meter_estimated_wh,
               meter_unbooked_wh, 0, decided
        FROM energy.feeder_quarter_hour WHERE period_start BETWEEN ? AND ?
        """,
        row -> each.accept(quarterHour(row)),
        instant(from),
        instant(to));
  }

  @Override
  public void lamps(Collection<String> cities, Consumer<VerifiedLamp> each) throws SQLException {
    query(
        """
        SELECT city_id, lamp_id, l.controller_id, l.latitude, l.longitude,
               (l.nominal_w * 1000)::bigint, l.night_powered, l.report_interval_s, l.schedule,
               c.timezone
        FROM registry.lamp l JOIN registry.city c USING (city_id)
        WHERE l.controller_id IS NOT NULL AND city_id = ANY (?)
        """,
        row ->
            each.accept(
                new VerifiedLamp(
                    row.getString(1),
                    row.getString(2),
                    row.getString(3),
                    OracleLamp.registered(
                        row.getDouble(4),
                        row.getDouble(5),
                        row.getLong(6),
                        row.getBoolean(7),
                        row.getInt(8),
                        row.getString(9),
                        ZoneId.of(row.getString(10))))),
        array(cities));
  }

  @Override
  public void quarantineIds(long receivedFrom, Consumer<String> each) throws SQLException {
    query(
        "SELECT quarantine_id FROM quality.quarantine WHERE received_at >= ?",
        row -> each.accept(row.getString(1)),
        instant(receivedFrom));
  }

  private Array array(Collection<String> texts) throws SQLException {
    return connection.createArrayOf("text", texts.toArray());
  }

  private static Object instant(long millis) {
    return Instant.ofEpochMilli(millis).atOffset(ZoneOffset.UTC);
  }

  private static Long longOrNull(ResultSet row, int column) throws SQLException {
    long value = row.getLong(column);
    return row.wasNull() ? null : value;
  }

  private static long orZero(Long value) {
    return value == null ? 0 : value;
  }

  private static Long milli(BigDecimal value) {
    return value == null ? null : value.movePointRight(3).longValueExact();
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
