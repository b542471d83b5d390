package city.sawang.local.verify;

import city.sawang.local.verify.SentReadings.Content;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntPredicate;

/**
 * The readings of one device that have neither boot nor sequence number, as vendors' have not: what
 * was sent, what lies in Kafka, and which of that a correct platform accepts
 * (METERING.md#identity). A reading with a time of its own is known by it and its figures; one that
 * is timed by its arrival by its figures alone.
 */
final class UnnumberedReadings {
  private static final long DAY = 86_400_000;

  /** Of the usual interval: what comes sooner with the same counter is the same message again. */
  private static final int DUPLICATE_WITHIN = 4;

  /** Two processes have two clocks: a bridge may be ahead of the simulator by so much. */
  private static final long EARLY_MILLIS = 60_000;

  private final SimulatedDevice device;
  private final List<Sent> sent = new ArrayList<>();
  private final List<Found> found = new ArrayList<>();
  private final Map<Figures, Integer> rows = new HashMap<>();

  /** A reading of a message. */
  private record Sent(int message, long at, Content content) {}

  /**
   * A record in Kafka.
   *
   * @param early sent before the ledger began
   */
  record Found(
      int partition, long offset, long receivedAt, long digest, Content content, boolean early) {}

  /**
   * What a reading is known by.
   *
   * @param observedAt 0 where the arrival stands for it
   */
  private record Figures(long observedAt, Long energy, Long power) {
    static Figures of(Content content) {
      return at(content.timedByArrival() ? 0 : content.observedAt(), content);
    }

    static Figures at(long time, Content content) {
      return new Figures(
          time,
          content.hasCounter() ? (Long) content.energy() : null,
          content.hasPower() ? (Long) content.power() : null);
    }
  }

  /**
   * What becomes of the records.
   *
   * @param accepted in the order of arrival
   * @param duplicates records that must have no effect
   * @param tooLate accepted ones behind the device's newest reading by more than the horizon
   */
  record Judged(List<Found> accepted, List<Found> duplicates, Set<Found> tooLate) {}

  UnnumberedReadings(SimulatedDevice device) {
    this.device = device;
  }

  SimulatedDevice device() {
    return device;
  }

  void sent(int message, long at, Content content) {
    sent.add(new Sent(message, at, content));
  }

  void found(Found record) {
    found.add(record);
  }

  void clearRows() {
    rows.clear();
  }

  /** A row of the archive. */
  void row(long observedAt, Long energy, Long power) {
    rows.merge(new Figures(observedAt, energy, power), 1, Integer::sum);
  }

  /** Sorts the records into accepted ones and repetitions. */
  Judged judge(long horizonMillis) {
    List<Found> inOrder = new ArrayList<>(found);
    inOrder.sort(
        Comparator.comparingLong(Found::receivedAt)
            .thenComparingInt(Found::partition)
            .thenComparingLong(Found::offset));
    Judged judged = new Judged(new ArrayList<>(), new ArrayList<>(), new HashSet<>());
    Set<List<Long>> timed = new HashSet<>();
    Map<Long, Long> arrivedAt = new HashMap<>();
    TreeMap<Long, Long> counters = new TreeMap<>();
    long newestTime = Long.MIN_VALUE + horizonMillis;
    for (Found record : inOrder) {
      Content content = record.content();
      boolean again;
      if (content.timedByArrival()) {
        again = climbedAlready(content, arrivedAt.get(record.digest()), counters);
        if (!again) {
          arrivedAt.put(record.digest(), content.observedAt());
        }
      } else {
        again = !timed.add(List.of(content.observedAt(), record.digest()));
      }
      if (again) {
        judged.duplicates().add(record);
        continue;
      }
      judged.accepted().add(record);
      if (content.hasCounter()) {
        counters.merge(content.observedAt(), content.energy(), Math::max);
      }
      if (content.observedAt() < newestTime - horizonMillis) {
        judged.tooLate().add(record);
      }
      newestTime = Math.max(newestTime, content.observedAt());
    }
    return judged;
  }

