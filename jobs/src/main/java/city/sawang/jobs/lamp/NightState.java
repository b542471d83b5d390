package city.sawang.jobs.lamp;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.flink.api.common.state.MapState;

/**
 * The nights of a lamp while one element is worked on: however many of its quarter hours change, a
 * night is read, written and told once. The newest night lies in the {@link LampFiguresState}, the others
 * in a map.
 */
final class NightState {
  private final LampFiguresState memory;
  private final IndexedEntries<Integer> older;
  private final List<NightTotals> opened = new ArrayList<>(2);

  NightState(LampFiguresState memory, MapState<Integer, byte[]> older) {
    this.memory = memory;
    this.older =
        new IndexedEntries<>(
            older,
            number -> (int) number,
            () -> memory.olderNights,
            keys -> memory.olderNights = keys);
  }

  /** The sums of a night, to be looked at or changed. */
  NightTotals open(int night) throws Exception {
    for (NightTotals book : opened) {
      if (book.night() == night) {
        return book;
      }
    }
    byte[] sums = night == memory.night ? memory.nightSums : older.get(night);
    NightTotals book = new NightTotals(night, sums);
    opened.add(book);
    return book;
  }

  /** Writes and tells what was changed, and tells what was to be told again. */
  void close(LampKey lamp, Consumer<LampNightRow> out) throws Exception {
    for (NightTotals book : opened) {
      if (book.isChanged()) {
        put(book.night(), book.rows() == 0 ? null : book.toBytes());
      }
      if (book.isChanged() || book.isToldAgain()) {
        out.accept(book.row(lamp, memory));
      }
    }
    opened.clear();
  }

  private void put(int night, byte[] sums) throws Exception {
    if (night > memory.night && sums != null) {
      if (memory.nightSums != null) {
        older.put(memory.night, memory.nightSums);
      }
      // State of earlier versions has all nights in the map.
      older.remove(night);
      memory.night = night;
      memory.nightSums = sums;
    } else if (night == memory.night) {
      memory.nightSums = sums;
    } else if (sums == null) {
      older.remove(night);
    } else {
      older.put(night, sums);
    }
  }

  /** Forgets the nights up to and including one; when all are closed. */
  void forget(long upTo) throws Exception {
    for (long night : older.keys()) {
      if (night > upTo) {
        break;
      }
      older.remove(night);
    }
    if (memory.night <= upTo) {
      memory.nightSums = null;
    }
  }
}
