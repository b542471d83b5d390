package city.sawang.local.verify;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The result of a verification.
 *
 * @param figures what was compared, by name, in the order of the road
 * @param defects the defects
 */
public record VerificationReport(Map<String, Long> figures, Defects defects) {
  public VerificationReport {
    figures = new LinkedHashMap<>(figures);
  }

  /** Whether no defect was found. */
  public boolean clean() {
    return defects.clean();
  }

  /** One line per figure and kind, then the examples. */
  public String table() {
    StringBuilder text = new StringBuilder();
    figures.forEach(
        (name, value) -> text.append(String.format(Locale.ROOT, "%-44s %12d%n", name, value)));
    for (DefectKind kind : DefectKind.values()) {
      text.append(String.format(Locale.ROOT, "%-44s %12d%n", kind, defects.count(kind)));
    }
    for (DefectKind kind : DefectKind.values()) {
      defects.examples(kind).forEach(f -> text.append("  ").append(f).append('\n'));
      long more = defects.count(kind) - defects.examples(kind).size();
      if (more > 0) {
        text.append("  … and ").append(more).append(" more ").append(kind).append('\n');
      }
    }
    return text.append("verdict: ").append(defects.clean() ? "clean" : "defects found").toString();
  }

  /** Writes figures and defects as JSON. */
  public void write(Path file) throws IOException {
    ObjectMapper mapper = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    ObjectNode root = mapper.createObjectNode();
    root.put("clean", defects.clean());
    ObjectNode compared = root.putObject("compared");
    figures.forEach(compared::put);
    ObjectNode counts = root.putObject("found");
    var examples = root.putArray("examples");
    for (DefectKind kind : DefectKind.values()) {
      counts.put(kind.name(), defects.count(kind));
      for (Defects.Defect defect : defects.examples(kind)) {
        ObjectNode example = examples.addObject();
        example.put("kind", kind.name());
        example.put("subject", defect.subject());
        example.put("at", Instant.ofEpochMilli(defect.at()).toString());
        example.put("detail", defect.detail());
      }
    }
    Files.writeString(file, mapper.writeValueAsString(root) + '\n');
  }
}
