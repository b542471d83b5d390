package city.sawang.local.parts;

import city.sawang.ingest.Bridge;
import city.sawang.ingest.BridgeConfig;
import city.sawang.ingest.BridgeMetrics;
import city.sawang.ingest.NativeDecoder;
import city.sawang.ingest.RegistryFollower;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/** The bridge with what it needs: the registry it follows and the vendor profiles it reads. */
public final class BridgePart implements AutoCloseable {
  private final RegistryFollower registry;
  private final Bridge bridge;

  /** Starts it; it connects by itself as soon as broker and Kafka answer. */
  public BridgePart(BridgeConfig config, BridgeMetrics metrics) {
    registry = RegistryFollower.start(config.kafka());
    bridge =
        Bridge.start(
            config,
            List.of("lighting/v1/+/+/reading", "lighting/v1/+/+/meter", "lighting/v1/+/+/status"),
            new NativeDecoder(registry),
            registry::caughtUp,
            metrics);
  }

  /** Why data cannot flow through it; empty: it can. */
  public List<String> obstacles() {
    if (!bridge.live()) {
      return List.of("bridge: a thread of it has ended; only a restart helps");
    }
    if (!registry.caughtUp()) {
      return List.of("bridge: the registry has not been read yet");
    }
    return bridge.ready()
        ? List.of()
        : List.of("bridge: not connected and confirmed by both MQTT broker and Kafka");
  }

  /**
   * Waits until data can flow through it.
   *
   * @param giveUp ends the waiting early
   */
  public void awaitReady(Duration limit, BooleanSupplier giveUp)
      throws InterruptedException, TimeoutException {
    long until = System.nanoTime() + limit.toNanos();
    while (!bridge.ready() && !giveUp.getAsBoolean()) {
      if (System.nanoTime() > until) {
        throw new TimeoutException(
            String.join("; ", obstacles()) + " after " + limit.toSeconds() + " s");
      }
      Thread.sleep(50);
    }
  }

  @Override
  public void close() {
    bridge.close();
    registry.close();
  }
}
