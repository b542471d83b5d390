package city.sawang.jobs.metering.log;

import static city.sawang.jobs.metering.input.MeterReading.ABSENT;

/**
 * The first three steps in which a register moved, by which its resolution is told
 * (METERING.md#resolution). They stay known when their readings have left the log.
 *
 * @param count how many are known, 0 to 3; what follows is 0 for those that are not
 * @param firstAt when the first was seen, epoch milliseconds
 * @param firstMwh the first step, mWh
 */
public record FirstSteps(
    int count,
    long firstAt,
    long firstMwh,
    long secondAt,
    long secondMwh,
    long thirdAt,
    long thirdMwh) {
  /** So many tell the resolution. */
  public static final int ENOUGH = 3;

  public static final FirstSteps NONE = new FirstSteps(0, 0, 0, 0, 0, 0, 0);

  /** All three are known. */
  public boolean isEnough() {
    return count == ENOUGH;
  }

  /** When the third was seen; {@link Long#MAX_VALUE} before. */
  public long enoughAt() {
    return isEnough() ? thirdAt : Long.MAX_VALUE;
  }

  /** The smallest that is known, or ABSENT. */
  public long smallestMwh() {
    return switch (count) {
      case 0 -> ABSENT;
      case 1 -> firstMwh;
      case 2 -> Math.min(firstMwh, secondMwh);
      default -> Math.min(Math.min(firstMwh, secondMwh), thirdMwh);
    };
  }

  /** And another one, behind those that are known. */
  public FirstSteps and(long at, long mwh) {
    return switch (count) {
      case 0 -> new FirstSteps(1, at, mwh, 0, 0, 0, 0);
      case 1 -> new FirstSteps(2, firstAt, firstMwh, at, mwh, 0, 0);
      case 2 -> new FirstSteps(3, firstAt, firstMwh, secondAt, secondMwh, at, mwh);
      default -> throw new IllegalStateException("a fourth step");
    };
  }

  /** Those of them that were seen before an instant or at it. */
  public FirstSteps upTo(long instant) {
    FirstSteps held = NONE;
    held = count > 0 && firstAt <= instant ? held.and(firstAt, firstMwh) : held;
    held = count > 1 && secondAt <= instant ? held.and(secondAt, secondMwh) : held;
    return count > 2 && thirdAt <= instant ? this : held;
  }
}
