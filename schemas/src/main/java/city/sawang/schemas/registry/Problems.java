package city.sawang.schemas.registry;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Collects the mistakes of one run over the registry files, so that all of them are reported at once. */
final class Problems {
  private static final int LONGEST_VALUE = 80;

  private final List<Problem> found = new ArrayList<>();

  void add(String file, int line, String column, String value, String expectation) {
    String shown =
        value.length() <= LONGEST_VALUE ? value : value.substring(0, LONGEST_VALUE) + "…";
    found.add(new Problem(file, line, column, shown.replaceAll("\\p{Cntrl}", "�"), expectation));
  }

  void add(Cell cell, String expectation) {
    add(cell.file(), cell.line(), cell.column(), cell.isAbsent() ? "" : cell.text(), expectation);
  }

  /** Number of mistakes so far; unchanged after a row means that the row is sound. */
  int count() {
    return found.size();
  }

  List<Problem> sorted() {
    return found.stream()
        .sorted(Comparator.comparing(Problem::file).thenComparingInt(Problem::line))
        .toList();
  }

  /** The known name that somebody who wrote {@code name} probably meant. */
  static Optional<String> nearest(String name, Collection<String> known) {
    String lower = lower(name);
    int farthest = Math.max(2, name.length() / 3);
    return known.stream()
        .filter(candidate -> distance(lower, lower(candidate)) <= farthest)
        .min(Comparator.comparingInt(candidate -> distance(lower, lower(candidate))));
  }

  /** "one of a, b, c", and the likely one first when there is one. */
  static String oneOf(String name, Collection<String> known) {
    return nearest(name, known).map(near -> "'" + near + "', or one of ").orElse("one of ")
        + String.join(", ", known);
  }

  private static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }

  /** Levenshtein's edit distance, one row at a time. */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
