package city.sawang.grafana.server;

import city.sawang.grafana.dashboard.Dashboard;
import city.sawang.grafana.dashboard.DashboardFile;
import city.sawang.grafana.dashboard.DashboardZone;
import city.sawang.grafana.query.DashboardQueries;
import city.sawang.grafana.query.Frame;
import city.sawang.grafana.query.FrameField;
import city.sawang.grafana.query.FrameValue;
import city.sawang.grafana.query.VariableResolver;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Set;

/** Writes the JSON that the page reads: dashboards without their SQL, variables, frames of rows. */
final class ResponseJson {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Where SQL stands in a dashboard; the page has no use for it. */
  private static final Set<String> QUERIES = Set.of("rawSql", "query", "definition");

  /** An annotation with its rows. */
  record Marks(Dashboard.Annotation annotation, Frame frame) {}

  private ResponseJson() {}

  /** The dashboard as it is in its file, but without the queries. */
  static JsonNode dashboard(DashboardFile file) {
    ObjectNode answer = object();
    answer.put("audience", file.audience());
    JsonNode tree = file.tree().deepCopy();
    QUERIES.forEach(key -> removeText(tree, key));
    answer.set("dashboard", tree);
    return answer;
  }

  private static void removeText(JsonNode node, String key) {
    if (node instanceof ObjectNode object && object.path(key).isTextual()) {
      object.remove(key);
    }
    node.forEach(child -> removeText(child, key));
  }

  /** Audiences with their dashboards, the cities that this login may see, and the time zone. */
  static JsonNode home(List<DashboardFile> files, Frame cities) {
    ObjectNode answer = object();
    ArrayNode list = answer.putArray("dashboards");
    for (DashboardFile file : files) {
      Dashboard dashboard = file.dashboard();
      ObjectNode one = list.addObject();
      one.put("uid", dashboard.uid());
      one.put("audience", file.audience());
      one.put("title", dashboard.title());
      one.put("description", dashboard.description());
    }
    answer.set("cities", frame(cities));
    ObjectNode zone = answer.putObject("timeZone");
    zone.put("id", DashboardZone.ID.getId());
    zone.put("offsetMillis", DashboardZone.offset().toMillis());
    return answer;
  }

  static JsonNode panel(List<DashboardQueries.Answer> answers) {
    ObjectNode answer = object();
    ArrayNode frames = answer.putArray("frames");
    for (DashboardQueries.Answer one : answers) {
      ObjectNode frame = frame(one.frame());
      frame.put("refId", one.refId());
      frames.add(frame);
    }
    return answer;
  }

  static JsonNode annotations(List<Marks> all) {
    ObjectNode answer = object();
    ArrayNode list = answer.putArray("annotations");
    for (Marks marks : all) {
      ObjectNode one = list.addObject();
      one.put("name", marks.annotation().name());
      one.put("color", marks.annotation().iconColor());
      one.set("frame", frame(marks.frame()));
    }
    return answer;
  }

  static JsonNode variables(List<VariableResolver.Resolved> resolved) {
    ObjectNode answer = object();
    ArrayNode list = answer.putArray("variables");
    for (VariableResolver.Resolved one : resolved) {
      ObjectNode variable = list.addObject();
      variable.put("name", one.variable().name());
      variable.put("all", one.all());
      ArrayNode values = variable.putArray("values");
      one.value().values().forEach(values::add);
      ArrayNode options = variable.putArray("options");
      one.options()
          .forEach(
              option ->
                  options.addObject().put("text", option.text()).put("value", option.value()));
    }
    return answer;
  }

  static ObjectNode frame(Frame frame) {
    ObjectNode answer = object();
    answer.put("truncated", frame.truncated());
    ArrayNode fields = answer.putArray("fields");
    for (FrameField column : frame.columns()) {
      ObjectNode field = fields.addObject();
      field.put("name", column.name());
      field.put("type", column.kind().name().toLowerCase(java.util.Locale.ROOT));
      ArrayNode values = field.putArray("values");
      column.values().forEach(value -> add(values, value));
    }
    return answer;
  }

  private static void add(ArrayNode values, FrameValue value) {
    if (value instanceof FrameValue.Moment moment) {
      values.add(moment.epochMillis());
    } else if (value instanceof FrameValue.Decimal decimal) {
      values.add(decimal.number());
    } else if (value instanceof FrameValue.Truth truth) {
      values.add(truth.truth());
    } else if (value instanceof FrameValue.Text text) {
      values.add(text.words());
    } else {
      values.addNull();
    }
  }

  static ObjectNode object() {
    return JSON.createObjectNode();
  }

  /**
   * @throws IllegalStateException never: a tree can always be written
   */
  static byte[] bytes(JsonNode node) {
    try {
      return JSON.writeValueAsBytes(node);
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw new IllegalStateException("write a JSON tree", e);
    }
  }
}
