package city.sawang.local.notify.outbox;

/** What was announced last of an incident. */
enum Announced {
  NOTHING,
  /** That it is open, in a message of its own. */
  OPEN,
  /** That it is open, as one of many in a summary. */
  OPEN_IN_SUMMARY,
  OVER;

  boolean isOpen() {
    return this == OPEN || this == OPEN_IN_SUMMARY;
  }
}
