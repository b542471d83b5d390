package city.sawang.ingest;

import static city.sawang.ingest.BridgeFixture.SOON;
import static city.sawang.ingest.BridgeFixture.upTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import city.sawang.ingest.config.BridgeConfig;
import city.sawang.ingest.metrics.BridgeMetrics;
import city.sawang.ingest.metrics.InMemoryBridgeMetrics;
import city.sawang.ingest.mqtt.ConnectOptions;
import city.sawang.ingest.mqtt.ConnectOptions.Receive;
import city.sawang.ingest.mqtt.ConnectOptions.Session;
import city.sawang.ingest.mqtt.ConnectionListener;
import city.sawang.ingest.mqtt.Incoming;
import city.sawang.ingest.mqtt.MqttConnection;
import city.sawang.ingest.mqtt.MqttFailure;
import city.sawang.ingest.mqtt.MqttTransport;
import city.sawang.ingest.mqtt.TcpProxy;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The network between bridge and broker, and the broker itself, fail in the middle of a stream. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BridgeNetworkIT {
  private BridgeFixture fixture;

  @BeforeAll
  void start(@TempDir Path directory) {
    fixture = new BridgeFixture(directory);
  }

  @AfterAll
  void stop() {
    fixture.close();
  }

  @Test
  void everythingArrivesThroughManyCutsAndResets() throws IOException {
    // given
    String city = "cuts";
    InMemoryBridgeMetrics metrics = new InMemoryBridgeMetrics();
    try (TcpProxy proxy = new TcpProxy(fixture.artemis.port());
        Bridge bridge = fixture.ready(fixture.config(city, proxy.uri()), city, metrics);
        TestDevices devices = new TestDevices(fixture.artemis.uri(), city)) {
      // when
      CompletableFuture<Void> published =
          CompletableFuture.runAsync(() -> devices.publish(0, 3000));
      for (int round = 0; round < 6; round++) {
        int arrived = round * 400;
        await().atMost(SOON).until(() -> fixture.tail.seqs(city).size() >= arrived);
        BridgeFixture.awaitReady(bridge);
        long reconnects = metrics.reconnects();
        Consumer<TcpProxy> accident = round % 2 == 0 ? TcpProxy::cut : TcpProxy::reset;
        accident.accept(proxy);
        await().atMost(SOON).until(() -> metrics.reconnects() > reconnects);
      }
      published.join();
      // then
      fixture.awaitAll(city, 3000);
      BridgeFixture.awaitReady(bridge);
      assertThat(fixture.tail.seqs(city)).isEqualTo(upTo(3000));
      assertThat(metrics.reconnects()).isGreaterThanOrEqualTo(6);
      assertThat(metrics.possibleGaps()).isEqualTo(1);
      await().atMost(SOON).until(() -> pahoThreads("bridge-" + city) <= 4);
    }
  }

  /** Receiver, sender, callback and timer of a client; more of them are left-overs. */
  private static long pahoThreads(String clientId) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("MQTT"))
        .filter(thread -> thread.getName().endsWith(clientId))
        .count();
  }

  @Test
  void aTakeoverByTheSameClientIdIsSurvived() throws MqttFailure {
    // given
    String city = "takeover";
    InMemoryBridgeMetrics metrics = new InMemoryBridgeMetrics();
    try (Bridge bridge = fixture.ready(fixture.config(city), city, metrics);
        TestDevices devices = new TestDevices(fixture.artemis.uri(), city)) {
      // when
      for (int round = 0; round < 2; round++) {
        BridgeFixture.awaitReady(bridge);
        long reconnects = metrics.reconnects();
        devices.publish(round * 500L, round * 500L + 500);
        takeOver("bridge-" + city);
        await().atMost(SOON).until(() -> metrics.reconnects() > reconnects);
      }
      // then
      fixture.awaitAll(city, 1000);
      BridgeFixture.awaitReady(bridge);
      assertThat(fixture.tail.seqs(city)).isEqualTo(upTo(1000));
    }
  }

  private void takeOver(String clientId) throws MqttFailure {
    MqttConnection impostor = client(clientId, new Session.Kept(Duration.ofHours(1)));
    impostor.connect();
    impostor.close(false);
  }

  private MqttConnection client(String clientId, Session session) throws MqttFailure {
    return MqttTransport.paho()
        .open(
            new ConnectOptions(
                fixture.artemis.uri(),
                clientId,
                session,
                Duration.ofSeconds(60),
                Duration.ofSeconds(10),
                Receive.UNLIMITED,
                Optional.empty(),
                Optional.empty()),
            new NobodyListens());
  }

  private static final class NobodyListens implements ConnectionListener {
    @Override
    public void messageArrived(Incoming message) {
      // Not acknowledged: the bridge gets it.
    }

    @Override
    public void disconnected(String why) {
      // Expected.
    }

    @Override
    public void failed(Throwable bug) {
      throw new IllegalStateException(bug);
    }
  }

  @Test
  void aHalfOpenConnectionIsNoticedByKeepAlive() throws IOException {
    // given
    String city = "halfopen";
    InMemoryBridgeMetrics metrics = new InMemoryBridgeMetrics();
    try (TcpProxy proxy = new TcpProxy(fixture.artemis.port());
        Bridge bridge = fixture.ready(restless(city, proxy.uri()), city, metrics);
        TestDevices devices = new TestDevices(fixture.artemis.uri(), city)) {
      devices.publish(0, 100);
      fixture.awaitAll(city, 100);
      // when
      proxy.freeze();
      devices.publish(100, 200);
      // then
      fixture.awaitAll(city, 200);
      BridgeFixture.awaitReady(bridge);
      assertThat(metrics.reconnects()).isPositive();
    }
  }

  private BridgeConfig restless(String city, String broker) {
    return fixture
        .config(city, broker)
        .withLimits(limits -> limits.withBackPressureTimeout(Duration.ofMillis(500)))
        .withMqtt(mqtt -> mqtt.withKeepAlive(Duration.ofSeconds(1)));
  }

  @Test
  void theBridgeComesBackAfterARestartOfTheBroker() {
    // given
    String city = "restart";
    InMemoryBridgeMetrics metrics = new InMemoryBridgeMetrics();
    try (Bridge bridge = fixture.ready(fixture.config(city), city, metrics)) {
      try (TestDevices devices = new TestDevices(fixture.artemis.uri(), city)) {
        devices.publish(0, 500);
      }
      // when
      fixture.artemis.stop();
      await().atMost(SOON).until(() -> !bridge.ready());
      fixture.artemis.start();
      // then
      BridgeFixture.awaitReady(bridge);
      try (TestDevices devices = new TestDevices(fixture.artemis.uri(), city)) {
        devices.publish(500, 600);
      }
      fixture.awaitAll(city, 600);
      assertThat(fixture.tail.seqs(city)).isEqualTo(upTo(600));
      assertThat(metrics.possibleGaps()).isEqualTo(1);
    }
  }

  @Test
  void aBrokerThatForgotTheSessionIsAPossibleGap() throws MqttFailure {
    // given
    String city = "gap";
    InMemoryBridgeMetrics metrics = new InMemoryBridgeMetrics();
    fixture.ready(fixture.config(city), city, BridgeMetrics.none()).close();
    forget("bridge-" + city);
    // when
    try (Bridge bridge = fixture.ready(fixture.config(city), city, metrics)) {
      // then
      assertThat(metrics.possibleGaps()).isEqualTo(1);
      assertThat(bridge.live()).isTrue();
    }
  }

  private void forget(String clientId) throws MqttFailure {
    MqttConnection cleaner = client(clientId, new Session.Clean());
    cleaner.connect();
    cleaner.close(true);
  }
}
