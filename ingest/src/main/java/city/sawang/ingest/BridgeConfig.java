package city.sawang.ingest;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * What a bridge needs to know. Every record refuses nonsense when it is made; the message names the
 * key, the value and what was expected.
 *
 * @param heartbeatInterval how often every partition of the readings topic gets a heartbeat
 * @param backlogAge readings that are older than this when they arrive are backlog and go to the
 *     partitions reserved for it, 1 min to 3 days
 */
public record BridgeConfig(
    Mqtt mqtt, Kafka kafka, Limits limits, Duration heartbeatInterval, Duration backlogAge) {

  public BridgeConfig {
    require(between(backlogAge, Duration.ofMinutes(1), Duration.ofDays(3)))
        .orRefuse("backlogAge", backlogAge, "1 min to 3 days");
    require(between(heartbeatInterval, Duration.ofMillis(10), Duration.ofMinutes(1)))
        .orRefuse("heartbeatInterval", heartbeatInterval, "10 ms to 1 min");
    require(limits.oldestUnacknowledged().compareTo(kafka.deliveryTimeout()) > 0)
        .orRefuse(
            "limits.oldestUnacknowledged",
            limits.oldestUnacknowledged(),
            "more than kafka.deliveryTimeout, " + kafka.deliveryTimeout());
    require(limits.backPressurePatience().compareTo(mqtt.keepAlive()) < 0)
        .orRefuse(
            "limits.backPressurePatience",
            limits.backPressurePatience(),
            "less than mqtt.keepAlive, "
                + mqtt.keepAlive()
                + ": a callback that waits longer kills the connection");
  }

  /** A bridge with the defaults between one MQTT broker and one Kafka. */
  public static BridgeConfig of(String brokerUri, String clientId, String bootstrapServers) {
    return new BridgeConfig(
        Mqtt.of(List.of(brokerUri), clientId),
        Kafka.of(bootstrapServers),
        Limits.defaults(),
        Duration.ofSeconds(1),
        LaneChoice.OLD);
  }

  public BridgeConfig withMqtt(UnaryOperator<Mqtt> change) {
    return new BridgeConfig(change.apply(mqtt), kafka, limits, heartbeatInterval, backlogAge);
  }

  public BridgeConfig withKafka(UnaryOperator<Kafka> change) {
    return new BridgeConfig(mqtt, change.apply(kafka), limits, heartbeatInterval, backlogAge);
  }

  public BridgeConfig withLimits(UnaryOperator<Limits> change) {
    return new BridgeConfig(mqtt, kafka, change.apply(limits), heartbeatInterval, backlogAge);
  }

  public BridgeConfig withHeartbeatInterval(Duration interval) {
    return new BridgeConfig(mqtt, kafka, limits, interval, backlogAge);
  }

  public BridgeConfig withBacklogAge(Duration age) {
    return new BridgeConfig(mqtt, kafka, limits, heartbeatInterval, age);
  }

  /**
   * The MQTT end.
   *
   * @param brokers one connection each, all at the same time: {@code tcp://host:port} or {@code
   *     ssl://host:port}
   * @param clientId the same over restarts, different for every bridge: the broker keeps the queue
   *     under this name
   * @param shareGroup bridges of one group share the messages ({@code $share/<group>/…})
   * @param login user name and password
   * @param tls trust and client certificate of {@code ssl://} brokers; empty: those of the JVM
   * @param keepAlive 1 s to 18 h, whole seconds
   * @param sessionExpiry how long the broker queues for an absent bridge, at least 7 days
   * @param connectTimeout 1 s to 5 min, whole seconds
   */
  public record Mqtt(
      List<String> brokers,
      String clientId,
      Optional<String> shareGroup,
      Optional<Login> login,
      Optional<Tls> tls,
      Duration keepAlive,
      Duration sessionExpiry,
      Duration connectTimeout) {
    private static final Pattern BROKER = Pattern.compile("(tcp|ssl)://[^\\s/:]+(:\\d{1,5})?");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._:-]{1,64}");

    public Mqtt {
      brokers = List.copyOf(brokers);
      require(!brokers.isEmpty()).orRefuse("mqtt.brokers", brokers, "at least one broker");
      brokers.forEach(
          broker ->
              require(BROKER.matcher(broker).matches())
                  .orRefuse("mqtt.brokers", broker, "tcp://host:port or ssl://host:port"));
      require(brokers.stream().distinct().count() == brokers.size())
          .orRefuse("mqtt.brokers", brokers, "every broker once");
      require(NAME.matcher(clientId).matches())
          .orRefuse("mqtt.clientId", clientId, "[A-Za-z0-9._:-]{1,64}");
      shareGroup.ifPresent(
          group ->
              require(NAME.matcher(group).matches())
                  .orRefuse("mqtt.shareGroup", group, "[A-Za-z0-9._:-]{1,64}"));
      require(between(keepAlive, Duration.ofSeconds(1), Duration.ofHours(18)))
          .orRefuse("mqtt.keepAlive", keepAlive, "1 s to 18 h");
      require(between(sessionExpiry, Duration.ofDays(7), Duration.ofSeconds(0xFFFF_FFFFL)))
          .orRefuse("mqtt.sessionExpiry", sessionExpiry, "7 days to 2^32 - 1 seconds");
      require(between(connectTimeout, Duration.ofSeconds(1), Duration.ofMinutes(5)))
          .orRefuse("mqtt.connectTimeout", connectTimeout, "1 s to 5 min");
    }

    static Mqtt of(List<String> brokers, String clientId) {
      return new Mqtt(
          brokers,
          clientId,
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Duration.ofSeconds(30),
          Duration.ofDays(14),
          Duration.ofSeconds(10));
    }

    public Mqtt withShareGroup(String group) {
      return new Mqtt(
          brokers,
          clientId,
          Optional.of(group),
          login,
          tls,
          keepAlive,
          sessionExpiry,
          connectTimeout);
    }

    public Mqtt withLogin(Login as) {
      return new Mqtt(
          brokers,
          clientId,
          shareGroup,
          Optional.of(as),
          tls,
          keepAlive,
          sessionExpiry,
          connectTimeout);
    }

    public Mqtt withTls(Tls with) {
      return new Mqtt(
          brokers,
          clientId,
          shareGroup,
          login,
          Optional.of(with),
          keepAlive,
          sessionExpiry,
          connectTimeout);
    }

    public Mqtt withKeepAlive(Duration every) {
      return new Mqtt(
          brokers, clientId, shareGroup, login, tls, every, sessionExpiry, connectTimeout);
    }

    /** The filter as it is subscribed: below {@code $share/<group>/} when there is a group. */
    String subscription(String filter) {
      return shareGroup.map(group -> "$share/" + group + '/' + filter).orElse(filter);
    }
  }

  /** User name and password at the MQTT broker. */
  public record Login(String username, String password) {
    public Login {
      require(!username.isBlank()).orRefuse("mqtt.login.username", username, "a name");
    }

    @Override
    public String toString() {
      return "Login[username=" + username + ", password=…]";
    }
  }

  /**
   * Files in PEM. The client certificate and its key (PKCS #8) come together or not at all.
   *
   * @param trustedCertificates who may sign the broker's certificate; empty: who the JVM trusts
   */
  public record Tls(
      Optional<Path> trustedCertificates,
      Optional<Path> clientCertificate,
      Optional<Path> clientKey) {
    public Tls {
      require(clientCertificate.isPresent() == clientKey.isPresent())
          .orRefuse(
              "mqtt.tls.clientKey",
              clientKey.map(Path::toString).orElse("absent"),
              "a key exactly when there is a client certificate");
    }
  }

  /**
   * The Kafka end.
   *
   * @param deliveryTimeout after this long without a confirmation a record has failed, and its
   *     message comes again, 1 s to 10 min
   * @param linger how long a batch waits for more records, 0 to 1 s
   * @param properties further producer and consumer properties (security.*, sasl.*, ssl.*)
   */
  public record Kafka(
      String bootstrapServers,
      Duration deliveryTimeout,
      Duration linger,
      Map<String, String> properties) {
    public Kafka {
      properties = Map.copyOf(properties);
      require(!bootstrapServers.isBlank())
          .orRefuse("kafka.bootstrapServers", bootstrapServers, "host:port[,host:port…]");
      require(between(deliveryTimeout, Duration.ofSeconds(1), Duration.ofMinutes(10)))
          .orRefuse("kafka.deliveryTimeout", deliveryTimeout, "1 s to 10 min");
      require(between(linger, Duration.ZERO, Duration.ofSeconds(1)))
          .orRefuse("kafka.linger", linger, "0 to 1 s");
      properties
          .keySet()
          .forEach(
              key ->
                  require(Pattern.matches("(security|sasl|ssl)\\..+", key))
                      .orRefuse("kafka.properties", key, "security.*, sasl.* or ssl.*"));
    }

    static Kafka of(String bootstrapServers) {
      return new Kafka(bootstrapServers, Duration.ofSeconds(30), Duration.ofMillis(20), Map.of());
    }

    public Kafka withDeliveryTimeout(Duration timeout) {
      return new Kafka(bootstrapServers, timeout, linger, properties);
    }

    public Kafka withLinger(Duration wait) {
      return new Kafka(bootstrapServers, deliveryTimeout, wait, properties);
    }
  }

  /**
   * What is bounded, per broker connection.
   *
   * @param outstandingMessages messages taken and not yet acknowledged, 1 to 65535; also asked of
   *     the broker as Receive Maximum
   * @param outstandingBytes payload and record bytes of these messages; one message may exceed it
   * @param backPressurePatience how long a message may wait for room before the connection is given
   *     up until there is room again; less than the keep-alive
   * @param oldestUnacknowledged a message un-acknowledged for longer makes the connection suspect:
   *     it is replaced, and counted
   * @param reconnectDelay pause before the second attempt to connect, doubled with every further one
   * @param longestReconnectDelay where the doubling ends
   * @param drain how long a graceful stop waits for outstanding messages
   * @param packetBytes MQTT packets above this are not sent by the broker, 128 KiB to 8 MiB: well
   *     above the 64 KiB of the contract, so that an oversize payload arrives and is quarantined
   */
  public record Limits(
      int outstandingMessages,
      long outstandingBytes,
      Duration backPressurePatience,
      Duration oldestUnacknowledged,
      Duration reconnectDelay,
      Duration longestReconnectDelay,
      Duration drain,
      int packetBytes) {
    public Limits {
      require(outstandingMessages >= 1 && outstandingMessages <= 65_535)
          .orRefuse("limits.outstandingMessages", outstandingMessages, "1 to 65535");
      require(outstandingBytes >= 1024 && outstandingBytes <= 1L << 30)
          .orRefuse("limits.outstandingBytes", outstandingBytes, "1 KiB to 1 GiB");
      require(between(backPressurePatience, Duration.ofMillis(10), Duration.ofHours(1)))
          .orRefuse("limits.backPressurePatience", backPressurePatience, "10 ms to 1 h");
      require(between(reconnectDelay, Duration.ofMillis(10), longestReconnectDelay))
          .orRefuse(
              "limits.reconnectDelay", reconnectDelay, "10 ms to limits.longestReconnectDelay");
      require(between(longestReconnectDelay, reconnectDelay, Duration.ofMinutes(5)))
          .orRefuse("limits.longestReconnectDelay", longestReconnectDelay, "at most 5 min");
      require(between(drain, Duration.ZERO, Duration.ofMinutes(10)))
          .orRefuse("limits.drain", drain, "0 to 10 min");
      require(packetBytes >= 128 * 1024 && packetBytes <= 8 * 1024 * 1024)
          .orRefuse("limits.packetBytes", packetBytes, "128 KiB to 8 MiB");
    }

    static Limits defaults() {
      return new Limits(
          10_000,
          16L << 20,
          Duration.ofSeconds(10),
          Duration.ofSeconds(60),
          Duration.ofMillis(100),
          Duration.ofSeconds(5),
          Duration.ofSeconds(15),
          1 << 20);
    }

    public Limits withOutstanding(int messages, long bytes) {
      return new Limits(
          messages,
          bytes,
          backPressurePatience,
          oldestUnacknowledged,
          reconnectDelay,
          longestReconnectDelay,
          drain,
          packetBytes);
    }

    public Limits withBackPressurePatience(Duration patience) {
      return new Limits(
          outstandingMessages,
          outstandingBytes,
          patience,
          oldestUnacknowledged,
          reconnectDelay,
          longestReconnectDelay,
          drain,
          packetBytes);
    }

    public Limits withDrain(Duration deadline) {
      return new Limits(
          outstandingMessages,
          outstandingBytes,
          backPressurePatience,
          oldestUnacknowledged,
          reconnectDelay,
          longestReconnectDelay,
          deadline,
          packetBytes);
    }

    public Limits withOldestUnacknowledged(Duration age) {
      return new Limits(
          outstandingMessages,
          outstandingBytes,
          backPressurePatience,
          age,
          reconnectDelay,
          longestReconnectDelay,
          drain,
          packetBytes);
    }
  }

  private static boolean between(Duration value, Duration least, Duration most) {
    return value.compareTo(least) >= 0 && value.compareTo(most) <= 0;
  }

  private static Requirement require(boolean met) {
    return new Requirement(met);
  }

  private record Requirement(boolean met) {
    void orRefuse(String key, Object value, String expected) {
      if (!met) {
        throw new IllegalArgumentException(key + " is " + value + ", expected " + expected);
      }
    }
  }
}
