package city.sawang.grafana.query;

import city.sawang.grafana.dashboard.Dashboard;
import city.sawang.grafana.dashboard.Variable;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds out what each template variable of a dashboard stands for. They are resolved in the order of
 * the file, so that the lamps offered can depend on the city chosen before.
 */
public final class VariableResolver {
  private final QueryRunner runner;
  private final boolean timescale;

  /**
   * A variable with everything that a viewer may choose.
   *
   * @param all whether All is chosen
   */
  public record Resolved(
      Variable variable, List<Variable.Option> options, VariableValue value, boolean all) {}

  public VariableResolver(QueryRunner runner, boolean timescale) {
    this.runner = runner;
    this.timescale = timescale;
  }

  /**
   * Every variable with its options. A choice that is not among them falls back to the first option
   * (or All), e.g. a lamp of the city that was chosen before.
   *
   * @throws SQLException when the query of a variable fails; the message names the variable
   */
  public List<Resolved> withOptions(
      Dashboard dashboard, Map<String, List<String>> chosen, DashboardTimeRange range)
      throws SQLException {
    var resolved = new ArrayList<Resolved>();
    for (Variable variable : dashboard.templating().list()) {
      List<Variable.Option> options = options(variable, values(resolved), range);
      List<String> wanted =
          chosen.getOrDefault(variable.name(), List.of()).stream()
              .filter(
                  one ->
                      Variable.ALL.equals(one)
                          || options.stream().anyMatch(o -> o.value().equals(one)))
              .toList();
      resolved.add(resolve(variable, options, wanted));
    }
    return List.copyOf(resolved);
  }

  /**
   * What to put into queries. Values that the viewer names are taken as they are; the options are
   * looked up only for All and for what was not chosen.
   *
   * @throws SQLException when the query of a variable fails
   */
  public List<VariableValue> values(
      Dashboard dashboard, Map<String, List<String>> chosen, DashboardTimeRange range)
      throws SQLException {
    var values = new ArrayList<VariableValue>();
    for (Variable variable : dashboard.templating().list()) {
      List<String> wanted = chosen.getOrDefault(variable.name(), List.of());
      boolean named = !wanted.isEmpty() && !wanted.contains(Variable.ALL);
      values.add(
          named && (variable.list() || wanted.size() == 1)
              ? new VariableValue(variable.name(), wanted, wanted, variable.list())
              : resolve(variable, options(variable, values, range), wanted).value());
    }
    return List.copyOf(values);
  }

  private static List<VariableValue> values(List<Resolved> resolved) {
    return resolved.stream().map(Resolved::value).toList();
  }

  private static Resolved resolve(
      Variable variable, List<Variable.Option> options, List<String> wanted) {
    boolean all = variable.offersAll() && (wanted.isEmpty() || wanted.contains(Variable.ALL));
    List<Variable.Option> picked;
    if (all) {
      picked = options;
    } else {
      picked = options.stream().filter(option -> wanted.contains(option.value())).toList();
      if (picked.isEmpty() || !variable.list()) {
        picked = (picked.isEmpty() ? options : picked).stream().limit(1).toList();
      }
    }
    if (picked.isEmpty() && !variable.list()) {
      // Grafana's "None": queries then look for nothing, and stay queries.
      return new Resolved(variable, options, VariableValue.single(variable.name(), ""), false);
    }
    var value =
        new VariableValue(
            variable.name(),
            picked.stream().map(Variable.Option::value).toList(),
            picked.stream().map(Variable.Option::text).toList(),
            variable.list());
    return new Resolved(variable, options, value, all);
  }

  private List<Variable.Option> options(
      Variable variable, List<VariableValue> before, DashboardTimeRange range) throws SQLException {
    return switch (variable.type()) {
      case "custom" -> variable.customOptions();
      // Without Grafana there is one data source: the login that this server was given.
      case "datasource" -> List.of(new Variable.Option("local", "local"));
      default -> queried(variable, before, range);
    };
  }

  private List<Variable.Option> queried(
      Variable variable, List<VariableValue> before, DashboardTimeRange range) throws SQLException {
    var values = new VariableSubstitution(before, range, Duration.ofMinutes(1));
    Frame rows;
    try {
      rows = runner.run(new SqlTemplate(variable.query()).expand(values, range, timescale).sql());
    } catch (SQLException e) {
      throw new SQLException(
          "variable %s: %s".formatted(variable.name(), e.getMessage()), e.getSQLState(), e);
    }
    // A query may name the two columns, or give one that is both.
    Optional<FrameField> value =
        rows.column("__value").or(() -> rows.columns().stream().findFirst());
    Optional<FrameField> text = rows.column("__text").or(() -> value);
    var options = new LinkedHashMap<String, String>();
    for (int row = 0; row < rows.rows(); row++) {
      Optional<String> one = value.orElseThrow().values().get(row).spelled();
      Optional<String> shown = text.orElseThrow().values().get(row).spelled().or(() -> one);
      one.ifPresent(known -> options.putIfAbsent(known, shown.orElseThrow()));
    }
    return options.entrySet().stream()
        .map(option -> new Variable.Option(option.getValue(), option.getKey()))
        .toList();
  }
}
