package city.sawang.jobs.coverage;

import static city.sawang.jobs.metering.contribution.MeteringInterval.QUARTER_MILLIS;

import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.state.ValueState;

/** Keeps which quarter hours of a city are still to be filled, two numbers per interval. */
final class PendingIntervals {
  private final ValueState<long[]> state;

  PendingIntervals(ValueState<long[]> state) {
    this.state = state;
  }

  /** A list that may be changed. */
  List<CityCoverage.Span> get() throws Exception {
    List<CityCoverage.Span> pending = new ArrayList<>();
    long[] known = state.value();
    for (int i = 0; known != null && i < known.length; i += 2) {
      pending.add(new CityCoverage.Span(known[i], known[i + 1]));
    }
    return pending;
  }

  void set(List<CityCoverage.Span> pending) throws Exception {
    if (pending.isEmpty()) {
      state.clear();
      return;
    }
    long[] numbers = new long[2 * pending.size()];
    for (int i = 0; i < pending.size(); i++) {
      numbers[2 * i] = pending.get(i).first();
      numbers[2 * i + 1] = pending.get(i).last();
    }
    state.update(numbers);
  }

  /** The first quarter hours of some intervals, and the others. */
  record Batch(List<CityCoverage.Span> now, List<CityCoverage.Span> later) {
    /**
     * @param most so many quarter hours, at least 1
     */
    static Batch ofFirst(long most, List<CityCoverage.Span> pending) {
      long left = most;
      List<CityCoverage.Span> now = new ArrayList<>();
      List<CityCoverage.Span> later = new ArrayList<>();
      for (CityCoverage.Span span : pending) {
        long last = Math.min(span.last(), span.first() + (left - 1) * QUARTER_MILLIS);
        if (span.first() <= last) {
          now.add(new CityCoverage.Span(span.first(), last));
          left -= (last - span.first()) / QUARTER_MILLIS + 1;
        }
        if (last < span.last()) {
          later.add(
              new CityCoverage.Span(Math.max(span.first(), last + QUARTER_MILLIS), span.last()));
        }
      }
      return new Batch(now, later);
    }
  }
}
