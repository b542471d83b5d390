package city.sawang.jobs.metering;

/** What became of the counter of one reading. The ordinals are stored in the log: only append. */
enum CounterStatus {
  /** No counter, or another reading speaks for the same instant. */
  NONE,
  /** First counter of the controller at this lamp: nothing to subtract it from. */
  FIRST,
  /** Booked as difference to the base before it. */
  NORMAL,
  /** The counter started anew. */
  RESET,
  /** The counter passed its width. */
  WRAP,
  /** Neither: nothing is booked, and counting goes on from here. */
  JUMP,
  /** Left aside, because the counter came back. */
  REJECTED;

  private static final CounterStatus[] VALUES = values();

  static CounterStatus of(int ordinal) {
    return VALUES[ordinal];
  }

  /** The next difference is counted from this reading. */
  boolean isBase() {
    return this != NONE && this != REJECTED;
  }

  /** Was decided without looking at later readings. */
  boolean isFinalAtOnce() {
    return this == FIRST || this == NORMAL;
  }
}
