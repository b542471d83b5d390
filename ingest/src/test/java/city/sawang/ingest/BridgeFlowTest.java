package city.sawang.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import city.sawang.ingest.config.BridgeConfig;
import city.sawang.ingest.metrics.BridgeMetrics.EndReason;
import city.sawang.ingest.metrics.BridgeMetrics.Outcome;
import city.sawang.ingest.metrics.InMemoryBridgeMetrics;
import city.sawang.ingest.mqtt.ConnectOptions;
import city.sawang.ingest.mqtt.ConnectOptions.Session;
import city.sawang.ingest.mqtt.ConnectionListener;
import city.sawang.ingest.mqtt.InMemoryBroker;
import city.sawang.ingest.mqtt.Incoming;
import city.sawang.ingest.mqtt.MqttConnection;
import city.sawang.ingest.mqtt.MqttFailure;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A whole bridge between a broker in memory and a Kafka that confirms what the test says. */
class BridgeFlowTest {
  private static final Duration SOON = Duration.ofSeconds(30);

  private final InMemoryBroker broker = new InMemoryBroker();
  private final HeldProducer kafka = new HeldProducer();
  private final InMemoryBridgeMetrics metrics = new InMemoryBridgeMetrics();
  private Bridge bridge;

  @BeforeEach
  void start() {
    bridge =
        Bridge.start(
            BridgeConfig.of(InMemoryBroker.URI, "bridge-flow", "not-used:9092")
                .withHeartbeatInterval(Duration.ofMillis(50))
                .withLimits(limits -> limits.withDrain(Duration.ZERO)),
            Set.of("lighting/v1/#"),
            new LinePayloadDecoder(),
            () -> true,
            metrics,
            new BridgeEnds(broker, () -> kafka));
    await().atMost(SOON).until(bridge::ready);
  }

  @AfterEach
  void stop() {
    bridge.close();
  }

  private void publish(String lamp, String payload) {
    broker.publish("lighting/v1/nan/" + lamp + "/reading", payload);
  }

  private void awaitAcknowledged(int messages) {
    await().atMost(SOON).until(() -> broker.acknowledged().size() == messages);
  }

  /** The first equation of the metrics. */
  private void assertThatEveryMessageIsAccountedFor() {
    long ended = 0;
    for (Outcome outcome : Outcome.values()) {
      ended += metrics.endedMessages(outcome);
    }
    assertThat(metrics.receivedMessages()).isEqualTo(ended + metrics.outstandingMessages());
  }

  @Test
  void kafkaConfirmsThenTheMessageIsAcknowledged() {
    // Given
    publish("lamp-a", "reading 1");
    assertThat(kafka.waiting()).containsExactly("nan/lamp-a");
    assertThat(broker.acknowledged()).isEmpty();
    assertThat(metrics.outstandingMessages()).isEqualTo(1);
    // When
    kafka.confirm("nan/lamp-a");
    // Then
    awaitAcknowledged(1);
    assertThat(metrics.endedMessages(Outcome.PUBLISHED)).isEqualTo(1);
    assertThatEveryMessageIsAccountedFor();
  }

  @Test
  void aMessageOfSeveralReadingsWaitsForAllOfThem() {
    publish("lamp-a", "reading 1");
    publish("lamp-b", "reading 2");
    publish("lamp-c", "");
    kafka.confirm("nan/lamp-b");
    assertThat(broker.acknowledged()).isEmpty();
    kafka.confirm("nan/lamp-a");
    awaitAcknowledged(3);
    assertThat(broker.acknowledged()).containsExactly(1, 2, 3);
    assertThat(metrics.endedMessages(Outcome.RECOGNISED)).isEqualTo(1);
    assertThatEveryMessageIsAccountedFor();
  }

  @Test
  void whatKafkaGivesUpComesAgainAndEndsOnce() {
    // Given
    publish("lamp-a", "reading 1");
    // When
    kafka.fail("nan/lamp-a", new TimeoutException("delivery timeout"));
    // Then the connection is replaced and the broker sends it again
    await().atMost(SOON).until(() -> kafka.waiting().equals(List.of("nan/lamp-a")));
    assertThat(metrics.reconnects(EndReason.KAFKA_FAILED)).isEqualTo(1);
    kafka.confirm("nan/lamp-a");
    awaitAcknowledged(1);
    assertThat(metrics.receivedMessages()).isEqualTo(2);
    assertThat(metrics.endedMessages(Outcome.ABANDONED)).isEqualTo(1);
    assertThat(metrics.endedMessages(Outcome.PUBLISHED)).isEqualTo(1);
    assertThatEveryMessageIsAccountedFor();
  }

