package city.sawang.ingest.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.awaitility.Awaitility.await;

import city.sawang.ingest.mqtt.ConnectOptions.Receive;
import city.sawang.ingest.mqtt.ConnectOptions.Session;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** What every implementation of {@link MqttTransport} does, with the broker it talks to. */
abstract class MqttTransportContract {
  private static final Duration SOON = Duration.ofSeconds(20);

  private final List<MqttConnection> opened = new ArrayList<>();
  private String topic;

  abstract MqttTransport transport();

  abstract String broker();

  @BeforeEach
  void useATopicOfItsOwn(TestInfo test) {
    topic = "contract/" + test.getTestMethod().orElseThrow().getName();
  }

  @AfterEach
  void closeWhatIsOpen() {
    opened.forEach(connection -> connection.close(false));
  }

  private record Message(String topic, String payload, int packetId) {}

  private static class Recording implements ConnectionListener {
    final List<Message> messages = new CopyOnWriteArrayList<>();
    final List<String> disconnects = new CopyOnWriteArrayList<>();
    final List<Throwable> bugs = new CopyOnWriteArrayList<>();

    @Override
    public void messageArrived(Incoming message) {
      messages.add(
          new Message(
              message.topic(),
              new String(message.payload(), StandardCharsets.UTF_8),
              message.packetId()));
    }

    @Override
    public void disconnected(String why) {
      disconnects.add(why);
    }

    @Override
    public void failed(Throwable bug) {
      bugs.add(bug);
    }

    List<String> payloads() {
      return messages.stream().map(Message::payload).toList();
    }
  }

  private ConnectOptions kept(String clientId) {
    return new ConnectOptions(
        broker(),
        clientId,
        new Session.Kept(Duration.ofDays(7)),
        Duration.ofSeconds(30),
        Duration.ofSeconds(10),
        new Receive(100, 1 << 20),
        Optional.empty(),
        Optional.empty());
  }

  private MqttConnection open(ConnectOptions options, ConnectionListener listener)
      throws MqttFailure {
    MqttConnection connection = transport().open(options, listener);
    opened.add(connection);
    return connection;
  }

  private MqttConnection subscriber(String clientId, ConnectionListener listener)
      throws MqttFailure {
    MqttConnection connection = open(kept(clientId), listener);
    connection.connect();
    assertThat(connection.subscribe(topic)).isTrue();
    return connection;
  }

  private void publish(String... payloads) throws MqttFailure {
    MqttConnection device =
        open(ConnectOptions.ofPublisher(broker(), "device-" + topic), new Recording());
    device.connect();
    AtomicInteger acknowledged = new AtomicInteger();
    for (String payload : payloads) {
      device.publish(
          topic,
          payload.getBytes(StandardCharsets.UTF_8),
          reason -> {
            assertThat(reason).isZero();
            acknowledged.incrementAndGet();
          });
    }
    await().atMost(SOON).until(() -> acknowledged.get() == payloads.length);
    device.close(true);
  }

  @Test
  void aKeptSessionIsPresentTheSecondTime() throws MqttFailure {
    MqttConnection first = open(kept(topic), new Recording());
    assertThat(first.connect().sessionPresent()).isFalse();
    assertThat(first.isConnected()).isTrue();
    first.close(true);
    assertThat(first.isConnected()).isFalse();
    assertThat(open(kept(topic), new Recording()).connect().sessionPresent()).isTrue();
  }

  @Test
  void aCleanSessionKeepsNothing() throws MqttFailure {
    MqttConnection.Connected connected = null;
    for (int i = 0; i < 2; i++) {
      MqttConnection connection =
          open(ConnectOptions.ofPublisher(broker(), topic), new Recording());
      connected = connection.connect();
      connection.close(true);
    }
    assertThat(connected.sessionPresent()).isFalse();
    assertThat(connected.receiveMaximum()).isBetween(1, 65_535);
  }

  @Test
  void messagesArriveWithAPacketIdEach() throws MqttFailure {
    Recording heard = new Recording();
    subscriber("order", heard);
    publish("a", "b", "c");
    await().atMost(SOON).until(() -> heard.messages.size() == 3);
    // A busy Artemis sends what it delivers from the event loop before what waits there.
    assertThat(heard.payloads()).containsExactlyInAnyOrder("a", "b", "c");
    assertThat(heard.messages).extracting(Message::topic).containsOnly(topic);
    assertThat(heard.messages).extracting(Message::packetId).doesNotHaveDuplicates();
    assertThat(heard.messages).extracting(Message::packetId).doesNotContain(0);
  }

  @Test
  void onlyWhatIsNotAcknowledgedComesAgain() throws MqttFailure, IOException {
    // Given three messages, of which the two that came first are acknowledged
    Recording heard = new Recording();
    MqttConnection first = subscriber("again", heard);
    publish("a", "b", "c");
    await().atMost(SOON).until(() -> heard.messages.size() == 3);
    first.acknowledge(
        new int[] {heard.messages.get(0).packetId(), heard.messages.get(1).packetId(), 0}, 2);
    // When the connection ends gracefully, which the broker sees after the acknowledgements
    first.close(true);
    Recording later = new Recording();
    open(kept("again"), later).connect();
    // Then
    await().atMost(SOON).until(() -> !later.messages.isEmpty());
    publish("d");
    await().atMost(SOON).until(() -> later.payloads().contains("d"));
    assertThat(later.payloads()).containsExactly(heard.payloads().get(2), "d");
  }

  @Test
  void aSecondConnectionOfTheClientIdEndsTheFirst() throws MqttFailure {
    Recording heard = new Recording();
    MqttConnection first = open(kept(topic), heard);
    first.connect();
    open(kept(topic), new Recording()).connect();
    await().atMost(SOON).until(() -> !heard.disconnects.isEmpty());
    assertThat(heard.disconnects.get(0))
        .isEqualTo("another client connected with the same client id (session taken over)");
    assertThat(first.isConnected()).isFalse();
  }

  @Test
  void aListenerThatThrowsIsReportedAndNotSwallowed() throws MqttFailure {
    // Given
    IllegalStateException bug = new IllegalStateException("planted");
    Recording heard =
        new Recording() {
          @Override
          public void messageArrived(Incoming message) {
            throw bug;
          }
        };
    subscriber("thrower", heard);
    // When
    publish("a");
    // Then
    await().atMost(SOON).until(() -> heard.bugs.contains(bug));
  }

  @Test
  void aCallbackThatThrowsIsReportedAndNotSwallowed() throws MqttFailure {
    // Given
    IllegalStateException bug = new IllegalStateException("planted");
    Recording heard = new Recording();
    MqttConnection device = open(ConnectOptions.ofPublisher(broker(), topic), heard);
    device.connect();
    // When
    device.publish(
        topic,
        new byte[0],
        reason -> {
          throw bug;
        });
    // Then
    await().atMost(SOON).until(() -> heard.bugs.contains(bug));
  }

  @Test
  void aClosedConnectionPublishesNothing() throws MqttFailure {
    MqttConnection device = open(ConnectOptions.ofPublisher(broker(), topic), new Recording());
    device.connect();
    device.close(true);
    try {
      device.publish(topic, new byte[0], reason -> {});
      fail("a closed connection took a message");
    } catch (MqttFailure e) {
      assertThat(e).hasMessageMatching("(?s).+");
    }
  }
}
