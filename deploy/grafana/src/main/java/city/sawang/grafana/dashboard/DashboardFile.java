package city.sawang.grafana.dashboard;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;

/**
 * A dashboard and where it came from.
 *
 * @param audience name of the directory
 * @param tree the JSON as it was read
 */
public record DashboardFile(Path path, String audience, Dashboard dashboard, JsonNode tree) {
  /** {@code audience/name.json}, for messages. */
  public String name() {
    return audience + "/" + path.getFileName();
  }
}
