package city.sawang.ingest.config;

import static city.sawang.ingest.config.Requirement.between;
import static city.sawang.ingest.config.Requirement.require;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

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
public record MqttSettings(
    List<String> brokers,
    String clientId,
    Optional<String> shareGroup,
    Optional<MqttLogin> login,
    Optional<TlsFiles> tls,
    Duration keepAlive,
    Duration sessionExpiry,
    Duration connectTimeout) {
  private static final Pattern BROKER = Pattern.compile("(tcp|ssl)://[^\\s/:]+(:\\d{1,5})?");
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._:-]{1,64}");

  public MqttSettings {
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

  public static MqttSettings of(List<String> brokers, String clientId) {
    return new MqttSettings(
        brokers,
        clientId,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Duration.ofSeconds(30),
        Duration.ofDays(14),
        Duration.ofSeconds(10));
  }

  public MqttSettings withShareGroup(String group) {
    return new MqttSettings(
        brokers,
        clientId,
        Optional.of(group),
        login,
        tls,
        keepAlive,
        sessionExpiry,
        connectTimeout);
  }

  public MqttSettings withLogin(MqttLogin as) {
    return new MqttSettings(
        brokers,
        clientId,
        shareGroup,
        Optional.of(as),
        tls,
        keepAlive,
        sessionExpiry,
        connectTimeout);
  }

  public MqttSettings withTls(TlsFiles with) {
    return new MqttSettings(
        brokers,
        clientId,
        shareGroup,
        login,
        Optional.of(with),
        keepAlive,
        sessionExpiry,
        connectTimeout);
  }

  public MqttSettings withKeepAlive(Duration every) {
    return new MqttSettings(
        brokers, clientId, shareGroup, login, tls, every, sessionExpiry, connectTimeout);
  }

  /** The filter as it is subscribed: below {@code $share/<group>/} when there is a group. */
  public String subscription(String filter) {
    return shareGroup.map(group -> "$share/" + group + '/' + filter).orElse(filter);
  }
}
