package city.sawang.local.ledger;

import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The defects found: all are counted, the first few of each kind are kept as examples. */
final class Findings {
  /** Examples kept of each kind. */
  static final int EXAMPLES = 10;

  /**
   * One defect.
   *
   * @param subject city/controller, city/lamp or city
   * @param at instant it concerns, milliseconds since the epoch
   * @param detail what was expected and what was found
   */
  record Finding(Kind kind, String subject, long at, String detail) {
    @Override
    public String toString() {
      return kind + " " + subject + " at " + Instant.ofEpochMilli(at) + ": " + detail;
    }
  }

  private final Map<Kind, Long> counts = new EnumMap<>(Kind.class);
  private final Map<Kind, List<Finding>> examples = new EnumMap<>(Kind.class);

  void add(Kind kind, String subject, long at, String detail) {
    counts.merge(kind, 1L, Long::sum);
    List<Finding> some = examples.computeIfAbsent(kind, k -> new ArrayList<>());
    if (some.size() < EXAMPLES) {
      some.add(new Finding(kind, subject, at, detail));
    }
  }

  /** Takes over everything another one has found. */
  void addAll(Findings others) {
    others.counts.forEach((kind, count) -> counts.merge(kind, count, Long::sum));
    others.examples.forEach(
        (kind, some) ->
            some.stream()
                .filter(f -> examples(kind).size() < EXAMPLES)
                .forEach(f -> examples.computeIfAbsent(kind, k -> new ArrayList<>()).add(f)));
  }

  long count(Kind kind) {
    return counts.getOrDefault(kind, 0L);
  }

  List<Finding> examples(Kind kind) {
    return examples.getOrDefault(kind, List.of());
  }

  boolean clean() {
    return counts.isEmpty();
  }
}
