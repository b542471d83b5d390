package city.sawang.local;

/** A command cannot go on; the message is for the person who typed it, and the exit code is 1. */
public class CommandFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** One clear line: what, where, and what was expected. */
  public CommandFailure(String message) {
    super(message);
  }

  /** One clear line, and the cause for the log. */
  public CommandFailure(String message, Throwable cause) {
    super(message, cause);
  }
}
