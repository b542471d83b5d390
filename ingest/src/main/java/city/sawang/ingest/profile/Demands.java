package city.sawang.ingest.profile;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Measures what a {@code when} demands of a payload, so that the profile that demands more reads
 * it: first how many values it names ({@code .model == "X1"}), then how many other tests it makes.
 * Of branches of {@code or} the least demanding counts.
 *
 * @param text the whole of it, without blanks and comments that mean nothing
 * @param values parts that compare with a literal
 * @param tests all other parts
 * @param equal of a {@code when} without {@code or}: the literal by what is compared with it
 */
record Demands(String text, int values, int tests, Map<String, String> equal)
    implements Comparable<Demands> {
  /** No {@code when}: every payload of the topics will do. */
  static final Demands NONE = new Demands("", 0, 0, Map.of());

  /** Words, numbers, texts and signs of JSLT. */
  static final Pattern TOKEN =
      Pattern.compile(
          "\"(?:[^\"\\\\]|\\\\.)*\"|//[^\\n]*|\\$?[A-Za-z_][A-Za-z0-9_:-]*|[0-9.eE+]*[0-9]|==|!=|>=|<=|\\S",
          Pattern.DOTALL);

  private static final Pattern LITERAL =
      Pattern.compile("\".*\"|-?[0-9][0-9.eE+-]*|true|false", Pattern.DOTALL);

  private static final Set<String> STATEMENTS = Set.of("let", "def", "import", "if");

  /**
   * @param when JSLT that compiles
   */
  static Demands of(String when) {
    List<String> tokens = new ArrayList<>();
    Matcher matcher = TOKEN.matcher(when);
    while (matcher.find()) {
      if (!matcher.group().startsWith("//")) {
        tokens.add(matcher.group());
      }
    }
    Demands measured = disjunction(tokens);
    return new Demands(String.join(" ", tokens), measured.values, measured.tests, measured.equal);
  }

  @Override
  public int compareTo(Demands other) {
    int order = Integer.compare(values, other.values);
    return order != 0 ? order : Integer.compare(tests, other.tests);
  }

  /** Whether no payload can satisfy both: they want different values of one member. */
  boolean excludes(Demands other) {
    return equal.entrySet().stream()
        .anyMatch(
            one -> {
              String wanted = other.equal.get(one.getKey());
              return wanted != null && !wanted.equals(one.getValue());
            });
  }

  private static Demands disjunction(List<String> tokens) {
    if (!tokens.isEmpty() && STATEMENTS.contains(tokens.get(0))) {
      // A program of its own: one test, whatever it does.
      return new Demands("", 0, 1, Map.of());
    }
    List<List<String>> branches = split(tokens, "or");
    if (branches.size() == 1) {
      return conjunction(tokens);
    }
    Demands least = null;
    for (List<String> branch : branches) {
      Demands demands = conjunction(branch);
      least = least == null || demands.compareTo(least) < 0 ? demands : least;
    }
    return new Demands("", least.values, least.tests, Map.of());
  }

  private static Demands conjunction(List<String> tokens) {
    int values = 0;
    int tests = 0;
    Map<String, String> equal = new HashMap<>();
    // The same demand twice is one.
    for (List<String> part : new LinkedHashSet<>(split(tokens, "and"))) {
      if (isGroup(part)) {
        Demands inner = disjunction(part.subList(1, part.size() - 1));
        values += inner.values;
        tests += inner.tests;
        equal.putAll(inner.equal);
        continue;
      }
      List<List<String>> sides = split(part, "==");
      String left = String.join(" ", sides.get(0));
      String right = sides.size() == 2 ? String.join(" ", sides.get(1)) : "";
      if (sides.size() == 2 && LITERAL.matcher(right).matches()) {
        values++;
        equal.put(left, right);
      } else if (sides.size() == 2 && LITERAL.matcher(left).matches()) {
        values++;
        equal.put(right, left);
      } else {
        tests++;
      }
    }
    return new Demands("", values, tests, Map.copyOf(equal));
  }

  /** Whether one pair of brackets encloses all. */
  private static boolean isGroup(List<String> tokens) {
    if (tokens.size() < 3 || !tokens.get(0).equals("(")) {
      return false;
    }
    int depth = 0;
    for (int i = 0; i < tokens.size(); i++) {
      depth += depthChange(tokens.get(i));
      if (depth == 0) {
        return i == tokens.size() - 1;
      }
    }
    return false;
  }

  private static List<List<String>> split(List<String> tokens, String separator) {
    List<List<String>> parts = new ArrayList<>();
    int depth = 0;
    int start = 0;
    for (int i = 0; i < tokens.size(); i++) {
      String token = tokens.get(i);
      depth += depthChange(token);
      if (depth == 0 && token.equals(separator)) {
        parts.add(List.copyOf(tokens.subList(start, i)));
        start = i + 1;
      }
    }
    parts.add(List.copyOf(tokens.subList(start, tokens.size())));
    return parts;
  }

  private static int depthChange(String token) {
    return switch (token) {
      case "(", "[", "{" -> 1;
      case ")", "]", "}" -> -1;
      default -> 0;
    };
  }
}
