package city.sawang.local.notify.message;

import city.sawang.local.notify.config.ReceiverConfig;
import city.sawang.local.notify.message.Notification.Digest;
import city.sawang.local.notify.message.Notification.OfIncident;
import city.sawang.local.notify.message.Notification.Summary;
import city.sawang.local.notify.message.Wording.Words;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A message as Alertmanager sends it to webhook receivers, version 4: one alert in a group of its
 * own. Summary and digest come as alerts that are resolved: nothing of them goes on.
 *
 * @see <a href="https://prometheus.io/docs/alerting/latest/configuration/#webhook_config">its
 *     documentation</a>
 */
public final class AlertmanagerPayload {
  /** Go's zero time: Alertmanager's end of what goes on. */
  private static final String NEVER = "0001-01-01T00:00:00Z";

  private static final long FNV_OFFSET = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;
  private static final int SEPARATOR = 0xFF;

  private AlertmanagerPayload() {}

  private record Span(Instant from, Optional<Instant> until) {}

  /** The body of the request. */
  public static ObjectNode of(
      Notification message, ReceiverConfig receiver, Optional<URI> dashboards) {
    SortedMap<String, String> labels = labels(message);
    Words words = Wording.of(message, receiver.language(), Optional.empty());
    String group = labels.containsKey("incident_id") ? "incident_id" : "alertname";
    Span span = span(message);
    String status = span.until().isPresent() ? "resolved" : "firing";
    String link = dashboards.map(URI::toString).orElse("");
    ObjectNode annotations =
        JsonNodeFactory.instance
            .objectNode()
            .put("summary", words.title())
            .put("description", String.join("\n", words.lines()));

    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("version", "4");
    json.put("groupKey", "{}:{%s=\"%s\"}".formatted(group, labels.get(group)));
    json.put("truncatedAlerts", 0);
    json.put("status", status);
    json.put("receiver", receiver.name());
    json.putObject("groupLabels").put(group, labels.get(group));
    json.set("commonLabels", object(labels));
    json.set("commonAnnotations", annotations.deepCopy());
    json.put("externalURL", link);
    ObjectNode alert = json.putArray("alerts").addObject();
    alert.put("status", status);
    alert.set("labels", object(labels));
    alert.set("annotations", annotations);
    alert.put("startsAt", span.from().toString());
    alert.put("endsAt", span.until().map(Instant::toString).orElse(NEVER));
    alert.put("generatorURL", link);
    alert.put("fingerprint", fingerprint(labels));
    return json;
  }

  /** They stay as they are from the raise to the end: receivers know an alert again by them. */
  private static SortedMap<String, String> labels(Notification message) {
    SortedMap<String, String> labels = new TreeMap<>();
    if (message instanceof OfIncident one) {
      labels.put("alertname", one.fault().code());
      labels.put("city", one.city().cityId());
      labels.put("incident_id", one.fault().incidentId());
      labels.put("scope", one.fault().scope());
      labels.put("subject", one.fault().subjectId());
      labels.put("severity", one.fault().severity().toLowerCase(Locale.ROOT));
    } else if (message instanceof Summary summary) {
      labels.put("alertname", "SawangSummary");
      labels.put("city", summary.city().cityId());
      labels.put("severity", "major");
    } else {
      labels.put("alertname", "SawangDigest");
      labels.put("severity", "none");
    }
    return labels;
  }

  private static Span span(Notification message) {
    if (message instanceof OfIncident one) {
      Instant from = one.course().openedAt();
      return switch (one.kind()) {
        case CLEARED ->
            new Span(from, Optional.of(one.course().clearedAt().orElse(one.createdAt())));
        case RETRACTED -> new Span(from, Optional.of(one.createdAt()));
        default -> new Span(from, Optional.empty());
      };
    }
    if (message instanceof Summary summary) {
      return new Span(summary.hour(), Optional.of(summary.hour().plus(Duration.ofHours(1))));
    }
    Digest digest = (Digest) message;
    return new Span(digest.since(), Optional.of(digest.until()));
  }

  /** As Prometheus makes it of labels in order: FNV-1a of 64 bits, each text ended by FF. */
  static String fingerprint(SortedMap<String, String> labels) {
    long hash = FNV_OFFSET;
    for (Map.Entry<String, String> label : labels.entrySet()) {
      hash = add(add(hash, label.getKey()), label.getValue());
    }
    return String.format(Locale.ROOT, "%016x", hash);
  }

  private static long add(long before, String text) {
    long hash = before;
    for (byte one : text.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ one & 0xFF) * FNV_PRIME;
    }
    return (hash ^ SEPARATOR) * FNV_PRIME;
  }

  private static ObjectNode object(Map<String, String> texts) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    texts.forEach(json::put);
    return json;
  }
}