  /**
   * Whether a message without a time is one that a broker sends again: the counter is behind by now,
   * or the same and comes too soon for the device to have sent it twice.
   *
   * @param before when the same payload was accepted last, or null
   * @param counters accepted ones by their time
   */
  private boolean climbedAlready(Content content, Long before, TreeMap<Long, Long> counters) {
    Map.Entry<Long, Long> newest = counters.floorEntry(content.observedAt());
    if (before == null || newest == null || !content.hasCounter()) {
      return false;
    }
    long since = content.observedAt() - before;
    return since <= DAY
        && (content.energy() < newest.getValue()
            || (content.energy() == newest.getValue()
                && since * DUPLICATE_WITHIN < device.intervalMillis()));
  }

  /** Follows every acknowledged reading to Kafka, and finds there what nobody sent. */
  void checkKafka(IntPredicate acknowledged, Defects defects) {
    Map<Figures, Integer> inKafka = new HashMap<>();
    found.forEach(record -> inKafka.merge(Figures.of(record.content()), 1, Integer::sum));
    Map<Figures, Integer> owed = new HashMap<>();
    Map<Figures, Long> firstSent = new HashMap<>();
    for (Sent one : sent) {
      Figures figures = Figures.of(one.content());
      firstSent.merge(figures, one.at(), Math::min);
      if (acknowledged.test(one.message())) {
        // A reading that has a time of its own is owed once, however often it was sent.
        owed.merge(figures, 1, one.content().timedByArrival() ? Integer::sum : (before, more) -> 1);
      }
    }
    owed.forEach(
        (figures, times) -> {
          int seen = inKafka.getOrDefault(figures, 0);
          if (seen < times) {
            defects.add(
                DefectKind.LOST,
                device.subject(),
                firstSent.get(figures),
                figures + " was acknowledged " + times + " times and is in Kafka " + seen);
          }
        });
    for (Found record : found) {
      Long first = firstSent.get(Figures.of(record.content()));
      if (!record.early() && first == null) {
        defects.add(
            DefectKind.PHANTOM,
            device.subject(),
            record.content().observedAt(),
            "Kafka has " + record.content() + ", which was never sent");
      } else if (!record.early() && record.receivedAt() < first - EARLY_MILLIS) {
        defects.add(
            DefectKind.PHANTOM,
            device.subject(),
            record.receivedAt(),
            "Kafka has " + record.content() + " from before it was sent");
      }
    }
  }

  /**
   * Every accepted reading is archived once, and nothing else.
   *
   * @param reached per partition the last offset of which something is in the database
   */
  void checkArchive(Judged judged, long[] reached, Defects defects) {
    Map<Figures, Integer> left = new HashMap<>(rows);
    for (Found record : judged.accepted()) {
      Figures figures = Figures.at(record.content().observedAt(), record.content());
      Integer times = left.get(figures);
      if (times == null || times == 0) {
        boolean behind = record.offset() > reached[record.partition()];
        defects.add(
            behind ? DefectKind.STALLED : DefectKind.LOST,
            device.subject(),
            record.content().observedAt(),
            figures + " is in Kafka and not in the database");
      } else {
        left.put(figures, times - 1);
      }
    }
    left.forEach(
        (figures, times) -> {
          if (times > 0) {
            boolean sentOnce =
                found.stream()
                    .anyMatch(
                        r -> figures.equals(Figures.at(r.content().observedAt(), r.content())));
            defects.add(
                sentOnce ? DefectKind.DUPLICATE_EFFECT : DefectKind.PHANTOM,
                device.subject(),
                figures.observedAt(),
                "the database has " + figures + ' ' + times + " times more than it should");
          }
        });
  }

  /** Marks per partition how far the database has got, as far as this device shows it. */
  void reached(long[] reached) {
    for (Found record : found) {
      if (rows.containsKey(Figures.at(record.content().observedAt(), record.content()))) {
        reached[record.partition()] = Math.max(reached[record.partition()], record.offset());
      }
    }
  }

  List<Found> records() {
    return found;
  }
}
