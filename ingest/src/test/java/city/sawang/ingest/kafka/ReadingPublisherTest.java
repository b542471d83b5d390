package city.sawang.ingest.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import city.sawang.ingest.config.BridgeConfig;
import city.sawang.ingest.metrics.InMemoryBridgeMetrics;
import city.sawang.schemas.AvroMessages;
import city.sawang.schemas.Lanes;
import city.sawang.schemas.ReasonCode;
import city.sawang.schemas.Topics;
import city.sawang.schemas.avro.DeviceKind;
import city.sawang.schemas.avro.Heartbeat;
import city.sawang.schemas.avro.QuarantinedPayload;
import city.sawang.schemas.avro.Reading;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.NotEnoughReplicasException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

/** What goes to Kafka, and what is reported back, with Kafka's own producer of tests. */
class ReadingPublisherTest {
  private static final int ORDINARY = 4;
  private static final int RESERVED = 2;
  private static final long NOW = 1_795_000_000_000L;
  private static final byte[] BYTES = new AvroMessages().encode(new Heartbeat("bridge-1", NOW));
  private static final BridgeConfig CONFIG =
      BridgeConfig.of("tcp://localhost:1883", "bridge-1", "localhost:9092");

  private final ArrayDeque<MockProducer<byte[], byte[]>> made = new ArrayDeque<>();
  private final InMemoryBridgeMetrics metrics = new InMemoryBridgeMetrics();
  private final ReadingPublisher publisher =
      new ReadingPublisher(
          CONFIG,
          metrics,
          () -> {
            made.add(producer());
            return made.getLast();
          });
  private final Recorded delivery = new Recorded();

