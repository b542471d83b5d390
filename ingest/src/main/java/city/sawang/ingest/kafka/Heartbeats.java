package city.sawang.ingest.kafka;

import city.sawang.ingest.config.BridgeConfig;
import city.sawang.schemas.AvroMessages;
import city.sawang.schemas.avro.Heartbeat;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends a heartbeat into every partition of the readings topic at a fixed interval, so that event
 * time moves when lamps are silent. Only while {@code receiving}: a bridge that is
 * cut off from its brokers must not make the jobs conclude that the lamps are silent.
 */
public final class Heartbeats implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Heartbeats.class);

  private final String bridgeId;
  private final ReadingPublisher publisher;
  private final BooleanSupplier receiving;
  private final AvroMessages avro = new AvroMessages();
  private final AtomicInteger unconfirmed = new AtomicInteger();
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "bridge heartbeats");
            thread.setDaemon(true);
            return thread;
          });

  private final ScheduledFuture<?> beats;

  public Heartbeats(BridgeConfig config, ReadingPublisher publisher, BooleanSupplier receiving) {
    this.bridgeId = config.mqtt().clientId();
    this.publisher = publisher;
    this.receiving = receiving;
    long nanos = config.heartbeatInterval().toNanos();
    this.beats = timer.scheduleAtFixedRate(this::beat, 0, nanos, TimeUnit.NANOSECONDS);
  }

  private void beat() {
    // While Kafka is away beats must not pile up behind each other.
    if (unconfirmed.get() > 0 || !receiving.getAsBoolean()) {
      return;
    }
    try {
      int partitions = publisher.awaitTopics().all();
      long now = System.currentTimeMillis();
      byte[] beat = avro.encode(new Heartbeat(bridgeId, now));
      for (int partition = 0; partition < partitions; partition++) {
        send(partition, now, beat);
      }
    } catch (RuntimeException e) {
      // The supervisors log it when Kafka is away.
      LOG.debug("a heartbeat could not be sent, the next one follows: {}", e.toString());
    }
  }

  private void send(int partition, long now, byte[] beat) {
    Delivery delivery = new Delivery();
    unconfirmed.incrementAndGet();
    try {
      publisher.heartbeat(partition, now, beat, delivery);
    } catch (RuntimeException e) {
      delivery.failed(e);
      throw e;
    }
  }

  private final class Delivery implements ReadingPublisher.Delivery {
    @Override
    public void confirmed() {
      unconfirmed.decrementAndGet();
    }

    @Override
    public void failed(Exception why) {
      unconfirmed.decrementAndGet();
    }
  }

  public boolean isAlive() {
    return !beats.isDone();
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
