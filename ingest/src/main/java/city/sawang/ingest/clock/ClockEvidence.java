package city.sawang.ingest.clock;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Judges our own clock by the clocks of the devices: when most of at least three are in the future
 * by about the same offset within ten minutes, or all are equally old, the clock that is wrong is
 * ours. Of a registry with fewer devices, all of them must agree.
 *
 * <p>What a broker had queued is old too, but not equally: its messages come faster than they were
 * made, so that a device's offset shrinks from one to the next.
 *
 * <p>Safe for use by several threads.
 */
final class ClockEvidence {
  static final Duration WINDOW = Duration.ofMinutes(10);

  /** A device may be this much ahead before it is suspect, or a witness. */
  static final Duration AHEAD = Duration.ofMinutes(1);

  /** Readings are late by minutes every day. */
  static final Duration OLD = Duration.ofMinutes(5);

  /** Offsets that differ by less are about the same. */
  static final Duration SAME = Duration.ofMinutes(1);

  /** So long a device must have been equally old: no queue is drained so slowly. */
  static final Duration EQUALLY_OLD_FOR = Duration.ofSeconds(15);

  /** Enough of a crowd; more witnesses tell nothing new. */
  static final int MOST_WITNESSES = 512;

  private static final int WITNESSES = 3;

  /** Where fewer than three devices are registered, each must have said it so often. */
  private static final int REPETITIONS = 3;

  private final Map<String, Witness> witnesses = new ConcurrentHashMap<>();

  /** A device's latest messages with about the same offset. */
  private record Witness(long offsetMillis, int messages, long firstNanos, long lastNanos) {
    Witness next(long offset, long nanos) {
      return Math.abs(offset - offsetMillis) > SAME.toMillis()
          ? new Witness(offset, 1, nanos, nanos)
          : new Witness(offsetMillis, messages + 1, firstNanos, nanos);
    }

    boolean lasts() {
      return lastNanos - firstNanos >= EQUALLY_OLD_FOR.toNanos();
    }
  }

  /**
   * Notes what a device says.
   *
   * @param device any name of it
   * @param offsetMillis its time less ours, at receipt
   * @param nanos of a clock that nobody sets
   */
  void observe(String device, long offsetMillis, long nanos) {
    Witness known = witnesses.get(device);
    if (known == null && witnesses.size() >= MOST_WITNESSES) {
      return;
    }
    witnesses.compute(
        device,
        (id, before) ->
            before == null || nanos - before.lastNanos > WINDOW.toNanos()
                ? new Witness(offsetMillis, 1, nanos, nanos)
                : before.next(offsetMillis, nanos));
  }

  /**
   * What is to be suspected now.
   *
   * @param registered how many devices the registry knows; more than three are three
   */
  Optional<ClockSuspicion> judge(int registered, long nanos) {
    List<Witness> heard = new ArrayList<>();
    for (Iterator<Witness> all = witnesses.values().iterator(); all.hasNext(); ) {
      Witness one = all.next();
      if (nanos - one.lastNanos > WINDOW.toNanos()) {
        all.remove();
      } else {
        heard.add(one);
      }
    }
    boolean crowd = heard.size() >= WITNESSES;
    int needed = crowd ? WITNESSES : Math.max(1, registered);
    if (heard.size() < needed) {
      return Optional.empty();
    }
    return inTheFuture(heard, crowd).or(() -> equallyOld(heard, crowd));
  }

  private static Optional<ClockSuspicion> inTheFuture(List<Witness> heard, boolean crowd) {
    long least = crowd ? AHEAD.toMillis() : OLD.toMillis();
    List<Witness> ahead =
        heard.stream()
            .filter(one -> one.offsetMillis > least && (crowd || one.messages >= REPETITIONS))
            .toList();
    List<Long> agreeing = agreeing(ahead);
    boolean enough =
        crowd
            ? agreeing.size() >= WITNESSES && 2 * agreeing.size() > heard.size()
            : agreeing.size() == heard.size();
    return enough ? suspicion(agreeing) : Optional.empty();
  }

  private static Optional<ClockSuspicion> equallyOld(List<Witness> heard, boolean crowd) {
    List<Witness> old = heard.stream().filter(one -> one.offsetMillis < -OLD.toMillis()).toList();
    List<Long> agreeing = agreeing(old);
    long lasting = old.stream().filter(Witness::lasts).count();
    boolean all = agreeing.size() == heard.size();
    return all && lasting >= (crowd ? WITNESSES : heard.size())
        ? suspicion(agreeing)
        : Optional.empty();
  }

  /** The offsets that are about their median. */
  private static List<Long> agreeing(List<Witness> some) {
    if (some.isEmpty()) {
      return List.of();
    }
    List<Long> offsets = some.stream().map(Witness::offsetMillis).sorted().toList();
    long median = median(offsets);
    long same = Math.max(SAME.toMillis(), Math.abs(median) / 20);
    return offsets.stream().filter(offset -> Math.abs(offset - median) <= same).toList();
  }

  private static long median(List<Long> sorted) {
    return sorted.get(sorted.size() / 2);
  }

  private static Optional<ClockSuspicion> suspicion(List<Long> offsets) {
    return offsets.isEmpty()
        ? Optional.empty()
        : Optional.of(new ClockSuspicion(Duration.ofMillis(median(offsets)), offsets.size()));
  }
}
