package city.sawang.jobs.incident.outage;

import city.sawang.jobs.incident.rule.OutageRule;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;

/**
 * Finds when most lamps of one group went out together, and when most of those were back. Goes
 * through the instants at which a sign is known or ends, in their order; a later sign changes nothing
 * that was known before it.
 */
final class EpisodeSweep {
  private static final Comparator<Sign> BY_BEGIN =
      Comparator.comparingLong(Sign::since).thenComparing(Sign::lampId);

  private final LampGroup group;
  private final OutageRule rule;
  private final long togetherMillis;
  private final List<Sign> signs;
  private final List<Episode> episodes = new ArrayList<>();

  /** Signs that are known and not over, by their begin. */
  private final List<Sign> active = new ArrayList<>();

  private Episode open;

  private EpisodeSweep(LampGroup group, OutageRule rule, List<Sign> signs) {
    this.group = group;
    this.rule = rule;
    this.signs = signs;
    togetherMillis = rule.togetherMillis(group.intervalMillis);
  }

  /**
   * @param signs of the group's lamps, in any order; those of one lamp do not overlap
   * @return in the order of time; only the last one may be open
   */
  static List<Episode> of(LampGroup group, OutageRule rule, List<Sign> signs) {
    if (signs.size() < rule.leastLamps()) {
      return List.of();
    }
    return new EpisodeSweep(group, rule, signs).episodes();
  }

  private List<Episode> episodes() {
    List<Sign> known = new ArrayList<>(signs);
    known.sort(Comparator.comparingLong(Sign::knownAt).thenComparing(BY_BEGIN));
    long[] instants =
        signs.stream()
            .flatMapToLong(s -> LongStream.of(s.knownAt(), s.until()))
            .filter(at -> at != Long.MAX_VALUE)
            .sorted()
            .distinct()
            .toArray();
    int next = 0;
    for (long at : instants) {
      boolean ended = active.removeIf(sign -> sign.until() <= at);
      boolean more = false;
      for (; next < known.size() && known.get(next).knownAt() <= at; next++) {
        if (known.get(next).isKnown(at)) {
          insert(known.get(next));
          more = true;
        }
      }
      if (open != null && ended) {
        clear(at);
      } else if (open == null && more) {
        raise(at);
      }
    }
    if (open != null) {
      episodes.add(open);
    }
    return episodes;
  }

  private void insert(Sign sign) {
    int place = Collections.binarySearch(active, sign, BY_BEGIN);
    active.add(place < 0 ? -place - 1 : place, sign);
  }

  private void raise(long at) {
    int size = group.sizeAt(at);
    // Whoever was out before counts on neither side, so this many are needed in any case.
    if (active.size() < Math.max(rule.leastLamps(), rule.shareOf(size))) {
      return;
    }
    int first = latestBegin(size);
    if (first < 0) {
      return;
    }
    List<Sign> together = active.subList(first, endOf(first, active.size()));
    Set<String> lamps = new HashSet<>();
    long lastWord = Long.MIN_VALUE;
    long firstDark = Long.MAX_VALUE;
    int dark = 0;
    for (Sign sign : together) {
      if (sign.silent()) {
        lastWord = Math.max(lastWord, sign.since());
      } else {
        firstDark = Math.min(firstDark, sign.since());
      }
      lamps.add(sign.lampId());
      if (sign.tellsDarkness()) {
        dark++;
      }
    }
    long openedAt = firstDark == Long.MAX_VALUE ? lastWord : firstDark;
    open = new Episode(group, openedAt, at, Long.MAX_VALUE, size, lamps, dark);
  }

  /**
   * The first of those signs with which enough lamps go out together, as late as possible: a lamp that
   * failed alone shortly before does not say when the outage began. −1: there are not enough.
   */
  private int latestBegin(int size) {
    int end = active.size();
    int before = active.size();
    for (int first = active.size() - 1; first >= 0; first--) {
      end = endOf(first, end);
      before = longBefore(first, Math.min(before, first));
      boolean sameAsBefore =
          first > 0 && active.get(first - 1).since() == active.get(first).since();
      int others = size - before;
      if (!sameAsBefore && end - first >= Math.max(rule.leastLamps(), rule.shareOf(others))) {
        return first;
      }
    }
    return -1;
  }

  /** How many were out so long before that it is another matter; at most {@code from}. */
  private int longBefore(int first, int from) {
    long last = active.get(first).since() - togetherMillis;
    int count = from;
    while (count > 0 && active.get(count - 1).since() >= last) {
      count--;
    }
    return count;
  }

  /** Where those end that began within so long of it; at most {@code from}. */
  private int endOf(int first, int from) {
    long last = active.get(first).since() + togetherMillis;
    int end = from;
    while (active.get(end - 1).since() > last) {
      end--;
    }
    return end;
  }

  private void clear(long at) {
    Set<String> out = new HashSet<>();
    active.forEach(sign -> out.add(sign.lampId()));
    out.retainAll(open.lamps());
    int back = open.lamps().size() - out.size();
    if (back >= rule.shareOf(open.lamps().size())) {
      episodes.add(
          new Episode(
              group, open.openedAt(), open.knownAt(), at, open.size(), open.lamps(), open.dark()));
      open = null;
    }
  }
}
