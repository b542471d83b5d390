package city.sawang.jobs.rollup;

import city.sawang.jobs.measures.Measure;
import city.sawang.jobs.measures.Measures;
import city.sawang.jobs.serial.SparseNumbers;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.flink.api.common.state.MapState;

/** Sums of a city's lighting nights or months in the state, some 40 bytes each. */
final class PeriodTotals {
  private final MapState<Integer, byte[]> periods;

  PeriodTotals(MapState<Integer, byte[]> periods) {
    this.periods = periods;
  }

  void add(int period, Measures delta) throws Exception {
    Measures sums =
        new Measures(SparseNumbers.decode(periods.get(period), Measure.COUNT)).plus(delta);
    periods.put(period, SparseNumbers.encode(sums.values()));
  }

  /** Empty when nothing was ever added, or the period is freed. */
  Optional<Measures> get(int period) throws Exception {
    byte[] known = periods.get(period);
    return known == null
        ? Optional.empty()
        : Optional.of(new Measures(SparseNumbers.decode(known, Measure.COUNT)));
  }

  /** Frees the periods up to and including one. */
  void free(long upTo) throws Exception {
    List<Integer> old = new ArrayList<>();
    for (int period : periods.keys()) {
      if (period <= upTo) {
        old.add(period);
      }
    }
    for (int period : old) {
      periods.remove(period);
    }
  }
}
