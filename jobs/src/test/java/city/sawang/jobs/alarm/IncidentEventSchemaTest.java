package city.sawang.jobs.alarm;

import static org.assertj.core.api.Assertions.assertThat;

import city.sawang.jobs.incident.IncidentChange;
import city.sawang.jobs.incident.model.Evidence;
import city.sawang.jobs.incident.model.FaultCode;
import city.sawang.jobs.incident.model.Incident;
import city.sawang.jobs.incident.model.Quantity;
import city.sawang.jobs.incident.model.Scope;
import city.sawang.jobs.incident.model.Severity;
import city.sawang.schemas.AvroMessages;
import city.sawang.schemas.avro.IncidentEvent;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The events as CONTRACT.md#incident-events has them. */
class IncidentEventSchemaTest {
  private static final long OPENED = Instant.parse("2026-11-20T14:00:00Z").toEpochMilli();
  private static final long MINUTE = 60_000;

  private final IncidentEventSchema schema = new IncidentEventSchema();

  @BeforeEach
  void open() {
    schema.open(null, null);
  }

  private static Incident incident(Long clearedAt, Long verifiedAt, long revision) {
    return new Incident(
        "inc-7k3m-9q2x-4tzc",
        "mueang-nan",
        FaultCode.LAMP_FAILURE,
        Scope.LAMP,
        "MUEANG-NAN-0012",
        null,
        Severity.MAJOR,
        OPENED,
        OPENED + 10 * MINUTE,
        clearedAt,
        verifiedAt,
        1,
        List.of(
            new Evidence(
                OPENED + 20 * MINUTE,
                Map.of(Quantity.ACTIVE_POWER_MW, 300L),
                true,
                10_000,
                40_000)),
        600,
        -5_000,
        revision);
  }

  private ProducerRecord<byte[], byte[]> event(IncidentChange change) {
    return schema.serialize(change, null, Long.MIN_VALUE);
  }

  private static Map<String, String> headers(ProducerRecord<byte[], byte[]> event) {
    Map<String, String> headers = new LinkedHashMap<>();
    event
        .headers()
        .forEach(
            header ->
                headers.put(header.key(), new String(header.value(), StandardCharsets.UTF_8)));
    return headers;
  }

  @Test
  void anOpenIncidentIsACloudEventInBinaryMode() {
    ProducerRecord<byte[], byte[]> event =
        event(new IncidentChange.Published(incident(null, null, 3)));

    assertThat(event.topic()).isEqualTo("lighting.incidents.v1");
    assertThat(new String(event.key(), StandardCharsets.UTF_8))
        .isEqualTo("mueang-nan/inc-7k3m-9q2x-4tzc");
    assertThat(event.timestamp()).isEqualTo(OPENED + 20 * MINUTE);
    assertThat(headers(event))
        .isEqualTo(
            Map.of(
                "ce_specversion", "1.0",
                "ce_id", "inc-7k3m-9q2x-4tzc.3",
                "ce_source", "/sawang/cities/mueang-nan",
                "ce_type", "city.sawang.incident.open",
                "ce_time", "2026-11-20T14:20:00Z",
                "ce_subject", "LAMP/MUEANG-NAN-0012",
                "content-type", "application/avro"));
    assertThat(new AvroMessages().decode(event.value()))
        .isEqualTo(
            IncidentEvent.newBuilder()
                .setCityId("mueang-nan")
                .setIncidentId("inc-7k3m-9q2x-4tzc")
                .setRevision(3)
                .setCode("LAMP_FAILURE")
                .setScope("LAMP")
                .setSubjectId("MUEANG-NAN-0012")
                .setSeverity("MAJOR")
                .setOpenedAt(OPENED)
                .setDetectedAt(OPENED + 10 * MINUTE)
                .setRuleVersion(1)
                .setEvidence(
                    "[{\"observed_at\":\"2026-11-20T14:20:00Z\",\"active_power_mw\":300,"
                        + "\"expected_lit\":true,\"expected_dim_bp\":10000,\"expected_mw\":40000}]")
                .setDarkLampSeconds(600)
                .setEnergyEffectMilliwattHours(-5_000)
                .setRetracted(false)
                .build());
  }

  @Test
  void theTypeSaysWhatTheIncidentIsNow() {
    long later = OPENED + 60 * MINUTE;
    IncidentChange cleared = new IncidentChange.Published(incident(later, null, 4));
    IncidentChange verified = new IncidentChange.Published(incident(later, later + MINUTE, 5));
    IncidentChange retracted = new IncidentChange.Retracted(incident(null, null, 6));

    assertThat(headers(event(cleared)))
        .containsEntry("ce_type", "city.sawang.incident.cleared")
        .containsEntry("ce_time", "2026-11-20T15:00:00Z");
    assertThat(headers(event(verified)))
        .containsEntry("ce_type", "city.sawang.incident.verified")
        .containsEntry("ce_time", "2026-11-20T15:01:00Z");
    assertThat(headers(event(retracted)))
        .containsEntry("ce_type", "city.sawang.incident.retracted")
        .containsEntry("ce_id", "inc-7k3m-9q2x-4tzc.6");
    assertThat(((IncidentEvent) new AvroMessages().decode(event(retracted).value())).getRetracted())
        .isTrue();
  }

  @Test
  void whatARestartRepeatsIsTheSameEvent() {
    IncidentChange change = new IncidentChange.Published(incident(null, null, 3));
    IncidentEventSchema afterRestart = new IncidentEventSchema();
    afterRestart.open(null, null);

    ProducerRecord<byte[], byte[]> again = afterRestart.serialize(change, null, 7L);

    assertThat(headers(again)).isEqualTo(headers(event(change)));
    assertThat(again.value()).isEqualTo(event(change).value());
    assertThat(again.timestamp()).isEqualTo(event(change).timestamp());
  }
}
