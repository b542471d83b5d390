package city.sawang.grafana.dashboard;

import city.sawang.schemas.text.InputFile;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads dashboards strictly: a member, a type or an option that is not drawn here is a mistake. */
public final class DashboardReader {
  private static final int LARGEST_FILE = 16 << 20;
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private final List<String> mistakes = new ArrayList<>();

  private DashboardReader() {}

  /**
   * Every {@code <audience>/*.json} under the directory, in the order of their names.
   *
   * @throws DashboardMistakes naming all mistakes of all files
   * @throws UncheckedIOException when the directory cannot be read
   */
  public static List<DashboardFile> readAll(Path directory) {
    var reader = new DashboardReader();
    var files = new ArrayList<DashboardFile>();
    for (Path audience : children(directory)) {
      if (Files.isDirectory(audience)) {
        for (Path file : children(audience)) {
          if (file.toString().endsWith(".json")) {
            reader.read(file).ifPresent(files::add);
          }
        }
      }
    }
    if (files.isEmpty() && reader.mistakes.isEmpty()) {
      reader.mistakes.add(
          directory + ": no dashboard found, expected <audience>/<name>.json below it");
    }
    reader.refuseSharedUids(files);
    if (!reader.mistakes.isEmpty()) {
      throw new DashboardMistakes(reader.mistakes);
    }
    return List.copyOf(files);
  }

  /**
   * @throws DashboardMistakes naming all mistakes of the file
   */
  public static DashboardFile readOne(Path file) {
    var reader = new DashboardReader();
    var read = reader.read(file);
    if (!reader.mistakes.isEmpty()) {
      throw new DashboardMistakes(reader.mistakes);
    }
    return read.orElseThrow();
  }

  private static List<Path> children(Path directory) {
    try (Stream<Path> list = Files.list(directory)) {
      return list.sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException("read the directory of dashboards " + directory, e);
    }
  }

  private Optional<DashboardFile> read(Path path) {
    String audience = String.valueOf(path.toAbsolutePath().getParent().getFileName());
    String name = audience + "/" + path.getFileName();
    JsonNode tree;
    try {
      tree = JSON.readTree(InputFile.read(path, LARGEST_FILE));
    } catch (IOException e) {
      mistakes.add(name + ": not readable as JSON: " + firstLine(e));
      return Optional.empty();
    }
    if (!tree.isObject()) {
      mistakes.add(name + ": expected one JSON object");
      return Optional.empty();
    }
    int before = mistakes.size();
    var panels = new ArrayList<Panel>();
    for (JsonNode node : tree.path("panels")) {
      panel(name, node, panels);
    }
    Optional<Dashboard> read = withoutPanels(name, (ObjectNode) tree);
    if (read.isEmpty() || mistakes.size() > before) {
      return Optional.empty();
    }
    Dashboard whole = read.orElseThrow();
    if (whole.uid() == null || whole.title() == null || whole.time() == null) {
      mistakes.add(name + ": uid, title and time are required");
      return Optional.empty();
    }
    return Optional.of(new DashboardFile(path, audience, whole.withPanels(panels), tree));
  }

  private void panel(String file, JsonNode node, List<Panel> panels) {
    String where =
        "%s: panel %s '%s'"
            .formatted(file, node.path("id").asText("?"), node.path("title").asText(""));
    try {
      Panel panel = JSON.treeToValue(node, Panel.class);
      if (panel.id() == null || panel.type() == null || panel.gridPos() == null) {
        mistakes.add(where + ": id, type and gridPos are required");
        return;
      }
      var type = Panel.Type.of(panel.type());
      if (type.isEmpty()) {
        mistakes.add(
            "%s: type '%s' cannot be drawn: expected one of %s"
                .formatted(
                    where,
                    panel.type(),
                    Stream.of(Panel.Type.values())
                        .map(Panel.Type::id)
                        .collect(Collectors.joining(", "))));
        return;
      }
      PanelOptions.mistakes(type.get(), panel.options())
          .forEach(mistake -> mistakes.add(where + ": " + mistake));
      queries(where, panel, type.get());
      panels.add(panel);
    } catch (JsonProcessingException e) {
      mistakes.add(where + ": " + reason(e));
    }
  }

  private void queries(String where, Panel panel, Panel.Type type) {
    if (!panel.panels().isEmpty() || Boolean.TRUE.equals(panel.collapsed())) {
      mistakes.add(where + ": a row that holds panels is collapsed: lay them out below it instead");
    }
    if (type.queries() == panel.targets().isEmpty()) {
      mistakes.add(
          type.queries()
              ? where + ": no query in targets"
              : where + ": type %s has no query".formatted(type.id()));
    }
    for (Dashboard.Target target : panel.targets()) {
      boolean known = "table".equals(target.format()) || "time_series".equals(target.format());
      if (target.rawSql() == null || target.rawSql().isBlank() || !known) {
        mistakes.add(
            "%s: query %s needs rawSql and a format table or time_series"
                .formatted(where, target.refId()));
      }
    }
  }

  private Optional<Dashboard> withoutPanels(String file, ObjectNode tree) {
    ObjectNode rest = tree.deepCopy();
    rest.set("panels", new ArrayNode(JSON.getNodeFactory()));
    try {
      return Optional.of(JSON.treeToValue(rest, Dashboard.class));
    } catch (JsonProcessingException e) {
      mistakes.add(file + ": " + reason(e));
      return Optional.empty();
    }
  }

  private void refuseSharedUids(List<DashboardFile> files) {
    Map<String, String> byUid = new HashMap<>();
    for (DashboardFile file : files) {
      String other = byUid.putIfAbsent(file.dashboard().uid(), file.name());
      if (other != null) {
        mistakes.add(
            "%s: uid '%s' belongs to %s already"
                .formatted(file.name(), file.dashboard().uid(), other));
      }
    }
  }

  private static String reason(JsonProcessingException e) {
    if (e instanceof UnrecognizedPropertyException unknown) {
      return "%s is not known here: expected one of %s"
          .formatted(
              path(unknown),
              unknown.getKnownPropertyIds().stream()
                  .map(String::valueOf)
                  .sorted()
                  .collect(Collectors.joining(", ")));
    }
    return e instanceof JsonMappingException mapping
        ? path(mapping) + ": " + firstLine(e)
        : firstLine(e);
  }

  private static String path(JsonMappingException e) {
    return e.getPath().stream()
        .map(
            step -> step.getFieldName() == null ? "[" + step.getIndex() + "]" : step.getFieldName())
        .collect(Collectors.joining("."));
  }

  private static String firstLine(Exception e) {
    String message =
        e instanceof JsonProcessingException json ? json.getOriginalMessage() : e.getMessage();
    return String.valueOf(message).lines().findFirst().orElse("");
  }
}
