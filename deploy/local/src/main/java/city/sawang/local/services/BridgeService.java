package city.sawang.local.services;

import city.sawang.ingest.Bridge;
import city.sawang.ingest.clock.ClockWatch;
import city.sawang.ingest.config.BridgeConfig;
import city.sawang.ingest.kafka.RegistryFollower;
import city.sawang.ingest.metrics.MicrometerBridgeMetrics;
import city.sawang.ingest.profile.Profiles;
import city.sawang.ingest.profile.TopicDecoder;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** The bridge with what it needs: the registry it follows and the vendor profiles it reads. */
public final class BridgeService implements AutoCloseable {
  private static final Duration LOOK_AT_PROFILES = Duration.ofSeconds(2);

  /** So many devices that agree prove that our own clock is wrong. */
  private static final int CLOCKS_THAT_PROVE = 3;

  private final Profiles profiles;
  private final RegistryFollower registry;
  private final ClockWatch clock;
  private final Bridge bridge;

  /**
   * Starts it; it connects by itself as soon as broker and Kafka answer.
   *
   * @param profiles watched from now on and closed with the bridge: a file dropped there is in
   *     force at once
   */
  public BridgeService(BridgeConfig config, Profiles profiles, MeterRegistry metrics) {
    this.profiles = profiles;
    registry = RegistryFollower.start(config.kafka());
    clock =
        new ClockWatch(
            new TopicDecoder(registry, profiles), () -> registry.devices(CLOCKS_THAT_PROVE));
    bridge =
        Bridge.start(
            config,
            profiles.topicFilters(),
            clock,
            registry::caughtUp,
            new MicrometerBridgeMetrics(metrics));
    profiles.onTopicFilters(bridge::updateFilters);
    profiles.watch(LOOK_AT_PROFILES);
    FunctionCounter.builder("sawang.bridge.profiles.broken.files", profiles, Profiles::brokenFiles)
        .description("Changed profile files that were refused; the profile stayed as it was")
        .register(metrics);
    Gauge.builder("sawang.bridge.clock.offset.seconds", this::clockOffsetSeconds)
        .description("How much our clock is behind those of the devices; 0: not suspected")
        .register(metrics);
  }

  private double clockOffsetSeconds() {
    return clock.suspicion().map(one -> one.offset().toMillis() / 1000.0).orElse(0.0);
  }

  /** Why data cannot flow through it as it should; empty: it can. */
  public List<String> notReadyReasons() {
    if (!bridge.live()) {
      return List.of("bridge: a thread of it has ended; only a restart helps");
    }
    if (registry.problem().isPresent()) {
      return List.of("bridge: " + registry.problem().get());
    }
    return Stream.concat(
            bridge.notReadyReasons().stream(), clock.suspicion().map(Object::toString).stream())
        .map(reason -> "bridge: " + reason)
        .toList();
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
            String.join("; ", notReadyReasons()) + " after " + limit.toSeconds() + " s");
      }
      Thread.sleep(50);
    }
  }

  @Override
  public void close() {
    profiles.close();
    bridge.close();
    registry.close();
  }
}
