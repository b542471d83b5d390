package city.sawang.grafana.provisioning;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The files under {@code provisioning}, read strictly: a member that is not known here is refused.
 *
 * @param sources data sources
 * @param providers where Grafana finds dashboards
 * @param alertFiles alert rules
 */
public record ProvisioningFiles(
    List<DataSource> sources,
    List<Provider> providers,
    List<AlertFile> alertFiles,
    List<ContactPoint> contactPoints,
    List<Policy> policies) {

  private static final ObjectMapper YAML =
      YAMLMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  private record DataSourceFile(int apiVersion, boolean prune, List<DataSource> datasources) {}

  /** One data source. */
  public record DataSource(
      String name,
      String uid,
      int orgId,
      String type,
      String access,
      String url,
      String user,
      Map<String, String> secureJsonData,
      JsonNode jsonData,
      boolean editable) {}

  private record ProviderFile(int apiVersion, List<Provider> providers) {}

  /** One folder of dashboards. */
  public record Provider(
      String name,
      int orgId,
      String folder,
      String folderUid,
      String type,
      boolean disableDeletion,
      boolean allowUiUpdates,
      int updateIntervalSeconds,
      Map<String, String> options) {}

  private record RuleFile(int apiVersion, List<Group> groups) {}

  /**
   * A file of alert rules: any in {@code alerting} whose name ends with {@code rules.yaml}.
   *
   * @param name of the file, without its directory
   */
  public record AlertFile(String name, List<Group> groups) {
    /** Every rule of every group. */
    public List<Rule> rules() {
      return groups.stream().flatMap(group -> group.rules().stream()).toList();
    }
  }

  /** Rules that are evaluated together. */
  public record Group(int orgId, String name, String folder, String interval, List<Rule> rules) {}

  /** One alert rule. */
  public record Rule(
      String uid,
      String title,
      String condition,
      List<Query> data,
      String noDataState,
      String execErrState,
      @JsonProperty("for") String pending,
      String dashboardUid,
      Integer panelId,
      Map<String, String> annotations,
      Map<String, String> labels,
      boolean isPaused) {}

  /** A query, or an expression of the data source {@code __expr__}. */
  public record Query(
      String refId, Map<String, Integer> relativeTimeRange, String datasourceUid, Model model) {
    public boolean expression() {
      return "__expr__".equals(datasourceUid);
    }
  }

  /** What is asked. */
  public record Model(
      String refId,
      String format,
      Boolean rawQuery,
      String editorMode,
      String rawSql,
      String type,
      String expression,
      JsonNode conditions) {}

  private record ContactFile(int apiVersion, List<ContactPoint> contactPoints) {}

  /** Who receives alerts. */
  public record ContactPoint(int orgId, String name, List<JsonNode> receivers) {}

  private record PolicyFile(int apiVersion, List<Policy> policies) {}

  /** Which alerts go to whom. */
  @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
  public record Policy(
      @JsonProperty("orgId") int orgId,
      String receiver,
      List<String> groupBy,
      String groupWait,
      String groupInterval,
      String repeatInterval,
      List<List<String>> objectMatchers,
      List<Policy> routes) {
    public Policy {
      routes = routes == null ? List.of() : List.copyOf(routes);
    }
  }

  /**
   * @param directory {@code deploy/grafana/provisioning}
   * @throws IOException when a file is missing or says something unknown, naming the place
   */
  public static ProvisioningFiles read(Path directory) throws IOException {
    return new ProvisioningFiles(
        file(directory, "datasources/sawang.yaml", DataSourceFile.class).datasources(),
        file(directory, "dashboards/sawang.yaml", ProviderFile.class).providers(),
        alertFiles(directory),
        file(directory, "alerting/contact-points.yaml", ContactFile.class).contactPoints(),
        file(directory, "alerting/policies.yaml", PolicyFile.class).policies());
  }

  private static List<AlertFile> alertFiles(Path directory) throws IOException {
    var files = new ArrayList<AlertFile>();
    try (Stream<Path> alerting = Files.list(directory.resolve("alerting"))) {
      for (Path file :
          alerting.filter(one -> one.toString().endsWith("rules.yaml")).sorted().toList()) {
        String name = file.getFileName().toString();
        files.add(
            new AlertFile(name, file(directory, "alerting/" + name, RuleFile.class).groups()));
      }
    }
    return List.copyOf(files);
  }

  private static <T> T file(Path directory, String name, Class<T> type) throws IOException {
    try {
      return YAML.readValue(Files.readString(directory.resolve(name)), type);
    } catch (JsonProcessingException e) {
      throw new IOException(name + ": " + e.getMessage(), e);
    }
  }
}
