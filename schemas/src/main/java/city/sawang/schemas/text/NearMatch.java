package city.sawang.schemas.text;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds the known name that somebody who typed another one probably meant. */
public final class NearMatch {
  /** A name that needs more changes than a third of its letters is another name. */
  private static final int LETTERS_PER_CHANGE = 3;

  private NearMatch() {}

  /** The known name that is closest to the typed one, case aside, when one is close at all. */
  public static Optional<String> of(String typed, Collection<String> known) {
    return known.stream()
        .filter(name -> distance(typed, name) <= changesAllowed(typed, name))
        .min(Comparator.comparingInt(name -> distance(typed, name)));
  }

  /** {@code "; did you mean x?"}, or nothing when no known name is close. */
  public static String suggestion(String typed, Collection<String> known) {
    return of(typed, known).map(name -> "; did you mean " + name + "?").orElse("");
  }

  /** {@code "one of a, b, c"}, with the likely one first when there is one. */
  public static String oneOf(String typed, Collection<String> known) {
    return of(typed, known).map(name -> "'" + name + "', or one of ").orElse("one of ")
        + String.join(", ", known);
  }

  private static int changesAllowed(String typed, String name) {
    return Math.max(1, Math.max(typed.length(), name.length()) / LETTERS_PER_CHANGE);
  }

  /** Levenshtein's edit distance: letters to put in, leave out or replace; one row at a time. */
  private static int distance(String typed, String name) {
    String from = typed.toLowerCase(Locale.ROOT);
    String to = name.toLowerCase(Locale.ROOT);
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
