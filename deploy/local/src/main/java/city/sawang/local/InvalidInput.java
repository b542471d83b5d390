package city.sawang.local;

import java.util.List;

/** What was given is wrong (a file, an option's value); every mistake is listed, the exit code is 2. */
public final class InvalidInput extends CommandFailure {
  private static final long serialVersionUID = 1L;

  /** One clear line: what, where, and what was expected. */
  public InvalidInput(String message) {
    super(message);
  }

  /** One clear line, and what refused it. */
  public InvalidInput(String message, Throwable cause) {
    super(message, cause);
  }

  /** All mistakes of one run, each a line of its own. */
  public InvalidInput(String headline, List<String> mistakes) {
    super(headline + "\n  " + String.join("\n  ", mistakes));
  }
}
