package city.sawang.ingest.config;

import static city.sawang.ingest.config.Requirement.between;
import static city.sawang.ingest.config.Requirement.require;

import java.time.Duration;

/**
 * What is bounded, per broker connection.
 *
 * @param outstandingMessages messages taken and not yet acknowledged, 1 to 65535; also asked of
 *     the broker as Receive Maximum
 * @param outstandingBytes payload and record bytes of these messages; one message may exceed it
 * @param backPressureTimeout how long a message may wait for room before the connection is given
 *     up until there is room again; less than the keep-alive
 * @param oldestUnacknowledged a message un-acknowledged for longer makes the connection suspect:
 *     it is replaced, and counted
 * @param reconnectDelay pause before the second attempt to connect, doubled with every further one
 * @param longestReconnectDelay where the doubling ends
 * @param drain how long a graceful stop waits for outstanding messages
 * @param packetBytes of MQTT packets above this only the beginning is kept, 128 KiB to 8 MiB: well
 *     above the 64 KiB of the contract, so that an oversize payload is quarantined whole. The broker
 *     is not told, for it would throw away what is larger
 */
public record BridgeLimits(
    int outstandingMessages,
    long outstandingBytes,
    Duration backPressureTimeout,
    Duration oldestUnacknowledged,
    Duration reconnectDelay,
    Duration longestReconnectDelay,
    Duration drain,
    int packetBytes) {
  public BridgeLimits {
    require(outstandingMessages >= 1 && outstandingMessages <= 65_535)
        .orRefuse("limits.outstandingMessages", outstandingMessages, "1 to 65535");
    require(outstandingBytes >= 1024 && outstandingBytes <= 1L << 30)
        .orRefuse("limits.outstandingBytes", outstandingBytes, "1 KiB to 1 GiB");
    require(between(backPressureTimeout, Duration.ofMillis(10), Duration.ofHours(1)))
        .orRefuse("limits.backPressureTimeout", backPressureTimeout, "10 ms to 1 h");
    require(between(reconnectDelay, Duration.ofMillis(10), longestReconnectDelay))
        .orRefuse("limits.reconnectDelay", reconnectDelay, "10 ms to limits.longestReconnectDelay");
    require(between(longestReconnectDelay, reconnectDelay, Duration.ofMinutes(5)))
        .orRefuse("limits.longestReconnectDelay", longestReconnectDelay, "at most 5 min");
    require(between(drain, Duration.ZERO, Duration.ofMinutes(10)))
        .orRefuse("limits.drain", drain, "0 to 10 min");
    require(packetBytes >= 128 * 1024 && packetBytes <= 8 * 1024 * 1024)
        .orRefuse("limits.packetBytes", packetBytes, "128 KiB to 8 MiB");
  }

  public static BridgeLimits defaults() {
    return new BridgeLimits(
        10_000,
        16L << 20,
        Duration.ofSeconds(10),
        Duration.ofSeconds(60),
        Duration.ofMillis(100),
        Duration.ofSeconds(5),
        Duration.ofSeconds(15),
        1 << 20);
  }

  public BridgeLimits withOutstanding(int messages, long bytes) {
    return new BridgeLimits(
        messages,
        bytes,
        backPressureTimeout,
        oldestUnacknowledged,
        reconnectDelay,
        longestReconnectDelay,
        drain,
        packetBytes);
  }

  public BridgeLimits withBackPressureTimeout(Duration timeout) {
    return new BridgeLimits(
        outstandingMessages,
        outstandingBytes,
        timeout,
        oldestUnacknowledged,
        reconnectDelay,
        longestReconnectDelay,
        drain,
        packetBytes);
  }

  public BridgeLimits withDrain(Duration deadline) {
    return new BridgeLimits(
        outstandingMessages,
        outstandingBytes,
        backPressureTimeout,
        oldestUnacknowledged,
        reconnectDelay,
        longestReconnectDelay,
        deadline,
        packetBytes);
  }

  public BridgeLimits withOldestUnacknowledged(Duration age) {
    return new BridgeLimits(
        outstandingMessages,
        outstandingBytes,
        backPressureTimeout,
        age,
        reconnectDelay,
        longestReconnectDelay,
        drain,
        packetBytes);
  }
}
