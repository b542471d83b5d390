package city.sawang.grafana.dashboard;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Refuses options that the page does not draw: what each type of panel may have, as paths; below a path that ends in {@code .*} anything goes. */
final class PanelOptions {
  private static final Set<String> REDUCE =
      Set.of("reduceOptions.calcs[]", "reduceOptions.fields", "reduceOptions.values");
  private static final Set<String> LEGEND =
      Set.of(
          "legend.displayMode",
          "legend.placement",
          "legend.showLegend",
          "legend.calcs[]",
          "tooltip.mode",
          "tooltip.sort");

  private static final Map<Panel.Type, Set<String>> KNOWN =
      Map.of(
          Panel.Type.TIMESERIES,
          LEGEND,
          Panel.Type.STAT,
          with(
              REDUCE,
              "colorMode",
              "graphMode",
              "justifyMode",
              "orientation",
              "textMode",
              "wideLayout"),
          Panel.Type.BARGAUGE,
          with(
              REDUCE,
              "displayMode",
              "orientation",
              "showUnfilled",
              "valueMode",
              "namePlacement",
              "minVizHeight",
              "minVizWidth",
              "maxVizHeight",
              "sizing"),
          Panel.Type.TABLE,
          Set.of(
              "showHeader", "cellHeight", "sortBy[].displayName", "sortBy[].desc", "footer.show"),
          Panel.Type.STATE_TIMELINE,
          with(LEGEND, "mergeValues", "showValue", "rowHeight", "alignValue"),
          Panel.Type.GEOMAP,
          Set.of("view.*", "controls.*", "basemap.*", "layers.*", "tooltip.mode"),
          Panel.Type.TEXT,
          Set.of("mode", "content"),
          Panel.Type.ROW,
          Set.of());

  private PanelOptions() {}

  /** One sentence for each option that this type of panel does not know here. */
  static List<String> mistakes(Panel.Type type, JsonNode options) {
    var mistakes = new ArrayList<String>();
    if (options != null && !options.isNull()) {
      check(type, options, "", mistakes);
    }
    return mistakes;
  }

  private static void check(Panel.Type type, JsonNode node, String path, List<String> mistakes) {
    if (KNOWN.get(type).contains(path + ".*")) {
      return;
    }
    if (node.isObject()) {
      node.properties()
          .forEach(
              member ->
                  check(
                      type,
                      member.getValue(),
                      path.isEmpty() ? member.getKey() : path + "." + member.getKey(),
                      mistakes));
    } else if (node.isArray()) {
      node.forEach(element -> check(type, element, path + "[]", mistakes));
    } else if (!KNOWN.get(type).contains(path)) {
      mistakes.add(
          "option %s is not drawn for type %s: expected one of %s"
              .formatted(path, type.id(), KNOWN.get(type).stream().sorted().toList()));
    }
  }

  private static Set<String> with(Set<String> base, String... more) {
    var all = new HashSet<>(base);
    all.addAll(List.of(more));
    return Set.copyOf(all);
  }
}
