package city.sawang.local.notify.message;

/** What a message is about. */
public enum NotificationKind {
  /** A root incident is open. */
  RAISED,
  /** One that was announced to be over is open again. */
  REOPENED,
  /** One that was announced to be open is over. */
  CLEARED,
  /** One that was announced never was: late readings say so. */
  RETRACTED,
  /** What came beyond the budget of a city's hour. */
  SUMMARY,
  /** How it is, once a day. */
  DIGEST;

  /** Whether it is about something that goes on. */
  public boolean isOpening() {
    return this == RAISED || this == REOPENED;
  }
}
