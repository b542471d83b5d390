package city.sawang.schemas;

/**
 * Divides the partitions of {@link Topics#READINGS} into lanes. The first ones are the ordinary lane;
 * those at the end that the registry topic does not have are reserved for backlog: what was old
 * already when it arrived, so that a city which returns after days does not stand in front of the
 * fresh readings of all others. Writers and readers both take it from the numbers of partitions, so
 * they cannot disagree. A topic without reserved partitions has one lane, and everything is in it.
 *
 * @param ordinary partitions 0 to {@code ordinary - 1}, as many as the registry has
 * @param reserved the partitions after them; 0: no lane for backlog
 */
public record Lanes(int ordinary, int reserved) {
  public Lanes {
    if (ordinary < 1 || reserved < 0) {
      throw new IllegalArgumentException(
          "lanes of %d and %d partitions, expected at least 1 and 0".formatted(ordinary, reserved));
    }
  }

  /**
   * The lanes of a readings topic. One that has fewer partitions than the registry, or more than
   * twice as many, was not laid out by us: nothing in it is taken for reserved.
   *
   * @param readings partitions of {@link Topics#READINGS}, at least 1
   * @param registry partitions of {@link Topics#REGISTRY}, at least 1
   */
  public static Lanes of(int readings, int registry) {
    int extra = readings - registry;
    return extra > 0 && extra <= registry ? new Lanes(registry, extra) : new Lanes(readings, 0);
  }

  /** All partitions. */
  public int all() {
    return ordinary + reserved;
  }

  /** Whether the partition is reserved for backlog. */
  public boolean isReserved(int partition) {
    return partition >= ordinary;
  }
}
