package city.sawang.jobs.metering;

import static city.sawang.jobs.metering.MeterReading.ABSENT;

import java.util.ArrayList;
import java.util.List;

/**
 * Holes in a device's sequence numbers. A hole is booked under the hour in which the reading after
 * it arrived, so that the sum over the hours depends on nothing but the readings that are there.
 */
final class HoleCount {
  /** More missing numbers than this are a renumbering or a wrap, not a loss (ours). */
  static final long LARGEST = 10_000;

  private static final long HOUR = 3_600_000L;

  private final List<MissingSequence> changes = new ArrayList<>(0);

  /** Puts a number between its neighbours, {@link MeterReading#ABSENT} where there is none. */
  void insert(long below, MeterReading reading, long above, long aboveReceivedAt) {
    add(reading.receivedAt(), between(below, reading.seq()));
    add(aboveReceivedAt, between(reading.seq(), above) - between(below, above));
  }

  List<MissingSequence> changes() {
    return changes;
  }

  private static long between(long below, long above) {
    if (below == ABSENT || above == ABSENT || above <= below) {
      return 0;
    }
    long hole = above - below - 1;
    return hole <= LARGEST ? hole : 0;
  }

  private void add(long receivedAt, long delta) {
    if (delta == 0) {
      return;
    }
    long hour = Math.floorDiv(receivedAt, HOUR) * HOUR;
    for (int i = 0; i < changes.size(); i++) {
      MissingSequence there = changes.get(i);
      if (there.receivedHour() == hour) {
        changes.set(i, new MissingSequence(hour, there.delta() + delta));
        return;
      }
    }
    changes.add(new MissingSequence(hour, delta));
  }
}
