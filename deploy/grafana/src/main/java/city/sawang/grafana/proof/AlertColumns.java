package city.sawang.grafana.proof;

import city.sawang.grafana.provisioning.ProvisioningFiles;
import city.sawang.grafana.query.Frame;
import city.sawang.grafana.query.FrameField;
import city.sawang.grafana.query.FrameValue;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Refuses rows of which Grafana could not make alerts: each row is an alert with one number, and its
 * texts are the labels by which it is the same alert a minute later.
 */
final class AlertColumns {
  private static final Pattern LABEL = Pattern.compile("\\.Labels\\.(\\w+)");

  private AlertColumns() {}

  static List<String> reasons(ProvisioningFiles.Rule rule, Frame frame) {
    List<FrameField> labels =
        frame.columns().stream().filter(one -> one.kind() == FrameField.Kind.STRING).toList();
    long numbers =
        frame.columns().stream().filter(one -> one.kind() == FrameField.Kind.NUMBER).count();
    if (numbers != 1 || labels.size() + numbers != frame.columns().size()) {
      return List.of("an alert needs one number, and texts as its labels");
    }
    var reasons = new ArrayList<String>();
    if (frame.columns().stream().anyMatch(one -> one.values().contains(FrameValue.MISSING))) {
      reasons.add("a label or the number of an alert is missing: expected no NULL");
    }
    var seen = new HashSet<List<Optional<String>>>();
    for (int row = 0; row < frame.rows(); row++) {
      int at = row;
      List<Optional<String>> values =
          labels.stream().map(label -> label.values().get(at).spelled()).toList();
      if (!seen.add(values)) {
        reasons.add(
            "two rows have the labels %s, of which Grafana makes an error"
                .formatted(values.stream().map(value -> value.orElse("")).toList()));
        break;
      }
    }
    named(rule, labels.stream().map(FrameField::name).collect(Collectors.toSet()), reasons);
    return reasons;
  }

  private static void named(ProvisioningFiles.Rule rule, Set<String> labels, List<String> reasons) {
    Matcher label = LABEL.matcher(String.join("\n", rule.annotations().values()));
    var missing = new HashSet<String>();
    while (label.find()) {
      if (!labels.contains(label.group(1)) && missing.add(label.group(1))) {
        reasons.add("an annotation shows label %s, which no query gives".formatted(label.group(1)));
      }
    }
  }
}
