package city.sawang.local.services;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;

/** How many received readings of the last two days the ledger cannot explain: always 0. */
public final class LedgerMonitor {
  private static final String QUERY =
      "SELECT coalesce(sum(abs(unexplained)), 0) FROM quality.ledger WHERE hour > now() - interval"
          + " '2 days'";
  private static final int ANSWER_SECONDS = 10;

  private final DataSource database;
  private final AtomicLong unexplained = new AtomicLong();

  /**
   * @param database as a login that may read the public views
   */
  public LedgerMonitor(DataSource database, MeterRegistry metrics) {
    this.database = database;
    Gauge.builder("sawang.ledger.unexplained.readings", unexplained, AtomicLong::get)
        .description("received - accepted - duplicate - quarantined of the last two days; always 0")
        .register(metrics);
  }

  /** Asks once. */
  public void check() throws SQLException {
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement()) {
      statement.setQueryTimeout(ANSWER_SECONDS);
      try (ResultSet row = statement.executeQuery(QUERY)) {
        row.next();
        unexplained.set(row.getLong(1));
      }
    }
  }
}
