package city.sawang.jobs.audit.recompute;

import static city.sawang.jobs.metering.input.MeterReading.ABSENT;
import static city.sawang.jobs.metering.input.MeterReading.ABSENT_INT;
import static city.sawang.jobs.metering.input.MeterReading.UNKNOWN;

import city.sawang.jobs.metering.input.MeterReading;
import city.sawang.schemas.avro.TimeSource;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.function.Predicate;

/**
 * Reads the archived readings of a controller in the form that metering takes. The archive holds every input of
 * the metering but one: the digest of a reading that has a sequence number, by which only duplicates
 * are recognised, and there are none in the archive.
 */
final class ReadingArchive {
  private static final int FETCHED_AT_ONCE = 2_000;
  private static final long CHUNK_MILLIS = 6 * 3_600_000L;

  /** Twice what the meter keeps before its horizon, so that what it decided there is decided equally. */
  private static final int GROUND_READINGS = 24;

  private static final int GROUND_CHUNKS = 4;

  private final Connection connection;

  /**
   * @param connection without autocommit, so that rows come piece by piece
   */
  ReadingArchive(Connection connection) {
    this.connection = connection;
  }

  /**
   * From where the readings of a controller must be replayed so that it contributes to the time from
   * {@code begin} on what it would contribute after its whole history: the horizon before the newest reading
   * before that, and before that as much as the meter keeps to stand on, and as much again.
   *
   * @return epoch milliseconds
   */
  long ground(String cityId, String controllerId, long begin, long horizonMillis)
      throws SQLException {
    if (begin == Long.MIN_VALUE) {
      return begin;
    }
    long newest = before(cityId, controllerId, begin);
    if (newest == Long.MIN_VALUE) {
      return begin;
    }
    long ground = Math.floorDiv(newest - horizonMillis, CHUNK_MILLIS) * CHUNK_MILLIS;
    try (PreparedStatement statement =
        connection.prepareStatement(
            """
            SELECT (extract(epoch FROM observed_at) * 1000)::bigint FROM store.reading
            WHERE city_id = ? AND controller_id = ? AND observed_at < ? ORDER BY observed_at DESC""")) {
      statement.setFetchSize(GROUND_READINGS);
      statement.setString(1, cityId);
      statement.setString(2, controllerId);
      statement.setTimestamp(3, timestamp(ground));
      try (ResultSet row = statement.executeQuery()) {
        int readings = 0;
        int chunks = 0;
        while ((readings < GROUND_READINGS || chunks < GROUND_CHUNKS) && row.next()) {
          long chunk = Math.floorDiv(row.getLong(1), CHUNK_MILLIS) * CHUNK_MILLIS;
          readings++;
          chunks += chunk < ground ? 1 : 0;
          ground = chunk;
        }
      }
    }
    return ground;
  }

  private long before(String cityId, String controllerId, long instant) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            """
            SELECT (extract(epoch FROM observed_at) * 1000)::bigint FROM store.reading
            WHERE city_id = ? AND controller_id = ? AND observed_at < ? ORDER BY observed_at DESC LIMIT 1""")) {
      statement.setString(1, cityId);
      statement.setString(2, controllerId);
      statement.setTimestamp(3, timestamp(instant));
      try (ResultSet row = statement.executeQuery()) {
        return row.next() ? row.getLong(1) : Long.MIN_VALUE;
      }
    }
  }

  /**
   * Reads the readings of a controller in order of their instants, until the reader has enough.
   *
   * @param from epoch milliseconds, inclusive
   * @param withTooLate those too that came too late for the stream
   * @param reader returns whether it wants the next one
   */
  void read(
      String cityId,
      String controllerId,
      long from,
      boolean withTooLate,
      Predicate<MeterReading> reader)
      throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            """
            SELECT (extract(epoch FROM observed_at) * 1000)::bigint, (extract(epoch FROM received_at) * 1000)::bigint,
                   boot_id, seq, reading_key, energy_total_mwh, energy_counter_bits, energy_counter_unit_mwh,
                   active_power_mw, supply_voltage_mv, supply_current_ma, power_factor_bp, dim_command_bp, dim_actual_bp,
                   lamp_on, relay_on, override_active, maintenance_mode, historical, time_source, counter_resolution_mwh
            FROM store.reading
            WHERE city_id = ? AND controller_id = ? AND observed_at >= ? AND (? OR lateness <> 'TOO_LATE')
            ORDER BY observed_at, reading_key""")) {
      statement.setFetchSize(FETCHED_AT_ONCE);
      statement.setString(1, cityId);
      statement.setString(2, controllerId);
      statement.setTimestamp(3, timestamp(from));
      statement.setBoolean(4, withTooLate);
      try (ResultSet row = statement.executeQuery()) {
        boolean wanted = true;
        while (wanted && row.next()) {
          wanted = reader.test(reading(row));
        }
      }
    }
  }

  private static MeterReading reading(ResultSet row) throws SQLException {
    return MeterReading.at(row.getLong(1), row.getLong(2))
        .identity(number(row, 3), number(row, 4), row.getLong(5))
        .register(number(row, 6), small(row, 7), number(row, 8))
        .power(number(row, 9), small(row, 12))
        .supply(number(row, 10), number(row, 11))
        .dim(small(row, 13), small(row, 14))
        .switches(yesOrNo(row, 15), yesOrNo(row, 16))
        .modes(yesOrNo(row, 17), yesOrNo(row, 18))
        .historical(row.getBoolean(19))
        .arrival(row.getString(20).equals(TimeSource.ARRIVAL.name()))
        .resolution(number(row, 21))
        .build();
  }

  private static long number(ResultSet row, int column) throws SQLException {
    long value = row.getLong(column);
    return row.wasNull() ? ABSENT : value;
  }

  private static int small(ResultSet row, int column) throws SQLException {
    int value = row.getInt(column);
    return row.wasNull() ? ABSENT_INT : value;
  }

  private static byte yesOrNo(ResultSet row, int column) throws SQLException {
    boolean value = row.getBoolean(column);
    return row.wasNull() ? UNKNOWN : (byte) (value ? 1 : 0);
  }

  /** The driver's limits stand for the extremes of long. */
  private static Timestamp timestamp(long millis) {
    Instant earliest = Instant.parse("0001-01-01T00:00:00Z");
    Instant latest = Instant.parse("9999-01-01T00:00:00Z");
    long bounded = Math.max(earliest.toEpochMilli(), Math.min(latest.toEpochMilli(), millis));
    return new Timestamp(bounded);
  }
}
