package city.sawang.local.cli;

import city.sawang.ingest.config.BridgeConfig;
import city.sawang.ingest.config.MqttLogin;
import city.sawang.ingest.config.MqttSettings;
import city.sawang.ingest.config.TlsFiles;
import city.sawang.ingest.profile.Profiles;
import city.sawang.local.InvalidInput;
import city.sawang.local.cli.option.DurationConverter;
import city.sawang.local.platform.Installation;
import city.sawang.local.platform.PlatformFiles;
import city.sawang.local.services.BridgeService;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code sawang bridge}: MQTT to Kafka as a process of its own. */
@Command(
    name = "bridge",
    mixinStandardHelpOptions = true,
    description = "MQTT to Kafka, as a process of its own.",
    sortOptions = false)
final class BridgeCommand implements Callable<Integer> {
  /** Not an option, for every user of the machine can read a process's options. */
  private static final String PASSWORD_VARIABLE = "SAWANG_MQTT_PASSWORD";

  @Option(
      names = "--mqtt-url",
      paramLabel = "URL",
      split = ",",
      defaultValue = "tcp://127.0.0.1:1883",
      description = "MQTT brokers, tcp:// or ssl://. Default: ${DEFAULT-VALUE}")
  private List<String> mqttUrls;

  @Option(
      names = "--kafka",
      paramLabel = "HOST:PORT",
      defaultValue = "127.0.0.1:9092",
      description = "Kafka. Default: ${DEFAULT-VALUE}")
  private String kafka;

  @Option(
      names = "--profiles",
      paramLabel = "DIR",
      description =
          "Vendor profiles; a file dropped there is in force at once. Default: deploy/profiles")
  private Path profiles = Installation.directory("deploy/profiles");

  @Option(
      names = "--client-id",
      paramLabel = "ID",
      defaultValue = "sawang-bridge",
      description =
          "Name at the broker, which keeps its unsent messages; every bridge has its own. Default:"
              + " ${DEFAULT-VALUE}")
  private String clientId;

  @Option(
      names = "--share-group",
      paramLabel = "NAME",
      description = "Several bridges of one group share the messages ($share/NAME/…).")
  private String shareGroup;

  @Option(
      names = "--backlog-after",
      paramLabel = "DURATION",
      defaultValue = "1h",
      converter = DurationConverter.class,
      description =
          "Readings that are older than this when they arrive do not stand before those of others."
              + " Default: ${DEFAULT-VALUE}")
  private Duration backlogAfter;

  @Option(
      names = "--mqtt-user",
      paramLabel = "NAME",
      description =
          "User at the brokers; the password comes from the environment: " + PASSWORD_VARIABLE)
  private String user;

  @Option(
      names = "--mqtt-ca",
      paramLabel = "PEM",
      description = "Who may sign the brokers' certificates; else those Java trusts.")
  private Path trusted;

  @Option(
      names = "--mqtt-certificate",
      paramLabel = "PEM",
      description = "Certificate of this client.")
  private Path certificate;

  @Option(
      names = "--mqtt-key",
      paramLabel = "PEM",
      description = "Private key of this client (PKCS #8).")
  private Path key;

  @Mixin private RoleOptions role;

  @Override
  public Integer call() throws Exception {
    BridgeConfig config = config();
    return role.run(
        (data, startup, metrics) -> {
          Profiles loaded = PlatformFiles.loadProfiles(profiles);
          BridgeService bridge =
              startup
                  .part(
                      "bridge",
                      () -> new BridgeService(config, loaded, metrics),
                      part -> String.join(",", mqttUrls) + " to " + kafka)
                  .get();
          return new RoleOptions.Running(
              Map.of("mqtt", String.join(",", mqttUrls), "kafka", kafka), bridge::notReadyReasons);
        });
  }

  private BridgeConfig config() {
    try {
      return BridgeConfig.of(mqttUrls.get(0), clientId, kafka)
          .withMqtt(this::mqtt)
          .withBacklogAge(backlogAfter);
    } catch (IllegalArgumentException e) {
      throw new InvalidInput(e.getMessage());
    }
  }

  private MqttSettings mqtt(MqttSettings defaults) {
    return new MqttSettings(
        mqttUrls,
        clientId,
        Optional.ofNullable(shareGroup),
        Optional.ofNullable(user)
            .map(name -> new MqttLogin(name, System.getenv().getOrDefault(PASSWORD_VARIABLE, ""))),
        tls(),
        defaults.keepAlive(),
        defaults.sessionExpiry(),
        defaults.connectTimeout());
  }

  private Optional<TlsFiles> tls() {
    if (trusted == null && certificate == null && key == null) {
      return Optional.empty();
    }
    return Optional.of(
        new TlsFiles(
            Optional.ofNullable(trusted),
            Optional.ofNullable(certificate),
            Optional.ofNullable(key)));
  }
}
