package city.sawang.local.verify;

/** What can be wrong. */
public enum DefectKind {
  /** Acknowledged, and not there. */
  LOST,
  /** There, and never sent. */
  PHANTOM,
  /** Counted, archived or booked more than once, or the hourly ledger does not add up. */
  DUPLICATE_EFFECT,
  /** A quarter hour differs from what the sent readings say. */
  WRONG_AGGREGATE,
  /** In Kafka, and the database makes no progress towards it. */
  STALLED,
  /** A city sees another city's reading. */
  CROSS_CITY,
  /** In the database, and Kafka holds another log than the one it came through. */
  OTHER_LOG
}
