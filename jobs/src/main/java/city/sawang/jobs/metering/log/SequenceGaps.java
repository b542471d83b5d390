package city.sawang.jobs.metering.log;

import static city.sawang.jobs.metering.input.MeterReading.ABSENT;

import city.sawang.jobs.metering.input.MeterReading;
import city.sawang.jobs.metering.input.MeteringRules;
import java.util.ArrayList;
import java.util.List;

/**
 * Counts gaps in a device's sequence numbers. A gap is booked under the hour in which the reading
 * after it arrived, so that the sum over the hours depends on nothing but the readings that are
 * there.
 */
final class SequenceGaps {
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
    long gap = above - below - 1;
    return gap <= MeteringRules.LARGEST_SEQUENCE_GAP ? gap : 0;
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
