package city.sawang.grafana.proof;

import city.sawang.grafana.provisioning.ProvisioningFiles;
import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * When a row of an alert's query is an alert.
 *
 * @param type {@code gt} or {@code lt}, as Grafana calls them
 */
record AlertThreshold(String type, BigDecimal number) {
  private static final Set<String> TYPES = Set.of("gt", "lt");

  /** The one threshold of a rule; empty when it has none, several, or one of another kind. */
  static Optional<AlertThreshold> of(ProvisioningFiles.Rule rule) {
    List<ProvisioningFiles.Query> expressions =
        rule.data().stream().filter(ProvisioningFiles.Query::expression).toList();
    if (expressions.size() != 1) {
      return Optional.empty();
    }
    ProvisioningFiles.Model model = expressions.get(0).model();
    JsonNode conditions = model.conditions();
    if (!"threshold".equals(model.type()) || conditions == null || conditions.size() != 1) {
      return Optional.empty();
    }
    JsonNode evaluator = conditions.get(0).path("evaluator");
    String type = evaluator.path("type").asText();
    JsonNode params = evaluator.path("params");
    if (!TYPES.contains(type) || params.size() != 1 || !params.get(0).isNumber()) {
      return Optional.empty();
    }
    return Optional.of(new AlertThreshold(type, params.get(0).decimalValue()));
  }
}
