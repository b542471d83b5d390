package city.sawang.grafana.dashboard;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** How the columns of a panel are shown: defaults, and overrides for columns that a matcher finds. */
public record FieldConfig(Defaults defaults, List<FieldOverride> overrides) {

  /** For every column. */
  public record Defaults(
      String displayName,
      String unit,
      Integer decimals,
      Double min,
      Double max,
      String noValue,
      Color color,
      Thresholds thresholds,
      List<Mapping> mappings,
      List<Dashboard.Link> links,
      Custom custom) {
    public Defaults {
      mappings = Lists.orEmpty(mappings);
      links = Lists.orEmpty(links);
    }
  }

  /**
   * @param mode {@code fixed}, {@code thresholds}, {@code palette-classic} or {@code
   *     palette-classic-by-name}
   */
  public record Color(String mode, String fixedColor) {}

  /** From a value upwards a colour; the first step has no value. */
  public record Thresholds(String mode, List<Step> steps) {
    public Thresholds {
      steps = Lists.orEmpty(steps);
    }
  }

  /** One threshold. */
  public record Step(Double value, String color) {}

  /**
   * Words and colours for values.
   *
   * @param options for {@code value}: results by value; for {@code special} and {@code range}: match
   *     and result
   */
  public record Mapping(String type, JsonNode options) {}

  /**
   * What only one type of panel knows.
   *
   * @param inspect the text of a cell can be looked at whole and copied, e.g. a message to send
   */
  public record Custom(
      String drawStyle,
      String lineInterpolation,
      Double lineWidth,
      Double fillOpacity,
      String showPoints,
      Boolean spanNulls,
      Stacking stacking,
      String axisPlacement,
      String axisLabel,
      Double axisSoftMin,
      Double axisSoftMax,
      ThresholdsStyle thresholdsStyle,
      LineStyle lineStyle,
      CellOptions cellOptions,
      Integer width,
      String align,
      Boolean hidden,
      Boolean inspect) {}

  /** {@code none}, {@code normal} or {@code percent}. */
  public record Stacking(String mode, String group) {}

  /** {@code off}, {@code line} or {@code area}. */
  public record ThresholdsStyle(String mode) {}

  /** {@code solid} or {@code dash}. */
  public record LineStyle(String fill, List<Double> dash) {}

  /** {@code auto}, {@code color-text}, {@code color-background} or {@code gauge}; wrapText breaks long texts into lines. */
  public record CellOptions(String type, String mode, Boolean wrapText) {}

  /** Properties for some columns. */
  public record FieldOverride(Matcher matcher, List<Property> properties) {
    public FieldOverride {
      properties = Lists.orEmpty(properties);
    }
  }

  /** {@code byName} or {@code byRegexp}. */
  public record Matcher(String id, String options) {}

  /** One property, named as in the defaults, with {@code custom.} before those of the panel type. */
  public record Property(String id, JsonNode value) {}

  public FieldConfig {
    defaults =
        defaults == null
            ? new Defaults(null, null, null, null, null, null, null, null, null, null, null)
            : defaults;
    overrides = Lists.orEmpty(overrides);
  }
}