  @Test
  void aCutConnectionAcknowledgesNothingAndTheNextOneGoesOn() {
    // Given
    publish("lamp-a", "reading 1");
    // When
    broker.cut("bridge-flow");
    kafka.confirm("nan/lamp-a");
    // Then
    await().atMost(SOON).until(() -> kafka.waiting().equals(List.of("nan/lamp-a")));
    assertThat(broker.acknowledged()).isEmpty();
    kafka.confirm("nan/lamp-a");
    awaitAcknowledged(1);
    assertThat(metrics.reconnects(EndReason.CONNECTION_LOST)).isEqualTo(1);
    assertThat(metrics.possibleGaps()).isEqualTo(1);
    assertThatEveryMessageIsAccountedFor();
  }

  @Test
  void aDecoderThatThrowsSendsThePayloadToQuarantine() {
    publish("lamp-a", "throw");
    publish("lamp-b", "overflow");
    assertThat(kafka.waiting()).hasSize(2);
    kafka.waiting().forEach(kafka::confirm);
    awaitAcknowledged(2);
    assertThat(metrics.endedMessages(Outcome.QUARANTINED)).isEqualTo(2);
    assertThatEveryMessageIsAccountedFor();
  }

  @Test
  void theReasonsWhyItIsNotReadyEndWhenItIs() {
    assertThat(bridge.notReadyReasons()).isEmpty();
    assertThat(bridge.live()).isTrue();
    bridge.close();
    assertThat(bridge.notReadyReasons())
        .contains(InMemoryBroker.URI + " is not connected and subscribed");
    assertThat(bridge.live()).isFalse();
  }

  @Test
  void aTakenSessionIsNamedAndLeftToTheOtherForLongerEachTime() throws MqttFailure {
    for (int time = 1; time <= 2; time++) {
      // When somebody comes with the bridge's client id
      MqttConnection thief = broker.open(thief(), new Thief());
      thief.connect();
      // Then it is named at once
      String named =
          InMemoryBroker.URI
              + ": another client connected as bridge-flow and took its session over, "
              + time
              + " times in a row; this bridge is waiting to connect again";
      await().atMost(SOON).until(() -> bridge.notReadyReasons().contains(named));
      // And the bridge comes back, and still says what has happened
      await().atMost(SOON).until(() -> !thief.isConnected());
      await()
          .atMost(SOON)
          .until(() -> bridge.notReadyReasons().toString().endsWith("times in a row]"));
    }
    assertThat(metrics.reconnects(EndReason.SESSION_TAKEN_OVER)).isEqualTo(2);
    publish("lamp-a", "reading 1");
    kafka.confirm("nan/lamp-a");
    awaitAcknowledged(1);
    assertThat(BrokerSupervisor.takeoverPause(1)).isEqualTo(Duration.ofSeconds(1));
    assertThat(BrokerSupervisor.takeoverPause(2)).isEqualTo(Duration.ofSeconds(2));
    assertThat(BrokerSupervisor.takeoverPause(7)).isEqualTo(Duration.ofMinutes(1));
    assertThat(BrokerSupervisor.takeoverPause(1000)).isEqualTo(Duration.ofMinutes(1));
  }

  private static ConnectOptions thief() {
    ConnectOptions bridge = ConnectOptions.ofPublisher(InMemoryBroker.URI, "bridge-flow");
    return new ConnectOptions(
        bridge.broker(),
        bridge.clientId(),
        new Session.Kept(Duration.ofDays(7)),
        bridge.keepAlive(),
        bridge.connectTimeout(),
        bridge.receive(),
        bridge.login(),
        bridge.tls());
  }

  private static final class Thief implements ConnectionListener {
    @Override
    public void messageArrived(Incoming message) {
      // Never acknowledged.
    }

    @Override
    public void disconnected(String why) {
      // The bridge has it again.
    }

    @Override
    public void failed(Throwable bug) {
      throw new IllegalStateException(bug);
    }
  }
}
