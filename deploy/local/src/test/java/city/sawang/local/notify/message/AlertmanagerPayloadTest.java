package city.sawang.local.notify.message;

import static org.assertj.core.api.Assertions.assertThat;

import city.sawang.local.notify.config.TextLanguage;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Written by hand after the description of webhook_config in Alertmanager's documentation. What
 * Alertmanager 0.25 sent for an alert with these labels on 2026-11-30 has the same members, group
 * key and fingerprint.
 */
class AlertmanagerPayloadTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Optional<URI> DASHBOARDS =
      Optional.of(URI.create("https://lights.example.org"));

  private static JsonNode of(Notification message) {
    return AlertmanagerPayload.of(message, SampleMessages.receiver(TextLanguage.EN), DASHBOARDS);
  }

  @Test
  void aRaisedIncidentFires() throws JsonProcessingException {
    assertThat(of(SampleMessages.raised()))
        .isEqualTo(
            JSON.readTree(
                """
                {
                  "version": "4",
                  "groupKey": "{}:{incident_id=\\"inc-7k3m-9q2x-4tzc\\"}",
                  "truncatedAlerts": 0,
                  "status": "firing",
                  "receiver": "on-call",
                  "groupLabels": {"incident_id": "inc-7k3m-9q2x-4tzc"},
                  "commonLabels": {
                    "alertname": "FEEDER_OUTAGE", "city": "mueang-nan", "incident_id": "inc-7k3m-9q2x-4tzc",
                    "scope": "FEEDER", "severity": "critical", "subject": "F3"
                  },
                  "commonAnnotations": {
                    "summary": "🔴 Mueang Nan · circuit F3 · broken",
                    "description": "the whole circuit is off: breaker, contactor or cable\\nsince 22 Nov 21:30\\nexplains 200 others\\nto act: a crew\\nhttps://maps.google.com/?q=18.783100,100.783200"
                  },
                  "externalURL": "https://lights.example.org",
                  "alerts": [{
                    "status": "firing",
                    "labels": {
                      "alertname": "FEEDER_OUTAGE", "city": "mueang-nan", "incident_id": "inc-7k3m-9q2x-4tzc",
                      "scope": "FEEDER", "severity": "critical", "subject": "F3"
                    },
                    "annotations": {
                      "summary": "🔴 Mueang Nan · circuit F3 · broken",
                      "description": "the whole circuit is off: breaker, contactor or cable\\nsince 22 Nov 21:30\\nexplains 200 others\\nto act: a crew\\nhttps://maps.google.com/?q=18.783100,100.783200"
                    },
                    "startsAt": "2026-11-22T14:30:00Z",
                    "endsAt": "0001-01-01T00:00:00Z",
                    "generatorURL": "https://lights.example.org",
                    "fingerprint": "03ddb93ec6efd8c9"
                  }]
                }
                """));
  }

  @Test
  void itsEndIsTheSameAlertResolved() {
    JsonNode raised = of(SampleMessages.raised());
    for (Notification end :
        new Notification[] {SampleMessages.cleared(true), SampleMessages.retracted()}) {
      JsonNode resolved = of(end);

      assertThat(resolved.path("status").asText()).isEqualTo("resolved");
      assertThat(resolved.at("/alerts/0/status").asText()).isEqualTo("resolved");
      for (String same :
          new String[] {
            "/groupKey", "/alerts/0/labels", "/alerts/0/fingerprint", "/alerts/0/startsAt"
          }) {
        assertThat(resolved.at(same)).as(same).isEqualTo(raised.at(same));
      }
    }
    assertThat(of(SampleMessages.cleared(true)).at("/alerts/0/endsAt").asText())
        .isEqualTo("2026-11-22T16:05:00Z");
    assertThat(of(SampleMessages.retracted()).at("/alerts/0/endsAt").asText())
        .isEqualTo("2026-11-22T15:00:02Z");
  }

  @Test
  void summaryAndDigestNeverGoOn() {
    JsonNode summary = of(SampleMessages.summary());
    JsonNode digest = of(SampleMessages.digest());

    assertThat(summary.path("status").asText()).isEqualTo("resolved");
    assertThat(summary.path("groupKey").asText()).isEqualTo("{}:{alertname=\"SawangSummary\"}");
    assertThat(summary.at("/alerts/0/endsAt").asText()).isEqualTo("2026-11-22T15:00:00Z");
    assertThat(digest.path("status").asText()).isEqualTo("resolved");
    assertThat(digest.at("/alerts/0/labels/alertname").asText()).isEqualTo("SawangDigest");
  }

  @Test
  void withoutDashboardsTheLinksAreEmpty() {
    JsonNode json =
        AlertmanagerPayload.of(
            SampleMessages.raised(), SampleMessages.receiver(TextLanguage.TH), Optional.empty());

    assertThat(json.path("externalURL").asText("none")).isEmpty();
    assertThat(json.at("/alerts/0/generatorURL").asText("none")).isEmpty();
    assertThat(json.at("/commonAnnotations/summary").asText())
        .isEqualTo("🔴 น่าน · วงจร F3 · เสีย");
  }

  /** The second value is one that Prometheus tests its own function with. */
  @Test
  void theFingerprintIsThatOfPrometheus() {
    var labels = new TreeMap<>(Map.of("name", "garland, briggs", "fear", "love is not enough"));

    assertThat(AlertmanagerPayload.fingerprint(new TreeMap<>())).isEqualTo("cbf29ce484222325");
    assertThat(AlertmanagerPayload.fingerprint(labels))
        .isEqualTo(Long.toHexString(5_799_056_148_416_392_346L));
  }
}
