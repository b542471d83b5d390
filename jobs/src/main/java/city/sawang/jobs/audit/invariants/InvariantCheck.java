package city.sawang.jobs.audit.invariants;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** One invariant, looked at piece by piece so that every look costs the same. */
interface InvariantCheck {
  Invariant invariant();

  /**
   * The places whose turn it is now; asked once a look.
   *
   * @param nowMillis epoch milliseconds
   */
  List<Location> due(long nowMillis);

  /** Looks at one place. */
  Looked look(Connection connection, Location place, long nowMillis) throws SQLException;

  /**
   * @param subjects rows that were compared
   */
  record Looked(long subjects, List<SuspectedViolation> findings) {}
}
