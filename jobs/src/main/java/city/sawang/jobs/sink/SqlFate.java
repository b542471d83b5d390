package city.sawang.jobs.sink;

import java.sql.SQLException;

/** Decides what to do about a failed statement, by its SQLSTATE. */
enum SqlFate {
  /** The outside world is down or busy: try again, after a while fail and restart. */
  RETRY,
  /** The row itself is refused (data exception, constraint): trying again would never help. */
  REFUSED_ROW,
  /** Our bug or a wrong set-up (syntax, missing table, no permission): fail at once. */
  FAIL;

  static SqlFate of(SQLException e) {
    String state = e.getSQLState();
    if (state == null || state.length() < 2) {
      return FAIL;
    }
    return switch (state.substring(0, 2)) {
      case "22", "23" -> REFUSED_ROW;
      // Connection, transaction rollback (deadlock), resources, operator intervention, system
      // error.
      case "08", "40", "53", "57", "58" -> RETRY;
      // A server that has just become a standby refuses writes until we find the new primary.
      case "25" -> "25006".equals(state) ? RETRY : FAIL;
      default -> FAIL;
    };
  }
}
