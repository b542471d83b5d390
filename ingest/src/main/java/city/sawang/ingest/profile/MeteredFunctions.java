package city.sawang.ingest.profile;

import com.fasterxml.jackson.databind.JsonNode;
import com.schibsted.spt.data.jslt.Function;
import com.schibsted.spt.data.jslt.JsltException;
import com.schibsted.spt.data.jslt.impl.BuiltinFunctions;
import com.schibsted.spt.data.jslt.impl.RegexpFunction;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Puts a price on the functions of JSLT that can make or take without bound in one call: regular
 * expressions, and what repeats one text within another. They do what JSLT's own do.
 */
final class MeteredFunctions {
  private MeteredFunctions() {}

  /** In place of JSLT's functions of the same names. */
  static Collection<Function> all() {
    return List.of(
        new Matching("test"),
        new Matching("capture"),
        new Matching("split"),
        new Matching("replace"),
        new Metered("join"),
        new Metered("contains"),
        new Metered("flatten"),
        new Metered("sum"),
        new Metered("index-of"),
        new Metered("zip"),
        new Metered("zip-with-index"),
        new Metered("to-json"),
        new Metered("string"),
        new Metered("sha256-hex"),
        new Metered("hash-int"),
        new Metered("all"),
        new Metered("any"));
  }

  /** JSLT's own function behind a price. */
  private static class Metered implements Function {
    private final Function own;

    Metered(String name) {
      this.own = BuiltinFunctions.functions.get(name);
    }

    @Override
    public String getName() {
      return own.getName();
    }

    @Override
    public int getMinArguments() {
      return own.getMinArguments();
    }

    @Override
    public int getMaxArguments() {
      return own.getMaxArguments();
    }

    @Override
    public JsonNode call(JsonNode input, JsonNode[] arguments) {
      EvaluationBudget budget = EvaluationBudget.current();
      long size = 0;
      for (JsonNode argument : arguments) {
        size += EvaluationBudget.size(argument, EvaluationBudget.SIZE, Integer.MAX_VALUE);
      }
      budget.steps(1 + size / Long.BYTES);
      switch (getName()) {
        case "join" -> budget.charge((long) arguments[0].size() * length(arguments[1]));
        case "replace" -> {
          // The empty pattern matches between all characters.
          budget.charge((1L + length(arguments[0])) * (1L + length(arguments[2])) / Long.BYTES);
        }
        default -> {
          // Makes no more than its arguments hold.
        }
      }
      return own.call(input, arguments);
    }
  }

  /** A function whose second argument is a regular expression. */
  private static final class Matching extends Metered implements RegexpFunction {
    private static final int PATTERN = 1;
    private static final int MOST_CACHED = 1000;

    private final Map<String, Pattern> patterns = new ConcurrentHashMap<>();

    Matching(String name) {
      super(name);
    }

    @Override
    public int regexpArgumentNumber() {
      return PATTERN;
    }

    @Override
    public JsonNode call(JsonNode input, JsonNode[] arguments) {
      if (arguments[PATTERN].isTextual() && arguments[0].isTextual()) {
        tryOut(arguments[PATTERN].textValue(), arguments[0].textValue());
      }
      return super.call(input, arguments);
    }

    /** Matches once with every look at a character counted: JSLT's own matching cannot be stopped. */
    private void tryOut(String regex, String text) {
      EvaluationBudget budget = EvaluationBudget.current();
      try {
        Matcher matcher = pattern(regex).matcher(new CountedText(text, budget));
        while (matcher.find()) {
          budget.step();
        }
      } catch (PatternSyntaxException e) {
        // JSLT says what is wrong with it.
        budget.step();
      } catch (StackOverflowError e) {
        throw new JsltException("the regular expression " + regex + " goes too deep");
      }
    }

    private Pattern pattern(String regex) {
      return patterns.size() < MOST_CACHED
          ? patterns.computeIfAbsent(regex, Pattern::compile)
          : Pattern.compile(regex);
    }
  }

  private static int length(JsonNode text) {
    return text.isTextual() ? text.textValue().length() : 1;
  }

  /** A text whose characters cost a step each time they are looked at. */
  private record CountedText(CharSequence text, EvaluationBudget budget) implements CharSequence {
    @Override
    public int length() {
      return text.length();
    }

    @Override
    public char charAt(int index) {
      budget.step();
      return text.charAt(index);
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return text.subSequence(start, end);
    }

    @Override
    public String toString() {
      return text.toString();
    }
  }
}
