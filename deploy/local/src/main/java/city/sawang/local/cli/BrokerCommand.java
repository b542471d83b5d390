package city.sawang.local.cli;

import city.sawang.ingest.config.MqttLogin;
import city.sawang.local.InvalidInput;
import city.sawang.local.broker.GatedMqtt;
import city.sawang.local.broker.ReservedClientId;
import city.sawang.local.services.MqttBroker;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code sawang broker}: the MQTT broker as a process of its own. */
@Command(
    name = "broker",
    mixinStandardHelpOptions = true,
    description = "The embedded MQTT broker as a process of its own.",
    sortOptions = false)
final class BrokerCommand implements Callable<Integer> {
  /** Not an option, for every user of the machine can read a process's options. */
  private static final String PASSWORD_VARIABLE = "SAWANG_MQTT_PASSWORD";

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "1883",
      description = "MQTT port; 0: a free one. Default: ${DEFAULT-VALUE}")
  private int port;

  @Option(
      names = "--bridge-id",
      paramLabel = "ID",
      description =
          "Client id that nobody may use but the login of --bridge-user, whose password comes from"
              + " the environment: "
              + PASSWORD_VARIABLE)
  private String bridgeId;

  @Option(
      names = "--bridge-user",
      paramLabel = "NAME",
      description = "User to whom --bridge-id belongs. Default: the same name")
  private String bridgeUser;

  @Mixin private RoleOptions role;

  @Override
  public Integer call() throws Exception {
    List<ReservedClientId> reserved = reserved();
    return role.run(
        (data, startup, metrics) -> {
          int chosen = role.port("MQTT broker", port);
          String address = "tcp://" + role.host + ":" + chosen;
          MqttBroker broker =
              startup
                  .part(
                      "MQTT broker",
                      () ->
                          new MqttBroker(
                              data.resolve("broker"),
                              role.host,
                              chosen,
                              new GatedMqtt(reserved, metrics)),
                      part -> address)
                  .get();
          broker.whenItGivesUp(role.dead()::givenUp);
          return new RoleOptions.Running(
              Map.of("mqtt", address),
              () -> broker.isRunning() ? List.of() : List.of("the broker does not run"));
        });
  }

  private List<ReservedClientId> reserved() {
    if (bridgeId == null) {
      if (bridgeUser != null) {
        throw new InvalidInput("--bridge-user is " + bridgeUser + ", expected with --bridge-id");
      }
      return List.of();
    }
    String password = System.getenv(PASSWORD_VARIABLE);
    if (password == null || password.isEmpty()) {
      throw new InvalidInput(
          "--bridge-id is "
              + bridgeId
              + ", expected with the password of its user in "
              + PASSWORD_VARIABLE);
    }
    return List.of(
        new ReservedClientId(
            bridgeId, new MqttLogin(bridgeUser == null ? bridgeId : bridgeUser, password)));
  }
}
