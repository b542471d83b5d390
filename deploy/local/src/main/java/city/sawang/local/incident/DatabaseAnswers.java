package city.sawang.local.incident;

import city.sawang.local.CommandFailure;
import city.sawang.local.InvalidInput;
import java.sql.SQLException;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** Makes one clear line of what the database refused. */
final class DatabaseAnswers {
  /** SQLSTATE of the mistakes that the functions of the database name themselves. */
  private static final String OURS = "SW";

  private static final String NOT_ALLOWED = "42501";
  private static final String READ_ONLY = "25006";

  private DatabaseAnswers() {}

  static CommandFailure failure(SQLException problem, String login) {
    String state = problem.getSQLState() == null ? "" : problem.getSQLState();
    if (state.startsWith(OURS)) {
      return new InvalidInput(message(problem), problem);
    }
    if (state.equals(NOT_ALLOWED) || state.equals(READ_ONLY)) {
      return new InvalidInput(
          "login '%s' may not do this: expected one that was granted with 'sawang access grant LOGIN --role city-operator --city CITY'"
              .formatted(login),
          problem);
    }
    return new CommandFailure("the database broke off: " + message(problem), problem);
  }

  /** Without severity, position and context, which are for programmers. */
  static String message(SQLException problem) {
    ServerErrorMessage answer =
        problem instanceof PSQLException postgres ? postgres.getServerErrorMessage() : null;
    String text =
        answer == null || answer.getMessage() == null ? problem.getMessage() : answer.getMessage();
    return text.lines().findFirst().orElse(text);
  }
}
