package city.sawang.jobs.lamp;

import java.util.Arrays;

/**
 * What nearly every contribution to a lamp needs, in one entry of the state: small facts, about 300
 * bytes, and of its quarter hours and nights the newest chunk and night. Fields are public, because
 * Flink serializes them one by one; those that a version adds begin as they are set here.
 */
public final class LampFiguresState {
  private static final int NAME = 0;
  private static final int FINAL_BEFORE = 1;
  private static final int BOOKED = 2;
  private static final int OFFSET = 3;
  private static final int COMPARABLE = 4;
  private static final int BOOK_SIZE = 5;

  /** Start of the newest chunk of quarter hours; the older ones lie in a map beside this. */
  public long chunkStart = Long.MIN_VALUE;

  /** The newest chunk of quarter hours, or null. */
  public byte[] chunk;

  /**
   * Starts of the chunks in the map, ascending: to ask the map itself is a walk through all that was
   * ever removed from it. Null in state of earlier versions: not known yet.
   */
  public long[] olderChunks;

  /** The newest night; the older ones lie in a map beside this. */
  public int night = Integer.MIN_VALUE;

  /** Sums of the newest night, or null. */
  public byte[] nightSums;

  /** The nights in the map, ascending; null as {@link #olderChunks}. */
  public long[] olderNights;

  /** Newest quarter hour that anybody told. */
  public long newest = Long.MIN_VALUE;

  /** Lighting night of {@link #newest}. */
  public int newestNight = Integer.MIN_VALUE;

  /** Quarter hours before this are no longer in the state. */
  public long freedBefore = Long.MIN_VALUE;

  /** Quarter hours before this are decided, whatever their controllers say. */
  public long closedBefore = Long.MIN_VALUE;

  /** First lighting night that is not closed. */
  public int closedNight = Integer.MIN_VALUE;

  /** Controllers, deployments, circuits by the numbers that stand for them in the quarter hours. */
  public String[] names = {};

  /** Pairs of month and quarter hours with a row in it. */
  public int[] months = {};

  /** Five numbers per controller: who, final before, booked, offset, comparable. */
  public long[] books = {};

  /** Of a lamp that nobody has told anything about. */
  static LampFiguresState ofNewLamp() {
    LampFiguresState memory = new LampFiguresState();
    memory.olderChunks = new long[0];
    memory.olderNights = new long[0];
    return memory;
  }

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

  private int book(String controllerId) {
    int number = number(controllerId);
    for (int i = 0; i < books.length; i += BOOK_SIZE) {
      if (books[i] == number) {
        return i;
      }
    }
    int at = books.length;
    books = Arrays.copyOf(books, at + BOOK_SIZE);
    books[at + NAME] = number;
    books[at + FINAL_BEFORE] = Long.MIN_VALUE;
    books[at + COMPARABLE] = 1;
    return at;
  }

  void isFinalBefore(String controllerId, long before) {
    int at = book(controllerId);
    books[at + FINAL_BEFORE] = Math.max(books[at + FINAL_BEFORE], before);
  }

  long finalBefore(String controllerId) {
    int at = book(controllerId);
    return books[at + FINAL_BEFORE];
  }

  /** Energy that the controller's counters account for was booked, or taken back. */
  void booked(String controllerId, long mwh) {
    int at = book(controllerId);
    books[at + BOOKED] += mwh;
  }

  /** Something from this controller was left out: the next comparison begins anew. */
  void leftOut(String controllerId) {
    int at = book(controllerId);
    books[at + COMPARABLE] = 0;
  }

  /**
   * Compares what was booked from a controller with what its counters counted.
   *
   * @param countsAnew nothing can be compared with what was booked before
   * @return what was booked when it is not {@code countedMwh}; null when all is well. A difference
   *     is told once.
   */
  Long differs(String controllerId, long countedMwh, boolean countsAnew) {
    int at = book(controllerId);
    long found = books[at + BOOKED] - books[at + OFFSET];
    boolean differs = !countsAnew && books[at + COMPARABLE] == 1 && found != countedMwh;
    if (differs || countsAnew || books[at + COMPARABLE] == 0) {
      books[at + OFFSET] = books[at + BOOKED] - countedMwh;
      books[at + COMPARABLE] = 1;
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

  /** Forgets months before the given one. */
  void forgetMonths(int before) {
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
