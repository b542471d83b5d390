package city.sawang.local.ledger;

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
 * @param findings the defects
 */
record Verdict(Map<String, Long> figures, Findings findings) {
  Verdict {
    figures = new LinkedHashMap<>(figures);
  }

  /** 0: clean, 1: a defect was found. */
  int exitCode() {
    return findings.clean() ? 0 : 1;
  }

  /** One line per figure and kind, then the examples. */
  String table() {
    StringBuilder text = new StringBuilder();
    figures.forEach(
        (name, value) -> text.append(String.format(Locale.ROOT, "%-44s %12d%n", name, value)));
    for (Kind kind : Kind.values()) {
      text.append(String.format(Locale.ROOT, "%-44s %12d%n", kind, findings.count(kind)));
    }
    for (Kind kind : Kind.values()) {
      findings.examples(kind).forEach(f -> text.append("  ").append(f).append('\n'));
      long more = findings.count(kind) - findings.examples(kind).size();
      if (more > 0) {
        text.append("  … and ").append(more).append(" more ").append(kind).append('\n');
      }
    }
    return text.append("verdict: ").append(findings.clean() ? "clean" : "defects found").toString();
  }

  /** The same for programs. */
  void write(Path file) throws IOException {
    ObjectMapper mapper = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    ObjectNode root = mapper.createObjectNode();
    root.put("clean", findings.clean());
    ObjectNode compared = root.putObject("compared");
    figures.forEach(compared::put);
    ObjectNode counts = root.putObject("found");
    var examples = root.putArray("examples");
    for (Kind kind : Kind.values()) {
      counts.put(kind.name(), findings.count(kind));
      for (Findings.Finding finding : findings.examples(kind)) {
        ObjectNode example = examples.addObject();
        example.put("kind", kind.name());
        example.put("subject", finding.subject());
        example.put("at", Instant.ofEpochMilli(finding.at()).toString());
        example.put("detail", finding.detail());
      }
    }
    Files.writeString(file, mapper.writeValueAsString(root) + '\n');
  }
}
