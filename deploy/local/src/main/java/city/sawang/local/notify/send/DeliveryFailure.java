package city.sawang.local.notify.send;

import java.time.Duration;
import java.util.Optional;

/** A receiver did not take a message. The text is for people and has no secrets in it. */
final class DeliveryFailure extends Exception {
  private static final long serialVersionUID = 1L;

  /** Whose failure it is. */
  enum Blame {
    /** Another message may go through: it is sent while this one waits. */
    MESSAGE,
    /** The receiver takes nothing at the moment: all that is for it waits. */
    RECEIVER
  }

  private final Blame blame;
  private final transient Optional<Duration> retryAfter;

  DeliveryFailure(Blame blame, String problem) {
    this(blame, problem, Optional.empty());
  }

  /**
   * @param retryAfter what the receiver asked for
   */
  DeliveryFailure(Blame blame, String problem, Optional<Duration> retryAfter) {
    super(problem);
    this.blame = blame;
    this.retryAfter = retryAfter;
  }

  Blame blame() {
    return blame;
  }

  Optional<Duration> retryAfter() {
    return retryAfter;
  }
}
