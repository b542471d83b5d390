package city.sawang.local.export.opendata;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.Optional;

/**
 * What a dataset covers, from its own rows, so that the same data give the same catalogue.
 *
 * @param updatedAt when its newest row was written
 * @param simulated whether any row describes a demonstration fleet
 */
record TemporalCoverage(LocalDate first, LocalDate last, Instant updatedAt, boolean simulated) {
  /** Nothing when the dataset has no rows yet. */
  static Optional<TemporalCoverage> of(Connection connection, OpenDataset dataset)
      throws SQLException {
    // Groups are of the same nights as their cities, and adding them all up again is dear.
    String view = dataset == OpenDataset.LAMP_GROUP ? OpenDataset.CITY_NIGHT.view : dataset.view;
    String time = dataset.time();
    try (PreparedStatement query =
            connection.prepareStatement(
                "SELECT min(%s), max(%s), max(updated_at), bool_or(simulated) FROM %s"
                    .formatted(time, time, view));
        ResultSet row = query.executeQuery()) {
      row.next();
      LocalDate first = row.getObject(1, LocalDate.class);
      if (first == null) {
        return Optional.empty();
      }
      LocalDate last = row.getObject(2, LocalDate.class);
      return Optional.of(
          new TemporalCoverage(
              first,
              dataset == OpenDataset.CITY_MONTH ? last.plusMonths(1).minusDays(1) : last,
              row.getObject(3, OffsetDateTime.class).toInstant(),
              row.getBoolean(4)));
    }
  }
}
