package city.sawang.grafana.proof;

import city.sawang.grafana.dashboard.Dashboard;
import city.sawang.grafana.dashboard.FieldConfig;
import city.sawang.grafana.dashboard.Panel;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Checks a panel besides its SQL: texts in two languages, units, thresholds, place in the grid. */
final class PanelRules {
  /** The page knows how to write these; a test compares them with its source. */
  static final Set<String> UNITS =
      Set.of(
          "none",
          "short",
          "percent",
          "percentunit",
          "watt",
          "kwatt",
          "watth",
          "kwatth",
          "volt",
          "amp",
          "celsius",
          "s",
          "h",
          "degree",
          "dateTimeAsIso",
          "dateTimeFromNow");

  private static final Set<Panel.Type> MEASURED =
      Set.of(Panel.Type.TIMESERIES, Panel.Type.STAT, Panel.Type.BARGAUGE);

  private PanelRules() {}

  static List<String> of(Panel panel) {
    var reasons = new ArrayList<String>();
    texts(panel, reasons);
    place(panel, reasons);
    if (panel.fieldConfig() != null) {
      units(panel, reasons);
      thresholds(panel.fieldConfig().defaults().thresholds(), reasons);
    } else if (panel.kind().queries()) {
      reasons.add("has no fieldConfig");
    }
    return List.copyOf(reasons);
  }

  private static void texts(Panel panel, List<String> reasons) {
    bilingual("title", panel.title(), reasons);
    if (panel.description() != null) {
      bilingual("description", panel.description(), reasons);
    }
    if (panel.kind() == Panel.Type.TEXT) {
      bilingual("content", panel.options().path("content").asText(), reasons);
    }
    if (panel.fieldConfig() == null) {
      return;
    }
    FieldConfig.Defaults defaults = panel.fieldConfig().defaults();
    optional("displayName", defaults.displayName(), reasons);
    optional("noValue", defaults.noValue(), reasons);
    defaults.mappings().forEach(mapping -> mapping(mapping.options(), reasons));
    defaults.links().forEach(link -> bilingual("title of a link", link.title(), reasons));
    for (FieldConfig.FieldOverride override : panel.fieldConfig().overrides()) {
      for (FieldConfig.Property property : override.properties()) {
        switch (property.id()) {
          case "displayName" -> bilingual("displayName", property.value().asText(), reasons);
          case "mappings" -> property.value().forEach(one -> mapping(one.path("options"), reasons));
          case "links" ->
              property
                  .value()
                  .forEach(
                      one -> bilingual("title of a link", one.path("title").asText(), reasons));
          default -> {
            // Every other property is no text.
          }
        }
      }
    }
  }

  private static void optional(String what, String text, List<String> reasons) {
    if (text != null && text.codePoints().filter(Character::isLetter).count() > 3) {
      bilingual(what, text, reasons);
    }
  }

  private static void mapping(JsonNode options, List<String> reasons) {
    options.findValuesAsText("text").forEach(text -> bilingual("text of a mapping", text, reasons));
  }

  static void bilingual(String what, String text, List<String> reasons) {
    if (!Bilingual.is(text)) {
      reasons.add("%s is '%s': expected 'ไทย · English'".formatted(what, text));
    }
  }

  private static void place(Panel panel, List<String> reasons) {
    Panel.GridPos at = panel.gridPos();
    if (at.x() < 0 || at.y() < 0 || at.w() < 1 || at.h() < 1 || at.x() + at.w() > 24) {
      reasons.add("lies at %s: expected within 24 columns".formatted(at));
    }
  }

  private static void units(Panel panel, List<String> reasons) {
    FieldConfig.Defaults defaults = panel.fieldConfig().defaults();
    Consumer<String> known =
        unit -> {
          if (!UNITS.contains(unit)) {
            reasons.add(
                "unit '%s' is not known here: expected one of %s"
                    .formatted(unit, UNITS.stream().sorted().toList()));
          }
        };
    Stream<String> overridden =
        panel.fieldConfig().overrides().stream()
            .flatMap(override -> override.properties().stream())
            .filter(property -> "unit".equals(property.id()))
            .map(property -> property.value().asText());
    overridden.forEach(known);
    if (defaults.unit() != null) {
      known.accept(defaults.unit());
    } else if (MEASURED.contains(panel.kind()) && defaults.mappings().isEmpty()) {
      reasons.add("has no unit");
    }
  }

  private static void thresholds(FieldConfig.Thresholds thresholds, List<String> reasons) {
    if (thresholds == null) {
      return;
    }
    Double before = null;
    for (int i = 0; i < thresholds.steps().size(); i++) {
      Double value = thresholds.steps().get(i).value();
      if ((value == null) != (i == 0) || (before != null && value <= before)) {
        reasons.add("thresholds do not rise from a first step without a value");
      }
      before = value;
    }
  }

  /** One reason for each two panels that overlap. */
  static List<String> overlaps(Dashboard dashboard) {
    var reasons = new ArrayList<String>();
    List<Panel> panels = dashboard.panels();
    for (int i = 0; i < panels.size(); i++) {
      for (int j = i + 1; j < panels.size(); j++) {
        if (overlap(panels.get(i).gridPos(), panels.get(j).gridPos())) {
          reasons.add("panels %d and %d overlap".formatted(panels.get(i).id(), panels.get(j).id()));
        }
      }
    }
    return reasons;
  }

  private static boolean overlap(Panel.GridPos a, Panel.GridPos b) {
    return a.x() < b.x() + b.w()
        && b.x() < a.x() + a.w()
        && a.y() < b.y() + b.h()
        && b.y() < a.y() + a.h();
  }
}
