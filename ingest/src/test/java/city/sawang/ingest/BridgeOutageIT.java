package city.sawang.ingest;

import static city.sawang.ingest.BridgeFixture.SOON;
import static city.sawang.ingest.BridgeFixture.upTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import city.sawang.ingest.config.BridgeConfig;
import city.sawang.ingest.metrics.BridgeMetrics;
import city.sawang.ingest.metrics.BridgeMetrics.EndReason;
import city.sawang.ingest.metrics.BridgeMetrics.Outcome;
import city.sawang.ingest.metrics.InMemoryBridgeMetrics;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Kafka is away, slow, or lies. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BridgeOutageIT {
  private BridgeFixture fixture;

  @BeforeAll
  void start(@TempDir Path directory) {
    fixture = new BridgeFixture(directory);
  }

  @AfterAll
  void stop() {
    fixture.close();
  }

  private BridgeConfig impatient(String city) {
    return fixture
        .config(city)
        .withKafka(kafka -> kafka.withDeliveryTimeout(Duration.ofSeconds(2)))
        .withLimits(
            limits ->
                limits
                    .withOldestUnacknowledged(Duration.ofSeconds(3))
                    .withDrain(Duration.ofMillis(10)));
  }

  @Test
  void nothingIsAcknowledgedBeforeKafkaConfirms() {
    // Kafka takes the readings and confirms nothing.
    assertThat(lostWhenKafkaForgets("honest", (message, callback) -> message.key() == null))
        .isEmpty();
  }

  @Test
  void aBridgeThatAcknowledgesFirstIsCaught() {
    assertThat(
            lostWhenKafkaForgets(
                "liar",
                (message, callback) -> {
                  if (message.key() != null) {
                    callback.onCompletion(null, null);
                  }
                  return message.key() == null;
                }))
        .hasSize(300);
  }

  /**
   * 300 messages are taken, Kafka forgets them, the bridge dies, and an honest one follows.
   *
   * @return the messages that never arrived
   */
  private Set<Long> lostWhenKafkaForgets(String city, Interception interception) {
    InMemoryBridgeMetrics metrics = new InMemoryBridgeMetrics();
    BridgeConfig config =
        fixture.config(city).withLimits(limits -> limits.withDrain(Duration.ofMillis(10)));
    try (TestDevices devices = new TestDevices(fixture.artemis.uri(), city)) {
      // given
      try (Bridge bridge =
          fixture.start(config, city, metrics, honest -> onSend(honest, interception))) {
        BridgeFixture.awaitReady(bridge);
        devices.publish(0, 300);
        await().atMost(SOON).until(() -> metrics.receivedMessages() == 300);
      }
      // when
      try (Bridge bridge = fixture.ready(config, city, BridgeMetrics.none())) {
        devices.publish(300, 310);
        // then
        await().atMost(SOON).until(() -> fixture.tail.seqs(city).contains(309L) && bridge.ready());
        Set<Long> missing = new HashSet<>(upTo(310));
        missing.removeAll(fixture.tail.seqs(city));
        return missing;
      }
    }
  }

  @Test
  void afterAnOutageLongerThanTheDeliveryTimeoutEverythingArrives() {
    // given
    String city = "outage";
    InMemoryBridgeMetrics own = new InMemoryBridgeMetrics();
    BridgeConfig config = impatient(city).withLimits(limits -> limits.withOutstanding(50, 1 << 20));
    try (Bridge bridge = fixture.ready(config, city, own);
        TestDevices devices = new TestDevices(fixture.artemis.uri(), city)) {
      devices.publish(0, 100);
      fixture.awaitAll(city, 100);
      // when
      fixture.kafka.stop();
      try {
        devices.publish(100, 1000);
        await()
            .atMost(SOON)
            .until(
                () -> {
                  assertThat(own.outstandingMessages()).isLessThanOrEqualTo(50);
                  assertThat(own.endedMessages(Outcome.PUBLISHED)).isEqualTo(100);
                  return own.reconnects() >= 2 && !bridge.ready();
                });
      } finally {
        fixture.kafka.start();
      }
      // then
      fixture.awaitAll(city, 1000);
      BridgeFixture.awaitReady(bridge);
      await().atMost(SOON).until(() -> own.outstandingMessages() == 0);
      assertThat(own.receivedMessages())
          .isEqualTo(own.endedMessages(Outcome.PUBLISHED) + own.endedMessages(Outcome.ABANDONED));
      assertThat(own.possibleGaps()).isEqualTo(1);
    }
  }

  @Test
  void aSlowKafkaPressesBackAndNothingGrows() {
    // given: Kafka confirms nothing, and there is room for about twenty messages
    String city = "slow";
    InMemoryBridgeMetrics own = new InMemoryBridgeMetrics();
    HeldBack heldBack = new HeldBack();
    BridgeConfig config =
        impatient(city)
            .withLimits(
                limits ->
                    limits
                        .withOutstanding(1000, 2048)
                        .withBackPressureTimeout(Duration.ofMillis(200)));
    try (Bridge bridge = fixture.start(config, city, own, heldBack::holdReadings);
        TestDevices devices = new TestDevices(fixture.artemis.uri(), city)) {
      BridgeFixture.awaitReady(bridge);
      // when
      devices.publish(0, 1000);
      await()
          .atMost(SOON)
          .until(
              () -> {
                assertThat(own.outstandingMessages()).isLessThan(50);
                return own.reconnects(EndReason.BACK_PRESSURE) >= 2;
              });
      heldBack.release();
      // then
      fixture.awaitAll(city, 1000);
      BridgeFixture.awaitReady(bridge);
    }
  }

  @Test
  void aConfirmationThatNeverComesIsNoticed() {
    // given: Kafka swallows one reading and says nothing
    String city = "silent";
    InMemoryBridgeMetrics own = new InMemoryBridgeMetrics();
    try (Bridge bridge =
            fixture.start(impatient(city), city, own, BridgeOutageIT::forgetsOneReading);
        TestDevices devices = new TestDevices(fixture.artemis.uri(), city)) {
      BridgeFixture.awaitReady(bridge);
      // when
      devices.publish(0, 100);
      // then
      fixture.awaitAll(city, 100);
      assertThat(own.reconnects(EndReason.UNACKNOWLEDGED_TOO_LONG)).isEqualTo(1);
      BridgeFixture.awaitReady(bridge);
    }
  }

  /** Keeps readings until they are released. */
  private static final class HeldBack {
    private final List<Runnable> held = new ArrayList<>();
    private boolean released;

    Producer<byte[], byte[]> holdReadings(Producer<byte[], byte[]> honest) {
      return onSend(
          honest, (message, callback) -> message.key() == null || !hold(honest, message, callback));
    }

    private synchronized boolean hold(
        Producer<byte[], byte[]> honest,
        ProducerRecord<byte[], byte[]> message,
        Callback callback) {
      if (!released) {
        held.add(() -> honest.send(message, callback));
      }
      return !released;
    }

    synchronized void release() {
      released = true;
      held.forEach(Runnable::run);
    }
  }

  private static Producer<byte[], byte[]> forgetsOneReading(Producer<byte[], byte[]> honest) {
    AtomicBoolean forgotten = new AtomicBoolean();
    return onSend(
        honest,
        (message, callback) -> message.key() == null || !forgotten.compareAndSet(false, true));
  }

  private interface Interception {
    /**
     * @return whether to send it
     */
    boolean onSend(ProducerRecord<byte[], byte[]> message, Callback callback);
  }

  @SuppressWarnings("unchecked")
  private static Producer<byte[], byte[]> onSend(
      Producer<byte[], byte[]> honest, Interception interception) {
    return (Producer<byte[], byte[]>)
        Proxy.newProxyInstance(
            Producer.class.getClassLoader(),
            new Class<?>[] {Producer.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("send")
                  && !interception.onSend(
                      (ProducerRecord<byte[], byte[]>) arguments[0], (Callback) arguments[1])) {
                return null;
              }
              try {
                return method.invoke(honest, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }
}
