package city.sawang.ingest.profile;

import com.fasterxml.jackson.databind.JsonNode;
import com.schibsted.spt.data.jslt.Expression;
import com.schibsted.spt.data.jslt.JsltException;
import java.util.Map;

/**
 * What one evaluation of a profile's expression may use: steps, depth of calls, and size of what it
 * makes. JSLT has no limits of its own, and a profile is a program that somebody dropped into a
 * directory. The steps grow with the payload, so that a large pack may be read and a small message
 * cannot keep the bridge busy.
 */
final class EvaluationBudget {
  /** About 10 ms; a payload of a shipped profile takes some thousand. */
  static final int STEPS = 100_000;

  static final int STEPS_PER_NODE = 300;

  /** Functions within functions; the thread's stack has room for several times as many. */
  static final int DEPTH = 100;

  /** Nodes and characters of one value; a message has 64 KiB. */
  static final int SIZE = 100_000;

  /** Nodes and characters of everything that one evaluation makes. */
  static final long TOTAL = 1_000_000;

  /** Deeper than this no message can be. */
  private static final int NESTING = 64;

  private static final ThreadLocal<EvaluationBudget> CURRENT = new ThreadLocal<>();

  private long steps;
  private long made = TOTAL;
  private int depth;

  private EvaluationBudget(long steps) {
    this.steps = steps;
  }

  /** The expression, evaluated within a budget of its own each time. */
  static Expression limited(Expression expression) {
    Expression metered = MeteredNode.meter(expression);
    return new Expression() {
      @Override
      public JsonNode apply(Map<String, JsonNode> variables, JsonNode input) {
        EvaluationBudget outer = CURRENT.get();
        long nodes = size(input, Integer.MAX_VALUE / 2, Integer.MAX_VALUE);
        CURRENT.set(new EvaluationBudget(STEPS + STEPS_PER_NODE * nodes));
        try {
          return metered.apply(variables, input);
        } finally {
          CURRENT.set(outer);
        }
      }

      @Override
      public JsonNode apply(JsonNode input) {
        return apply(Map.of(), input);
      }
    };
  }

  /** The budget of the evaluation that this thread is in. */
  static EvaluationBudget current() {
    EvaluationBudget budget = CURRENT.get();
    if (budget == null) {
      throw new IllegalStateException("an expression of a profile is evaluated without a budget");
    }
    return budget;
  }

  void step() {
    if (--steps < 0) {
      throw new JsltException("it takes too many steps: a loop or a recursion without end?");
    }
  }

  void steps(long more) {
    steps -= more - 1;
    step();
  }

  void enter() {
    if (++depth > DEPTH) {
      throw new JsltException("functions call each other more than " + DEPTH + " deep");
    }
  }

  void leave() {
    depth--;
  }

  /** Charges a value that was made. */
  JsonNode made(JsonNode value) {
    int size = size(value, SIZE, NESTING);
    if (size > SIZE) {
      throw tooLarge();
    }
    charge(size);
    return value;
  }

  /** Charges what is about to be made. */
  void charge(long size) {
    made -= size;
    if (size > SIZE || made < 0) {
      throw tooLarge();
    }
  }

  private static JsltException tooLarge() {
    return new JsltException("it makes more than a message can hold, " + SIZE + " values");
  }

  /** Nodes and characters, counted no further than beyond {@code most}. */
  static int size(JsonNode value, int most, int nesting) {
    if (value.isTextual()) {
      return 1 + value.textValue().length() / Long.BYTES;
    }
    if (!value.isContainerNode()) {
      return 1;
    }
    if (nesting == 0) {
      return most + 1;
    }
    int size = 1;
    for (JsonNode child : value) {
      size += size(child, most - size, nesting - 1);
      if (size > most) {
        return size;
      }
    }
    return size;
  }
}
