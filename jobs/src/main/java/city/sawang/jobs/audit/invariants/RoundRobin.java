package city.sawang.jobs.audit.invariants;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;

/** Chooses the period to check: the newest quiet one every time, and one of the older in turn. */
final class RoundRobin {
  static final long QUARTER = 900_000;
  static final long DAY = 86_400_000;

  /** Rows that changed within this time may be seen before the rows they are the sum of. */
  static final long QUIET = 120_000;

  /** Late readings correct quarter hours for three days by default. */
  private static final int QUARTERS_BACK = 3 * 96;

  private static final int NIGHTS_BACK = 5;
  private long checks;

  /** The quarter hour that ended at least a quarter of an hour ago, and an older one. */
  long[] quarters(long nowMillis) {
    long newest = Math.floorDiv(nowMillis - QUARTER, QUARTER) * QUARTER - QUARTER;
    return new long[] {newest, newest - (1 + checks++ % QUARTERS_BACK) * QUARTER};
  }

  /** Midnight UTC of the date that names a night which began within the last days. */
  long night(long nowMillis) {
    return (Math.floorDiv(nowMillis, DAY) - checks++ % NIGHTS_BACK) * DAY;
  }

  /** Midnight UTC of the first day of this month or the last. */
  long month(long nowMillis) {
    LocalDate today = LocalDate.ofInstant(Instant.ofEpochMilli(nowMillis), ZoneOffset.UTC);
    return today.withDayOfMonth(1).minusMonths(checks++ % 2).toEpochDay() * DAY;
  }

  /** A date as SQL. */
  static String date(long midnight) {
    return "DATE '" + LocalDate.ofEpochDay(Math.floorDiv(midnight, DAY)) + "'";
  }
}
