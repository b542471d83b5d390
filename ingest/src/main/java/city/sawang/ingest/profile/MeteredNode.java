package city.sawang.ingest.profile;

import com.fasterxml.jackson.databind.JsonNode;
import com.schibsted.spt.data.jslt.Expression;
import com.schibsted.spt.data.jslt.impl.DotExpression;
import com.schibsted.spt.data.jslt.impl.ExpressionNode;
import com.schibsted.spt.data.jslt.impl.FunctionDeclaration;
import com.schibsted.spt.data.jslt.impl.IfExpression;
import com.schibsted.spt.data.jslt.impl.LiteralExpression;
import com.schibsted.spt.data.jslt.impl.PreparationContext;
import com.schibsted.spt.data.jslt.impl.Scope;
import com.schibsted.spt.data.jslt.impl.VariableExpression;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Charges the {@link EvaluationBudget} for each part of a compiled expression. JSLT lets nobody in
 * between, so the parts of its tree are wrapped by reflection; the version of the library is pinned,
 * and a test evaluates every kind of part.
 */
final class MeteredNode implements ExpressionNode {
  private static final String TREE = ExpressionNode.class.getPackageName();

  private final ExpressionNode part;
  private final boolean makes;
  private final boolean body;

  private MeteredNode(ExpressionNode part, boolean body) {
    this.part = part;
    // What only shows a value that is there makes nothing.
    this.makes =
        !(part instanceof VariableExpression
            || part instanceof DotExpression
            || part instanceof IfExpression
            || part instanceof LiteralExpression);
    this.body = body;
  }

  /** Wraps every part of an expression, those of its functions and modules too. */
  static Expression meter(Expression expression) {
    try {
      new Wrapping().visit(expression);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException("the tree of an expression cannot be wrapped", e);
    }
    return expression;
  }

  @Override
  public JsonNode apply(Scope scope, JsonNode input) {
    EvaluationBudget budget = EvaluationBudget.current();
    budget.step();
    if (body) {
      budget.enter();
    }
    JsonNode value = part.apply(scope, input);
    if (body) {
      budget.leave();
    }
    return makes && (value.isContainerNode() || value.isTextual()) ? budget.made(value) : value;
  }

  @Override
  public void dump(int level) {
    part.dump(level);
  }

  @Override
  public void computeMatchContexts(DotExpression parent) {
    part.computeMatchContexts(parent);
  }

  @Override
  public void prepare(PreparationContext context) {
    part.prepare(context);
  }

  @Override
  public ExpressionNode optimize() {
    return this;
  }

  @Override
  public List<ExpressionNode> getChildren() {
    return part.getChildren();
  }

  @Override
  public String toString() {
    return part.toString();
  }

  /** Walks through the objects of a tree, each once. */
  private static final class Wrapping {
    private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());

    void visit(Object object) throws IllegalAccessException {
      if (object == null || object instanceof MeteredNode || !seen.add(object)) {
        return;
      }
      if (object instanceof Map<?, ?> map) {
        for (Object value : map.values()) {
          visit(value);
        }
      } else if (object instanceof Collection<?> items) {
        for (Object item : items) {
          visit(item);
        }
      } else if (object.getClass().isArray()
          && !object.getClass().getComponentType().isPrimitive()) {
        array(object);
      } else if (object.getClass().getPackageName().equals(TREE)) {
        for (Class<?> type = object.getClass();
            type != null && type.getPackageName().equals(TREE);
            type = type.getSuperclass()) {
          for (Field field : type.getDeclaredFields()) {
            field(object, field);
          }
        }
      }
    }

    private void field(Object object, Field field) throws IllegalAccessException {
      if (Modifier.isStatic(field.getModifiers()) || field.getType().isPrimitive()) {
        return;
      }
      field.setAccessible(true);
      Object value = field.get(object);
      visit(value);
      if (field.getType() == ExpressionNode.class && isPart(value)) {
        boolean body = object instanceof FunctionDeclaration;
        field.set(object, new MeteredNode((ExpressionNode) value, body));
      }
    }

    private void array(Object array) throws IllegalAccessException {
      boolean parts = array.getClass().getComponentType() == ExpressionNode.class;
      for (int i = 0; i < Array.getLength(array); i++) {
        Object value = Array.get(array, i);
        visit(value);
        if (parts && isPart(value)) {
          Array.set(array, i, new MeteredNode((ExpressionNode) value, false));
        }
      }
    }

    private static boolean isPart(Object value) {
      return value instanceof ExpressionNode && !(value instanceof MeteredNode);
    }
  }
}
