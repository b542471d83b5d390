package city.sawang.local.incident.http;

import city.sawang.local.CommandFailure;
import city.sawang.local.InvalidInput;
import city.sawang.local.incident.RetractedIncident;
import java.sql.SQLException;

/** Which status a refusal has. */
final class HttpAnswers {
  static final int BAD_REQUEST = 400;
  static final int UNAUTHORIZED = 401;
  static final int FORBIDDEN = 403;
  static final int NOT_FOUND = 404;
  static final int CONFLICT = 409;
  static final int GONE = 410;
  static final int UNAVAILABLE = 503;

  private HttpAnswers() {}

  static int status(CommandFailure problem) {
    if (problem instanceof RetractedIncident) {
      return GONE;
    }
    String state = sqlState(problem);
    return switch (state) {
      case "SW001" -> NOT_FOUND;
      case "SW002" -> CONFLICT;
      // Not the login's city, not its right, a role that only reads.
      case "SW003", "42501", "25006" -> FORBIDDEN;
      default -> {
        if (state.startsWith("28")) {
          yield UNAUTHORIZED;
        }
        yield problem instanceof InvalidInput ? BAD_REQUEST : UNAVAILABLE;
      }
    };
  }

  private static String sqlState(Throwable problem) {
    for (Throwable cause = problem; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException refused && refused.getSQLState() != null) {
        return refused.getSQLState();
      }
    }
    return "";
  }
}
