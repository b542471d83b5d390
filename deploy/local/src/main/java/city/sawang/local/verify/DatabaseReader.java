package city.sawang.local.verify;

import java.sql.SQLException;
import java.util.Collection;
import java.util.function.Consumer;

/** What the public views show, as the verifier reads it. */
interface DatabaseReader extends AutoCloseable {
  /**
   * One row of {@code operations.reading}; milliseconds, mWh, mW.
   *
   * @param boot null when the device gave none
   * @param seq null when the device gave none
   * @param energy null when the device gave none
   */
  record StoredReading(
      String cityId,
      String controllerId,
      String lampId,
      long observedAt,
      Long boot,
      Long seq,
      Long energy,
      Long power) {}

  /** One row of {@code quality.ledger}. */
  record PublishedHour(
      String cityId,
      long hour,
      long received,
      long accepted,
      long inTime,
      long late,
      long tooLate,
      long duplicate,
      long quarantined,
      long unexplained) {}

  /**
   * One row of {@code energy.lamp_quarter_hour}; mWh.
   *
   * @param lampId a feeder's id when its meter is meant
   * @param energy null when nothing is known
   * @param unbooked what jumped, 0 when nothing did
   */
  record QuarterHour(
      String cityId,
      String lampId,
      long periodStart,
      Long energy,
      long measured,
      long interpolated,
      long estimated,
      long unbooked,
      int readingsAccepted,
      boolean decided) {}

  /** One row of {@code registry.lamp} with a controller. */
  record VerifiedLamp(String cityId, String lampId, String controllerId, OracleLamp oracle) {}

  /** Numbers that stand still when the database has taken everything. */
  record ReadProgress(
      long readings, long received, long quarterHours, long revisions, long refused) {}

  ReadProgress progress(Collection<String> cities, long observedFrom, long observedTo)
      throws SQLException;

  /** Every city's readings within the period, both ends included, in any order. */
  void readings(long observedFrom, long observedTo, Consumer<StoredReading> each)
      throws SQLException;

  void ledgerHours(Collection<String> cities, Consumer<PublishedHour> each) throws SQLException;

  /** Every city's quarter hours within the period, both ends included, in any order. */
  void quarterHours(long from, long to, Consumer<QuarterHour> each) throws SQLException;

  /** What the meters of every city's feeders show, as {@link #quarterHours}; no reading is counted. */
  void meterQuarterHours(long from, long to, Consumer<QuarterHour> each) throws SQLException;

  void lamps(Collection<String> cities, Consumer<VerifiedLamp> each) throws SQLException;

  /** Ids of everything refused since. */
  void quarantineIds(long receivedFrom, Consumer<String> each) throws SQLException;

  @Override
  void close() throws SQLException;
}
