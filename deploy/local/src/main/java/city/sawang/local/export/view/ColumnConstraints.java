package city.sawang.local.export.view;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;

/** What every value of a column keeps to, as far as its name promises it. */
final class ColumnConstraints {
  private static final Set<String> FRACTIONS = Set.of("completeness", "availability");

  private ColumnConstraints() {}

  /** The constraints of a Frictionless field; empty when there are none. */
  static ObjectNode of(PublicView view, ViewColumn column) {
    ObjectNode constraints = JsonNodeFactory.instance.objectNode();
    String name = column.name();
    if (view.time().filter(column::equals).isPresent()) {
      constraints.put("required", true);
    }
    if (name.equals("latitude")) {
      constraints.put("minimum", -90).put("maximum", 90);
    } else if (name.equals("longitude")) {
      constraints.put("minimum", -180).put("maximum", 180);
    } else if (name.endsWith("_pct")) {
      constraints.put("minimum", 0).put("maximum", 100);
    } else if (FRACTIONS.contains(name)) {
      constraints.put("minimum", 0).put("maximum", 1);
    } else if (name.endsWith("_seconds")
        || name.startsWith("lamps")
        || name.startsWith("readings_")) {
      constraints.put("minimum", 0);
    }
    return constraints;
  }
}
