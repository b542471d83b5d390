package city.sawang.jobs.coverage;

import static city.sawang.jobs.metering.contribution.MeteringInterval.QUARTER_MILLIS;

import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.state.ValueState;

/**
 * Keeps in which quarter hours of a city silent lamps still have to get what they should have by now,
 * or to lose it: two numbers per interval.
 */
final class PendingIntervals {
  private final ValueState<long[]> state;

  PendingIntervals(ValueState<long[]> state) {
    this.state = state;
  }

  List<CityCoverage.Span> get() throws Exception {
    List<CityCoverage.Span> pending = new ArrayList<>();
    long[] known = state.value();
    for (int i = 0; known != null && i < known.length; i += 2) {
      pending.add(new CityCoverage.Span(known[i], known[i + 1]));
    }
    return pending;
  }

  boolean isEmpty() throws Exception {
    return state.value() == null;
  }

  void add(List<CityCoverage.Span> more) throws Exception {
    if (more.isEmpty()) {
      return;
    }
    List<CityCoverage.Span> pending = get();
    pending.addAll(CityCoverage.Span.without(more, pending));
    set(pending);
  }

  /**
   * Takes the first of them; the others stay.
   *
   * @param most so many quarter hours, at least 1
   */
  List<CityCoverage.Span> take(long most) throws Exception {
    long left = most;
    List<CityCoverage.Span> now = new ArrayList<>();
    List<CityCoverage.Span> later = new ArrayList<>();
    for (CityCoverage.Span span : get()) {
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
    set(later);
    return now;
  }

  private void set(List<CityCoverage.Span> pending) throws Exception {
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
}
