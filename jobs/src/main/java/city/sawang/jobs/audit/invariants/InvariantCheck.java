package city.sawang.jobs.audit.invariants;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** Checks one invariant, piece by piece so that every check costs the same. */
interface InvariantCheck {
  Invariant invariant();

  /**
   * The locations that are due now; called once a check.
   *
   * @param nowMillis epoch milliseconds
   */
  List<Location> due(long nowMillis);

  /** Checks one location. */
  CheckResult check(Connection connection, Location location, long nowMillis) throws SQLException;

  /**
   * @param subjects rows that were compared
   */
  record CheckResult(long subjects, List<SuspectedViolation> suspected) {}
}
