package city.sawang.jobs.coverage;

import static city.sawang.jobs.metering.contribution.MeteringInterval.QUARTER_MILLIS;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The quarter hours that a city's figures cover: those in which it was active, and those between two
 * that are less than {@link #LONGEST_SILENCE} apart. A function of the set of active quarter hours,
 * whatever the order they become known in.
 *
 * <p>What is further behind the newest than {@link #KEPT} is left out: a device whose clock stands
 * in 2020 shall not open the year 2020 for every lamp of its city.
 *
 * @param spans first and last quarter hour of each interval, ascending
 */
@SuppressWarnings("ArrayRecordComponent") // Lies in the state as it is; never compared.
record CityCoverage(long[] spans) {
  static final Duration LONGEST_SILENCE = Duration.ofDays(31);
  static final Duration KEPT = Duration.ofDays(100);

  /** The newest quarter hours of a city are still arriving. */
  static final long LAG_MILLIS = 2 * QUARTER_MILLIS;

  static final CityCoverage NONE = new CityCoverage(new long[0]);

  /** Quarter hours from {@code first} to {@code last}, both included. */
  record Span(long first, long last) {
    /** What is in some spans and in none of the others. */
    static List<Span> without(List<Span> some, List<Span> others) {
      List<Span> open = some;
      for (Span known : others) {
        List<Span> rest = new ArrayList<>();
        for (Span span : open) {
          long last = Math.min(span.last(), known.first() - QUARTER_MILLIS);
          long first = Math.max(span.first(), known.last() + QUARTER_MILLIS);
          if (span.first() <= last) {
            rest.add(new Span(span.first(), last));
          }
          if (first <= span.last()) {
            rest.add(new Span(first, span.last()));
          }
        }
        open = rest;
      }
      return open;
    }
  }

  /** Newest quarter hour in which the city was active; {@link Long#MIN_VALUE}: never. */
  long newest() {
    return spans.length == 0 ? Long.MIN_VALUE : spans[spans.length - 1];
  }

  /** This coverage, active in one more quarter hour. */
  CityCoverage with(long quarter) {
    if (contains(quarter)) {
      return this;
    }
    long newest = Math.max(newest(), quarter);
    List<Span> all = new ArrayList<>();
    for (int i = 0; i < spans.length; i += 2) {
      all.add(new Span(spans[i], spans[i + 1]));
    }
    all.add(new Span(quarter, quarter));
    all.sort((a, b) -> Long.compare(a.first(), b.first()));
    long[] merged = new long[2 * all.size()];
    int size = 0;
    for (Span span : all) {
      if (span.last() < newest - KEPT.toMillis()) {
        continue;
      }
      if (size > 0 && span.first() - merged[size - 1] < LONGEST_SILENCE.toMillis()) {
        merged[size - 1] = Math.max(merged[size - 1], span.last());
      } else {
        merged[size++] = span.first();
        merged[size++] = span.last();
      }
    }
    return new CityCoverage(Arrays.copyOf(merged, size));
  }

  /** The part of it that begins at an instant. */
  CityCoverage from(long instant) {
    long[] rest = new long[spans.length];
    int size = 0;
    for (int i = 0; i < spans.length; i += 2) {
      if (spans[i + 1] >= instant) {
        rest[size++] = Math.max(spans[i], instant);
        rest[size++] = spans[i + 1];
      }
    }
    return size == 0 ? NONE : new CityCoverage(Arrays.copyOf(rest, size));
  }

  private boolean contains(long quarter) {
    for (int i = 0; i < spans.length; i += 2) {
      if (spans[i] <= quarter && quarter <= spans[i + 1]) {
        return true;
      }
    }
    return false;
  }

  /** The quarter hours for which every lamp of the city has a figure. */
  List<Span> filled() {
    List<Span> filled = new ArrayList<>();
    for (int i = 0; i < spans.length; i += 2) {
      long first = Math.max(spans[i], newest() - KEPT.toMillis());
      long last = Math.min(spans[i + 1], newest() - LAG_MILLIS);
      if (first <= last) {
        filled.add(new Span(first, last));
      }
    }
    return filled;
  }

  /** Whether every lamp of the city has a figure for this quarter hour. */
  boolean fills(long quarter) {
    return contains(quarter)
        && quarter >= newest() - KEPT.toMillis()
        && quarter <= newest() - LAG_MILLIS;
  }

  /** The filled quarter hours that {@code before} did not fill. */
  List<Span> filledSince(CityCoverage before) {
    return Span.without(filled(), before.filled());
  }
}
