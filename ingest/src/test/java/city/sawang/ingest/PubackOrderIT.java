package city.sawang.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import city.sawang.ingest.config.BridgeConfig;
import city.sawang.ingest.metrics.BridgeMetrics.Outcome;
import city.sawang.ingest.metrics.InMemoryBridgeMetrics;
import city.sawang.ingest.mqtt.MqttTransport;
import city.sawang.ingest.mqtt.ScriptedBroker;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The order of PUBACKs as it is on the wire, read byte by byte from the broker's end of a socket. */
class PubackOrderIT {
  private static final Duration SOON = Duration.ofSeconds(30);

  private final HeldProducer kafka = new HeldProducer();
  private final InMemoryBridgeMetrics metrics = new InMemoryBridgeMetrics();
  private ScriptedBroker broker;
  private Bridge bridge;

  @BeforeEach
  void start() throws IOException {
    broker = new ScriptedBroker();
    bridge =
        Bridge.start(
            BridgeConfig.of(broker.uri(), "bridge-order", "not-used:9092")
                .withLimits(limits -> limits.withDrain(Duration.ZERO)),
            Set.of("lighting/v1/#"),
            new LinePayloadDecoder(),
            () -> true,
            metrics,
            new BridgeEnds(MqttTransport.paho(), () -> kafka));
  }

  @AfterEach
  void stop() throws IOException {
    bridge.close();
    broker.close();
  }

  private static void publish(ScriptedBroker.Client client, int packetId, String lamp)
      throws IOException {
    client.publish(packetId, "lighting/v1/nan/" + lamp + "/reading", "reading 1");
  }

  private void awaitInKafka(int records) {
    await().atMost(SOON).until(() -> kafka.waiting().size() == records);
  }

  @Test
  void pubacksAreInTheOrderOfReceiptWhateverTheOrderOfConfirmation() throws IOException {
    try (ScriptedBroker.Client client = broker.accept(false)) {
      client.grantSubscription();
      // Given messages whose packet ids are in no order
      publish(client, 11, "lamp-a");
      publish(client, 5, "lamp-b");
      publish(client, 60_009, "lamp-c");
      awaitInKafka(3);
      // When Kafka confirms them from the last to the first
      kafka.confirm("nan/lamp-c");
      kafka.confirm("nan/lamp-b");
      kafka.confirm("nan/lamp-a");
      // Then a PUBACK that had come earlier would be read first
      assertThat(List.of(client.readPuback(), client.readPuback(), client.readPuback()))
          .containsExactly(11, 5, 60_009);
    }
  }

  @Test
  void theOrderHoldsForThousandsConfirmedAtRandom() throws IOException {
    int messages = 3_000;
    List<Integer> ids =
        new ArrayList<>(IntStream.rangeClosed(1, messages).map(i -> i * 21).boxed().toList());
    Collections.shuffle(ids, new Random(7));
    try (ScriptedBroker.Client client = broker.accept(false)) {
      client.grantSubscription();
      for (int id : ids) {
        publish(client, id, "lamp-" + id);
      }
      awaitInKafka(messages);
      // When
      List<String> confirmations = new ArrayList<>(kafka.waiting());
      Collections.shuffle(confirmations, new Random(8));
      confirmations.forEach(kafka::confirm);
      // Then
      List<Integer> acknowledged = new ArrayList<>();
      for (int i = 0; i < messages; i++) {
        acknowledged.add(client.readPuback());
      }
      assertThat(acknowledged).isEqualTo(ids);
    }
  }

  @Test
  void theNextConnectionAcknowledgesOnlyWhatItReceivedItself() throws IOException {
    // Given a connection that ends with one confirmed message behind one that is not
    try (ScriptedBroker.Client first = broker.accept(false)) {
      first.grantSubscription();
      publish(first, 1, "lamp-a");
      publish(first, 2, "lamp-b");
      awaitInKafka(2);
      kafka.confirm("nan/lamp-b");
    }
    await().atMost(SOON).until(() -> metrics.endedMessages(Outcome.ABANDONED) == 2);
    kafka.confirm("nan/lamp-a");
    // When the broker sends them again, in another order and with other packet ids
    try (ScriptedBroker.Client second = broker.accept(true)) {
      publish(second, 7, "lamp-b");
      publish(second, 1, "lamp-a");
      awaitInKafka(2);
      kafka.confirm("nan/lamp-a");
      kafka.confirm("nan/lamp-b");
      // Then
      assertThat(List.of(second.readPuback(), second.readPuback())).containsExactly(7, 1);
    }
    assertThat(metrics.receivedMessages()).isEqualTo(4);
    assertThat(metrics.endedMessages(Outcome.PUBLISHED)).isEqualTo(2);
  }
}
