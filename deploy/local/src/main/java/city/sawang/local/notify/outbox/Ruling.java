package city.sawang.local.notify.outbox;

import city.sawang.local.notify.message.NotificationKind;
import java.time.Instant;

/** What becomes of a change. */
sealed interface Ruling {
  /** It is announced. */
  record Announce(NotificationKind kind) implements Ruling {}

  /** Nobody needs to hear of it. */
  record Pass() implements Ruling {}

  /** It is judged again then. */
  record Wait(Instant until) implements Ruling {}
}
