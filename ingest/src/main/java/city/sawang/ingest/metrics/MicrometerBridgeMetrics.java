package city.sawang.ingest.metrics;

import city.sawang.schemas.ReasonCode;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/**
 * Counts into Micrometer. In Prometheus the names are {@code sawang_bridge_received_messages_total},
 * {@code …_ended_messages_total{outcome}}, {@code …_accepted_readings_total}, {@code
 * …_backlog_readings_total}, {@code …_quarantined_payloads_total{reason}}, {@code
 * …_kafka_acks_records_total}, {@code
 * …_heartbeats_records_total}, {@code …_flawed_packets_total{flaw}}, {@code …_reconnects_total{reason}}, {@code …_possible_gaps_total},
 * and per broker {@code …_outstanding_messages} and {@code …_oldest_unacknowledged_seconds}. Every
 * counter is there from the start, because a rate over a series that appears late misses its first
 * step.
 */
public final class MicrometerBridgeMetrics implements BridgeMetrics {
  private static final String PREFIX = "sawang.bridge.";

  private final MeterRegistry registry;
  private final Counter received;
  private final Counter accepted;
  private final Counter backlog;
  private final Counter heartbeats;
  private final Counter kafkaAcks;
  private final Counter possibleGaps;
  private final Map<Outcome, Counter> ended;
  private final Map<ReasonCode, Counter> quarantined;
  private final Map<EndReason, Counter> reconnects;
  private final Map<PacketFlaw, Counter> flawed;

  public MicrometerBridgeMetrics(MeterRegistry registry) {
    this.registry = registry;
    received = counter("received.messages", "MQTT messages that arrived, redelivered ones too");
    accepted = counter("accepted.readings", "Readings that Kafka confirmed");
    backlog = counter("backlog.readings", "Those of them that were sent behind a backlog");
    heartbeats = counter("heartbeats.records", "Heartbeats that Kafka confirmed");
    kafkaAcks = counter("kafka.acks.records", "Records that Kafka confirmed");
    possibleGaps = counter("possible.gaps", "Connections for which a broker had kept no session");
    ended = counters(Outcome.class, "ended.messages", "outcome", "How messages ended");
    quarantined =
        counters(
            ReasonCode.class,
            "quarantined.payloads",
            "reason",
            "Refused payloads that Kafka confirmed");
    reconnects =
        counters(EndReason.class, "reconnects", "reason", "Connections to brokers replaced");
    flawed =
        counters(
            PacketFlaw.class,
            "flawed.packets",
            "flaw",
            "Messages that arrived in too large or malformed packets");
  }

  private Counter counter(String name, String description) {
    return Counter.builder(PREFIX + name).description(description).register(registry);
  }

  private <E extends Enum<E>> Map<E, Counter> counters(
      Class<E> keys, String name, String label, String description) {
    Map<E, Counter> counters = new EnumMap<>(keys);
    for (E key : keys.getEnumConstants()) {
      // Reason codes are written as the contract writes them, everything else in lower case.
      String value = key instanceof ReasonCode ? key.name() : key.name().toLowerCase(Locale.ROOT);
      counters.put(
          key,
          Counter.builder(PREFIX + name)
              .description(description)
              .tag(label, value)
              .register(registry));
    }
    return counters;
  }

  @Override
  public void received() {
    received.increment();
  }

  @Override
  public void flawed(PacketFlaw flaw) {
    flawed.get(flaw).increment();
  }

  @Override
  public void ended(Outcome outcome, int messages) {
    ended.get(outcome).increment(messages);
  }

  @Override
  public void accepted() {
    accepted.increment();
    kafkaAcks.increment();
  }

  @Override
  public void backlog() {
    backlog.increment();
  }

  @Override
  public void quarantined(ReasonCode reason) {
    quarantined.get(reason).increment();
    kafkaAcks.increment();
  }

  @Override
  public void heartbeat() {
    heartbeats.increment();
    kafkaAcks.increment();
  }

  @Override
  public void reconnect(EndReason reason) {
    reconnects.get(reason).increment();
  }

  @Override
  public void possibleGap() {
    possibleGaps.increment();
  }

  @Override
  public void watch(String broker, LongSupplier outstanding, DoubleSupplier oldestSeconds) {
    Gauge.builder(PREFIX + "outstanding.messages", outstanding::getAsLong)
        .description("Messages taken from this broker and not yet acknowledged")
        .tag("broker", broker)
        .register(registry);
    Gauge.builder(PREFIX + "oldest.unacknowledged.seconds", oldestSeconds::getAsDouble)
        .description("Age of the oldest of them")
        .tag("broker", broker)
        .register(registry);
  }
}
