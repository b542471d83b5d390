package city.sawang.local.verify.incident;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** How well incidents tell what was broken: a row for each code, and what must never happen. */
public final class IncidentScore {
  private static final int MOST_EXAMPLES = 20;
  private static final String ROW = "%-22s %8s %8s %8s %8s %8s %6s %9s %7s %8s %8s %6s%n";

  private final ScoreLimits limits;
  private final Map<String, Integer> missing;
  private final Map<String, CodeScore> codes = new TreeMap<>();
  private final List<String> missed = new ArrayList<>();
  private final List<String> falseAlarms = new ArrayList<>();
  private final List<String> daytimeSilences = new ArrayList<>();

  /** Incidents that an outage explains. */
  int children;

  int quietNights;
  int quietNotifications;
  int mostQuietNotifications;

  IncidentScore(ScoreLimits limits, Map<String, Integer> missing) {
    this.limits = limits;
    this.missing = Map.copyOf(missing);
  }

  CodeScore of(String code) {
    return codes.computeIfAbsent(code, CodeScore::new);
  }

  void missed(InjectedTruth.Fault fault) {
    missed.add(
        "missed %s, %s, from %s to %s"
            .formatted(
                fault.subject(),
                fault.form(),
                Instant.ofEpochMilli(fault.from()),
                fault.to() == Long.MAX_VALUE ? "the end" : Instant.ofEpochMilli(fault.to())));
  }

  void falseAlarm(RaisedIncident incident, String why) {
    falseAlarms.add(
        "false %s %s, opened %s, detected %s, cleared %s: %s"
            .formatted(
                incident.incidentId(),
                incident.subject(),
                Instant.ofEpochMilli(incident.openedAt()),
                Instant.ofEpochMilli(incident.detectedAt()),
                incident.clearedAt() == null ? "never" : Instant.ofEpochMilli(incident.clearedAt()),
                why));
  }

  void daytimeSilence(RaisedIncident incident) {
    daytimeSilences.add(
        "by day %s %s, detected %s"
            .formatted(
                incident.incidentId(),
                incident.subject(),
                Instant.ofEpochMilli(incident.detectedAt())));
  }

  /** Whether every limit is reached, and anything was injected at all. */
  public boolean passed() {
    return codes.values().stream().allMatch(code -> code.reaches(limits))
        && codes.values().stream().anyMatch(code -> code.injected > 0)
        && daytimeSilences.isEmpty()
        && mostQuietNotifications <= limits.quietNotifications();
  }

  /** One line a code, what must never happen, then every miss and false alarm up to a number. */
  public String table() {
    StringBuilder text = new StringBuilder();
    text.append(
        row(
            "code",
            "injected",
            "controls",
            "raised",
            "matched",
            "false",
            "also",
            "precision",
            "recall",
            "median",
            "p99 min",
            "p99 I"));
    for (CodeScore c : codes.values()) {
      text.append(
          row(
              c.code,
              c.injected,
              c.controls,
              c.raised(),
              c.matched,
              c.falseAlarms,
              c.explained,
              number(c.precision(), 3),
              number(c.recall(), 3),
              number(c.medianMinutes(), 1),
              number(c.p99Minutes(), 1),
              number(c.p99Intervals(), 1)));
    }
    text.append(line("incidents that an outage explains", children));
    text.append(line("daytime silence alarms on night-powered circuits", daytimeSilences.size()));
    text.append(line("quiet nights of a city", quietNights));
    text.append(line("notifications in them, altogether", quietNotifications));
    text.append(line("notifications in them, most of one", mostQuietNotifications));
    missing.forEach(
        (code, count) -> text.append(line("asked for and not injected: " + code, count)));
    examples(text, missed);
    examples(text, falseAlarms);
    examples(text, daytimeSilences);
    return text.append("verdict: ")
        .append(passed() ? "passed" : "failed")
        .append(
            String.format(
                Locale.ROOT,
                " (precision ≥ %.3f, recall ≥ %.3f, no silence by day, ≤ %d notifications)",
                limits.precision(),
                limits.recall(),
                limits.quietNotifications()))
        .toString();
  }

  private static String row(Object... cells) {
    return String.format(Locale.ROOT, ROW, cells);
  }

  private static String line(String name, int value) {
    return String.format(Locale.ROOT, "%-58s %6d%n", name, value);
  }

  private static void examples(StringBuilder text, List<String> lines) {
    lines.stream().limit(MOST_EXAMPLES).forEach(l -> text.append("  ").append(l).append('\n'));
    if (lines.size() > MOST_EXAMPLES) {
      text.append("  … and ").append(lines.size() - MOST_EXAMPLES).append(" more\n");
    }
  }

  private static String number(double value, int decimals) {
    return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, "%." + decimals + 'f', value);
  }

  /** Writes all of it as JSON. */
  public void write(Path file) throws IOException {
    ObjectMapper mapper = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    ObjectNode root = mapper.createObjectNode();
    root.put("passed", passed());
    ArrayNode rows = root.putArray("codes");
    for (CodeScore c : codes.values()) {
      ObjectNode row = rows.addObject();
      row.put("code", c.code);
      row.put("injected", c.injected);
      row.put("controls", c.controls);
      row.put("raised", c.raised());
      row.put("matched", c.matched);
      row.put("found", c.found);
      row.put("falseAlarms", c.falseAlarms);
      row.put("explained", c.explained);
      put(row, "precision", c.precision());
      put(row, "recall", c.recall());
      put(row, "medianMinutes", c.medianMinutes());
      put(row, "p99Minutes", c.p99Minutes());
      put(row, "p99Intervals", c.p99Intervals());
    }
    root.put("children", children);
    root.put("quietNights", quietNights);
    root.put("quietNotifications", quietNotifications);
    root.put("mostQuietNotifications", mostQuietNotifications);
    missing.forEach(root.putObject("notInjected")::put);
    missed.forEach(root.putArray("missed")::add);
    falseAlarms.forEach(root.putArray("false")::add);
    daytimeSilences.forEach(root.putArray("daytimeSilences")::add);
    Files.writeString(file, mapper.writeValueAsString(root) + '\n');
  }

  private static void put(ObjectNode row, String name, double value) {
    if (Double.isNaN(value)) {
      row.putNull(name);
    } else {
      row.put(name, value);
    }
  }
}
