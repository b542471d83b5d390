package city.sawang.grafana.proof;

import city.sawang.grafana.provisioning.ProvisioningFiles;
import city.sawang.grafana.query.Frame;
import city.sawang.grafana.query.FrameField;
import city.sawang.grafana.query.FrameValue;
import city.sawang.grafana.query.QueryRunner;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * What alert rules alert of, as Grafana decides it: a row is an alert where its number is beyond the
 * threshold. Pending periods are left out: they need Grafana's clock.
 */
final class FiringAlerts {
  /** An alert is named by the most particular of these labels that it has. */
  private static final List<String> NAMES = List.of("incident_id", "receiver", "city_id");

  private FiringAlerts() {}

  /** By uid of the rule, in the order of rows: incident, receiver or city of each alert. */
  static Map<String, List<String>> of(
      List<ProvisioningFiles.Rule> rules, Function<String, QueryRunner> logins)
      throws SQLException {
    var firing = new TreeMap<String, List<String>>();
    for (ProvisioningFiles.Rule rule : rules) {
      ProvisioningFiles.Query query =
          rule.data().stream().filter(one -> !one.expression()).findFirst().orElseThrow();
      Frame frame = logins.apply(query.datasourceUid()).run(query.model().rawSql());
      firing.put(rule.uid(), beyond(AlertThreshold.of(rule).orElseThrow(), frame));
    }
    return firing;
  }

  private static List<String> beyond(AlertThreshold threshold, Frame frame) {
    FrameField number =
        frame.columns().stream()
            .filter(column -> column.kind() == FrameField.Kind.NUMBER)
            .findFirst()
            .orElseThrow();
    FrameField name =
        NAMES.stream().flatMap(one -> frame.column(one).stream()).findFirst().orElseThrow();
    var firing = new ArrayList<String>();
    IntStream.range(0, frame.rows())
        .filter(row -> fires(threshold, number.values().get(row)))
        .forEach(row -> firing.add(name.values().get(row).spelled().orElseThrow()));
    return firing;
  }

  private static boolean fires(AlertThreshold threshold, FrameValue value) {
    BigDecimal number = ((FrameValue.Decimal) value).number();
    int order = number.compareTo(threshold.number());
    return threshold.type().equals("gt") ? order > 0 : order < 0;
  }
}
