package city.sawang.local;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Guesses what somebody meant to type. */
final class Nearest {
  /** A word that needs more changes than a third of its letters is another word. */
  private static final int LETTERS_PER_CHANGE = 3;

  private Nearest() {}

  /** The known word that is closest to the typed one, when it is close at all. */
  static Optional<String> to(String typed, Collection<String> known) {
    return known.stream()
        .filter(word -> distance(typed, word) <= Math.max(1, word.length() / LETTERS_PER_CHANGE))
        .min(Comparator.comparingInt(word -> distance(typed, word)));
  }

  /** Levenshtein distance: how many letters must be put in, left out or replaced. */
  static int distance(String from, String to) {
    int[] row = new int[to.length() + 1];
    for (int j = 0; j <= to.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= from.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= to.length(); j++) {
        int replaced = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[to.length()];
  }
}
