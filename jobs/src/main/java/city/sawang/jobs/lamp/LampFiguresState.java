package city.sawang.jobs.lamp;

import java.util.Arrays;

/**
 * Holds what nearly every contribution to a lamp needs, in one entry of the state: small facts, about
 * 300 bytes, and of its quarter hours and nights the newest chunk and night. Fields are public,
 * because Flink serializes them one by one.
 */
public final class LampFiguresState {
  private static final int NAME = 0;
  private static final int FINAL_BEFORE = 1;
  private static final int BOOKED = 2;
  private static final int OFFSET = 3;
  private static final int COMPARABLE = 4;
  private static final int ACCOUNT_SIZE = 5;

  /** Start of the newest chunk of quarter hours; the older ones lie in a map beside this. */
  public long chunkStart = Long.MIN_VALUE;

  /** The newest chunk of quarter hours, or null. */
  public byte[] chunk;

  /**
   * Starts of the chunks in the map, ascending: to ask the map itself is a walk through all that was
   * ever removed from it.
   */
  public long[] olderChunks = {};

  /** The newest night; the older ones lie in a map beside this. */
  public int night = Integer.MIN_VALUE;

  /** Sums of the newest night, or null. */
  public byte[] nightSums;

  /** The nights in the map, ascending. */
  public long[] olderNights = {};

  /** Newest quarter hour with a contribution. */
  public long newest = Long.MIN_VALUE;

  /** Lighting night of {@link #newest}. */
  public int newestNight = Integer.MIN_VALUE;

  /** Quarter hours before this are no longer in the state. */
  public long freedBefore = Long.MIN_VALUE;

  /** Quarter hours before this are decided, whatever their controllers contribute. */
  public long finalBefore = Long.MIN_VALUE;

  /** First lighting night that is not final. */
  public int firstOpenNight = Integer.MIN_VALUE;

  /** Controllers, deployments, circuits by the numbers that stand for them in the quarter hours. */
  public String[] names = {};

  /** Pairs of month and quarter hours with a row in it. */
  public int[] months = {};

  /** Five numbers per controller: who, final before, booked, offset, comparable. */
  public long[] accounts = {};

  /** The number that stands for a name. */
  int number(String name) {
    for (int i = 0; i < names.length; i++) {
      if (names[i].equals(name)) {
        return i;
      }
    }
    names = Arrays.copyOf(names, names.length + 1);
    names[names.length - 1] = name;
    return names.length - 1;
  }

  private int account(String controllerId) {
    int number = number(controllerId);
    for (int i = 0; i < accounts.length; i += ACCOUNT_SIZE) {
      if (accounts[i] == number) {
        return i;
      }
    }
    int at = accounts.length;
    accounts = Arrays.copyOf(accounts, at + ACCOUNT_SIZE);
    accounts[at + NAME] = number;
    accounts[at + FINAL_BEFORE] = Long.MIN_VALUE;
    accounts[at + COMPARABLE] = 1;
    return at;
  }

  void setFinalBefore(String controllerId, long before) {
    int at = account(controllerId);
    accounts[at + FINAL_BEFORE] = Math.max(accounts[at + FINAL_BEFORE], before);
  }

  long finalBefore(String controllerId) {
    int at = account(controllerId);
    return accounts[at + FINAL_BEFORE];
  }

  /** Energy that the controller's counters account for was booked, or taken back. */
  void booked(String controllerId, long mwh) {
    int at = account(controllerId);
    accounts[at + BOOKED] += mwh;
  }

  /** Something from this controller was left out: the next comparison restarts. */
  void leftOut(String controllerId) {
    int at = account(controllerId);
    accounts[at + COMPARABLE] = 0;
  }

  /**
   * Compares what was booked from a controller with what its counters counted.
   *
   * @param restarted nothing can be compared with what was booked before
   * @return what was booked when it is not {@code countedMwh}; null when all is well. A difference
   *     is reported once.
   */
  Long differs(String controllerId, long countedMwh, boolean restarted) {
    int at = account(controllerId);
    long found = accounts[at + BOOKED] - accounts[at + OFFSET];
    boolean differs = !restarted && accounts[at + COMPARABLE] == 1 && found != countedMwh;
    if (differs || restarted || accounts[at + COMPARABLE] == 0) {
      accounts[at + OFFSET] = accounts[at + BOOKED] - countedMwh;
      accounts[at + COMPARABLE] = 1;
    }
    return differs ? found : null;
  }

  /** Adds to a month's quarter hours; answers whether there were none before, or are none now. */
  boolean changesMonth(int month, int change) {
    for (int i = 0; i < months.length; i += 2) {
      if (months[i] == month) {
        int before = months[i + 1];
        months[i + 1] += change;
        return before == 0 || months[i + 1] == 0;
      }
    }
    months = Arrays.copyOf(months, months.length + 2);
    months[months.length - 2] = month;
    months[months.length - 1] = change;
    return true;
  }

  /** Frees months before the given one. */
  void freeMonths(int before) {
    int kept = 0;
    int[] left = new int[months.length];
    for (int i = 0; i < months.length; i += 2) {
      if (months[i] >= before) {
        left[kept++] = months[i];
        left[kept++] = months[i + 1];
      }
    }
    months = Arrays.copyOf(left, kept);
  }
}