  private static MockProducer<byte[], byte[]> producer() {
    Node node = new Node(0, "localhost", 9092);
    List<PartitionInfo> partitions =
        Stream.of(
                partitions(node, Topics.READINGS, ORDINARY + RESERVED),
                partitions(node, Topics.REGISTRY, ORDINARY),
                partitions(node, Topics.QUARANTINE, 1))
            .flatMap(List::stream)
            .toList();
    return new MockProducer<>(
        new Cluster("test", List.of(node), partitions, Set.of(), Set.of()),
        false,
        null,
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }

  private static List<PartitionInfo> partitions(Node node, String topic, int count) {
    Node[] replicas = {node};
    return IntStream.range(0, count)
        .mapToObj(number -> new PartitionInfo(topic, number, node, replicas, replicas))
        .toList();
  }

  private static final class Recorded implements ReadingPublisher.Delivery {
    final List<Exception> failures = new ArrayList<>();
    int confirmed;

    @Override
    public void confirmed() {
      confirmed++;
    }

    @Override
    public void failed(Exception why) {
      failures.add(why);
    }
  }

  private MockProducer<byte[], byte[]> kafka() {
    return made.getLast();
  }

  private ProducerRecord<byte[], byte[]> lastSent() {
    List<ProducerRecord<byte[], byte[]>> history = kafka().history();
    return history.get(history.size() - 1);
  }

  private static Reading reading(String controller, long observedAt) {
    return Reading.newBuilder()
        .setCityId("mueang-nan")
        .setControllerId(controller)
        .setKind(DeviceKind.LAMP)
        .setObservedAt(observedAt)
        .setReceivedAt(NOW)
        .setTopic("lighting/v1/mueang-nan/" + controller + "/reading")
        .setProfile("native")
        .setDigest(1)
        .build();
  }

  private static QuarantinedPayload refused() {
    return QuarantinedPayload.newBuilder()
        .setQuarantineId("3f2a")
        .setReceivedAt(NOW)
        .setTopic("lighting/v1/mueang-nan/NLC-1/reading")
        .setReason(ReasonCode.NOT_JSON.name())
        .setDetail("no JSON")
        .setPayload(ByteBuffer.wrap(BYTES))
        .build();
  }

  @Test
  void aReadingHasTheKeyOfItsControllerAndTheTimeOfItsDevice() {
    // When
    publisher.publish(reading("NLC-1", NOW - 5_000), BYTES, delivery);
    // Then
    ProducerRecord<byte[], byte[]> sent = lastSent();
    assertThat(sent.topic()).isEqualTo(Topics.READINGS);
    assertThat(new String(sent.key(), StandardCharsets.UTF_8))
        .isEqualTo(Topics.key("mueang-nan", "NLC-1"));
    assertThat(sent.timestamp()).isEqualTo(NOW - 5_000);
    assertThat(sent.value()).isSameAs(BYTES);
    assertThat(sent.headers()).isEmpty();
    assertThat(sent.partition()).isLessThan(ORDINARY);
  }

  @Test
  void nothingIsReportedBeforeKafkaConfirms() {
    // Given
    publisher.publish(reading("NLC-1", NOW), BYTES, delivery);
    assertThat(delivery.confirmed).isZero();
    assertThat(metrics.acceptedReadings()).isZero();
    assertThat(publisher.confirmedWithin(Duration.ofDays(1))).isFalse();
    // When
    assertThat(kafka().completeNext()).isTrue();
    // Then
    assertThat(delivery.confirmed).isEqualTo(1);
    assertThat(delivery.failures).isEmpty();
    assertThat(metrics.acceptedReadings()).isEqualTo(1);
    assertThat(metrics.backlogReadings()).isZero();
    assertThat(metrics.kafkaAcks()).isEqualTo(1);
    assertThat(publisher.confirmedWithin(Duration.ofDays(1))).isTrue();
  }

  @Test
  void anOldReadingAndWhatFollowsItTakeTheReservedPartitions() {
    // When
    publisher.publish(reading("returns", NOW - 7_200_000), BYTES, delivery);
    int old = lastSent().partition();
    publisher.publish(reading("returns", NOW), BYTES, delivery);
    int following = lastSent().partition();
    publisher.publish(reading("stays", NOW), BYTES, delivery);
    int other = lastSent().partition();
    while (kafka().completeNext()) {
      // All of them.
    }
    // Then
    assertThat(old).isGreaterThanOrEqualTo(ORDINARY);
    assertThat(following).isEqualTo(old);
    assertThat(other).isLessThan(ORDINARY);
    assertThat(metrics.acceptedReadings()).isEqualTo(3);
    assertThat(metrics.backlogReadings()).isEqualTo(2);
  }

  @Test
  void aRefusedPayloadGoesToQuarantineUnderItsId() {
    // When
    publisher.quarantine(refused(), BYTES, delivery);
    kafka().completeNext();
    // Then
    ProducerRecord<byte[], byte[]> sent = lastSent();
    assertThat(sent.topic()).isEqualTo(Topics.QUARANTINE);
    assertThat(sent.partition()).isNull();
    assertThat(sent.key()).isEqualTo("3f2a".getBytes(StandardCharsets.UTF_8));
    assertThat(sent.timestamp()).isEqualTo(NOW);
    assertThat(sent.headers()).isEmpty();
    assertThat(delivery.confirmed).isEqualTo(1);
    assertThat(metrics.quarantinedPayloads(ReasonCode.NOT_JSON)).isEqualTo(1);
    assertThat(metrics.acceptedReadings()).isZero();
  }

  @Test
  void aHeartbeatHasNoKeyAndThePartitionItIsFor() {
    publisher.heartbeat(5, NOW, BYTES, delivery);
    kafka().completeNext();
    assertThat(lastSent().key()).isNull();
    assertThat(lastSent().partition()).isEqualTo(5);
    assertThat(lastSent().timestamp()).isEqualTo(NOW);
    assertThat(metrics.heartbeats()).isEqualTo(1);
  }

  @Test
  void everyRecordIsConfirmedByItselfAndInAnyOutcome() {
    // Given three records in flight
    Recorded second = new Recorded();
    Recorded third = new Recorded();
    publisher.publish(reading("NLC-1", NOW), BYTES, delivery);
    publisher.publish(reading("NLC-2", NOW), BYTES, second);
    publisher.publish(reading("NLC-3", NOW), BYTES, third);
    // When Kafka confirms the first, gives the second up, and says nothing of the third
    kafka().completeNext();
    kafka().errorNext(new TimeoutException("delivery timeout"));
    // Then
    assertThat(delivery.confirmed).isEqualTo(1);
    assertThat(second.confirmed).isZero();
    assertThat(second.failures).hasSize(1);
    assertThat(third.confirmed).isZero();
    assertThat(third.failures).isEmpty();
    assertThat(metrics.acceptedReadings()).isEqualTo(1);
  }

  @Test
  void afterAFailureThatKafkaMayGetOverTheSameProducerGoesOn() {
    for (RuntimeException passing :
        Arrays.asList(
            new TimeoutException("delivery timeout"), new NotEnoughReplicasException("one"))) {
      // Given
      Recorded failing = new Recorded();
      publisher.publish(reading("NLC-1", NOW), BYTES, failing);
      kafka().errorNext(passing);
      assertThat(failing.failures).containsExactly(passing);
      // When
      Recorded next = new Recorded();
      publisher.publish(reading("NLC-1", NOW), BYTES, next);
      kafka().completeNext();
      // Then
      assertThat(next.confirmed).isEqualTo(1);
    }
    assertThat(made).hasSize(1);
  }

  @Test
  void aRecordThatKafkaWillNeverTakeIsReportedAndCountedNowhere() {
    publisher.quarantine(refused(), BYTES, delivery);
    kafka().errorNext(new RecordTooLargeException("too large"));
    assertThat(delivery.failures).hasOnlyElementsOfType(RecordTooLargeException.class);
    assertThat(metrics.kafkaAcks()).isZero();
    assertThat(publisher.confirmedWithin(Duration.ofDays(1))).isFalse();
  }

  @Test
  void anUnusableProducerIsReplaced() {
    // Given a producer that Kafka has fenced for ever
    publisher.publish(reading("NLC-1", NOW), BYTES, delivery);
    MockProducer<byte[], byte[]> unusable = kafka();
    unusable.sendException = new AuthorizationException("not allowed");
    assertThatThrownBy(() -> publisher.publish(reading("NLC-2", NOW), BYTES, new Recorded()))
        .isInstanceOf(KafkaException.class);
    // When
    publisher.renew();
    // Then
    assertThat(unusable.closed()).isTrue();
    Recorded next = new Recorded();
    publisher.publish(reading("NLC-2", NOW), BYTES, next);
    assertThat(kafka()).isNotSameAs(unusable);
    kafka().completeNext();
    assertThat(next.confirmed).isEqualTo(1);
    assertThat(metrics.acceptedReadings()).isEqualTo(1);
  }

  @Test
  void theLanesAreThoseOfTheTopics() {
    assertThat(publisher.awaitTopics()).isEqualTo(new Lanes(ORDINARY, RESERVED));
  }

  @Test
  void closingClosesTheProducer() {
    publisher.publish(reading("NLC-1", NOW), BYTES, delivery);
    publisher.close(Duration.ofSeconds(1));
    assertThat(kafka().closed()).isTrue();
    assertThatThrownBy(() -> publisher.publish(reading("NLC-1", NOW), BYTES, new Recorded()))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void theRealProducerPromisesWhatTheBridgeReliesOn() {
    assertThat(ReadingPublisher.settings(CONFIG))
        .containsEntry("acks", "all")
        .containsEntry("enable.idempotence", true)
        .containsEntry("max.in.flight.requests.per.connection", 5)
        .containsEntry("delivery.timeout.ms", 30_000)
        .containsEntry("client.id", "bridge-1");
  }
}
