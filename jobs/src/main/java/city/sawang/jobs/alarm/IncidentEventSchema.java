package city.sawang.jobs.alarm;

import city.sawang.jobs.incident.IncidentChange;
import city.sawang.jobs.incident.model.Evidence;
import city.sawang.jobs.incident.model.Incident;
import city.sawang.schemas.AvroMessages;
import city.sawang.schemas.Topics;
import city.sawang.schemas.avro.IncidentEvent;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.apache.flink.api.common.serialization.SerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Makes a CloudEvent 1.0 in Kafka's binary mode of a change: the attributes are headers, the data
 * is an {@link IncidentEvent} in Avro's single-object encoding. Nothing of it depends on when it is
 * sent, so an event that a restart repeats is the same event.
 */
final class IncidentEventSchema implements KafkaRecordSerializationSchema<IncidentChange> {
  private static final long serialVersionUID = 1L;
  private static final String TYPE = "city.sawang.incident.";

  private transient AvroMessages messages;

  @Override
  public void open(SerializationSchema.InitializationContext context, KafkaSinkContext sink) {
    messages = new AvroMessages();
  }

  @Override
  public ProducerRecord<byte[], byte[]> serialize(
      IncidentChange change, KafkaSinkContext context, Long timestamp) {
    Incident incident = change.incident();
    long time = latestInstant(incident);
    Integer byItsKey = null;
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(
            Topics.INCIDENTS,
            byItsKey,
            time,
            bytes(Topics.incidentKey(incident.cityId(), incident.incidentId())),
            messages.encode(data(change)));
    header(record, "ce_specversion", "1.0");
    header(record, "ce_id", incident.incidentId() + '.' + incident.revision());
    header(record, "ce_source", "/sawang/cities/" + incident.cityId());
    header(record, "ce_type", TYPE + state(change));
    header(record, "ce_time", Instant.ofEpochMilli(time).toString());
    header(record, "ce_subject", incident.scope().name() + '/' + incident.subjectId());
    header(record, "content-type", "application/avro");
    return record;
  }

  private static String state(IncidentChange change) {
    if (change.isRetracted()) {
      return "retracted";
    }
    if (change.incident().isOpen()) {
      return "open";
    }
    return change.incident().verifiedAt() == null ? "cleared" : "verified";
  }

  private static long latestInstant(Incident incident) {
    long latest = incident.detectedAt();
    for (Evidence reading : incident.evidence()) {
      latest = Math.max(latest, reading.observedAt());
    }
    latest = incident.clearedAt() == null ? latest : Math.max(latest, incident.clearedAt());
    return incident.verifiedAt() == null ? latest : Math.max(latest, incident.verifiedAt());
  }

  private static IncidentEvent data(IncidentChange change) {
    Incident i = change.incident();
    return IncidentEvent.newBuilder()
        .setCityId(i.cityId())
        .setIncidentId(i.incidentId())
        .setRevision(i.revision())
        .setCode(i.code().name())
        .setScope(i.scope().name())
        .setSubjectId(i.subjectId())
        .setParentId(i.parentId())
        .setSeverity(i.severity().name())
        .setOpenedAt(i.openedAt())
        .setDetectedAt(i.detectedAt())
        .setClearedAt(i.clearedAt())
        .setVerifiedAt(i.verifiedAt())
        .setRuleVersion(i.ruleVersion())
        .setEvidence(EvidenceJson.of(i.evidence()))
        .setDarkLampSeconds(i.darkLampSeconds())
        .setEnergyEffectMilliwattHours(i.energyEffectMwh())
        .setRetracted(change.isRetracted())
        .build();
  }

  private static void header(ProducerRecord<byte[], byte[]> record, String name, String value) {
    record.headers().add(name, bytes(value));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
