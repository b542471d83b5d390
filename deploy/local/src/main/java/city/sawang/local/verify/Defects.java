package city.sawang.local.verify;

import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The defects found: all are counted, the first few of each kind are kept as examples, of one subject
 * no more than its share, so that one broken device does not hide the others.
 */
final class Defects {
  /** Examples kept of each kind. */
  static final int EXAMPLES = 10;

  private static final long OF_ONE_SUBJECT = 2;

  /**
   * One defect.
   *
   * @param subject city/controller, city/lamp or city
   * @param at instant it concerns, milliseconds since the epoch
   * @param detail what was expected and what was found
   */
  record Defect(DefectKind kind, String subject, long at, String detail) {
    @Override
    public String toString() {
      return kind + " " + subject + " at " + Instant.ofEpochMilli(at) + ": " + detail;
    }
  }

  private final Map<DefectKind, Long> counts = new EnumMap<>(DefectKind.class);
  private final Map<DefectKind, List<Defect>> examples = new EnumMap<>(DefectKind.class);

  void add(DefectKind kind, String subject, long at, String detail) {
    counts.merge(kind, 1L, Long::sum);
    List<Defect> some = examples.computeIfAbsent(kind, k -> new ArrayList<>());
    if (some.size() < EXAMPLES
        && some.stream().filter(d -> d.subject().equals(subject)).count() < OF_ONE_SUBJECT) {
      some.add(new Defect(kind, subject, at, detail));
    }
  }

  /** Takes over everything another one has found. */
  void addAll(Defects others) {
    others.counts.forEach((kind, count) -> counts.merge(kind, count, Long::sum));
    others.examples.forEach(
        (kind, some) ->
            some.stream()
                .filter(f -> examples(kind).size() < EXAMPLES)
                .forEach(f -> examples.computeIfAbsent(kind, k -> new ArrayList<>()).add(f)));
  }

  long count(DefectKind kind) {
    return counts.getOrDefault(kind, 0L);
  }

  List<Defect> examples(DefectKind kind) {
    return examples.getOrDefault(kind, List.of());
  }

  boolean clean() {
    return counts.isEmpty();
  }
}
