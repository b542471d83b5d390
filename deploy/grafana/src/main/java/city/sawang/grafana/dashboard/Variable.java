package city.sawang.grafana.dashboard;

import city.sawang.grafana.dashboard.Dashboard.DataSourceRef;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * A template variable of a dashboard: what a viewer picks at the top of the page, such as a city or a lamp.
 *
 * @param type {@code query}, {@code custom} or {@code datasource}
 * @param query the SQL of a query variable, {@code text : value, …} of a custom one, the plugin of a
 *     data source variable
 * @param hide 0 shown, 1 without label, 2 hidden
 * @param refresh 1 when the dashboard is loaded, 2 when the time range changes
 */
public record Variable(
    String name,
    String label,
    String description,
    String type,
    DataSourceRef datasource,
    String query,
    String definition,
    String regex,
    Integer hide,
    Integer refresh,
    Integer sort,
    Boolean multi,
    Boolean includeAll,
    String allValue,
    JsonNode current,
    List<JsonNode> options,
    Boolean skipUrlSync) {

  /** How Grafana's URLs say All. */
  public static final String ALL = "$__all";

  /** One choice. */
  public record Option(String text, String value) {}

  public Variable {
    options = Lists.orEmpty(options);
  }

  /** Whether several values, or All, can be chosen; Grafana quotes such a variable by itself. */
  public boolean list() {
    return Boolean.TRUE.equals(multi) || Boolean.TRUE.equals(includeAll);
  }

  public boolean offersAll() {
    return Boolean.TRUE.equals(includeAll);
  }

  /** The choices of a custom variable: {@code text : value} pairs, or plain values, with commas between. */
  public List<Option> customOptions() {
    var choices = new ArrayList<Option>();
    for (String part : query.split(",", -1)) {
      String[] pair = part.split(" : ", 2);
      choices.add(new Option(pair[0].strip(), pair[pair.length - 1].strip()));
    }
    return List.copyOf(choices);
  }
}
