package city.sawang.jobs.lamp;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.flink.api.common.state.MapState;

/**
 * Holds the nights of a lamp while one element is worked on: however many of its quarter hours
 * change, a night is read, written and emitted once. The newest night lies in the {@link
 * LampFiguresState}, the others in a map.
 */
final class NightState {
  private final LampFiguresState state;
  private final IndexedEntries<Integer> older;
  private final List<NightTotals> opened = new ArrayList<>(2);

  NightState(LampFiguresState state, MapState<Integer, byte[]> older) {
    this.state = state;
    this.older =
        new IndexedEntries<>(
            older,
            number -> (int) number,
            () -> state.olderNights,
            keys -> state.olderNights = keys);
  }

  /** The sums of a night, to be read or changed. */
  NightTotals open(int night) throws Exception {
    for (NightTotals totals : opened) {
      if (totals.night() == night) {
        return totals;
      }
    }
    byte[] sums = night == state.night ? state.nightSums : older.get(night);
    NightTotals totals = new NightTotals(night, sums);
    opened.add(totals);
    return totals;
  }

  /** Writes and emits the nights that changed, and emits those that were asked for again. */
  void close(LampKey lamp, Consumer<LampNightRow> out) throws Exception {
    for (NightTotals totals : opened) {
      if (totals.isChanged()) {
        put(totals.night(), totals.rows() == 0 ? null : totals.toBytes());
      }
      if (totals.isChanged() || totals.isReEmitted()) {
        out.accept(totals.row(lamp, state));
      }
    }
    opened.clear();
  }

  private void put(int night, byte[] sums) throws Exception {
    if (night > state.night && sums != null) {
      if (state.nightSums != null) {
        older.put(state.night, state.nightSums);
      }
      state.night = night;
      state.nightSums = sums;
    } else if (night == state.night) {
      state.nightSums = sums;
    } else if (sums == null) {
      older.remove(night);
    } else {
      older.put(night, sums);
    }
  }

  /** Frees the nights up to and including one; when all are closed. */
  void free(long upTo) throws Exception {
    for (long night : older.keys()) {
      if (night > upTo) {
        break;
      }
      older.remove(night);
    }
    if (state.night <= upTo) {
      state.nightSums = null;
    }
  }
}
