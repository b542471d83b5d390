package city.sawang.local.cli;

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
  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "1883",
      description = "MQTT port; 0: a free one. Default: ${DEFAULT-VALUE}")
  private int port;

  @Mixin private RoleOptions role;

  @Override
  public Integer call() throws Exception {
    return role.run(
        (data, startup, metrics) -> {
          int chosen = role.port("MQTT broker", port);
          String address = "tcp://" + role.host + ":" + chosen;
          MqttBroker broker =
              startup
                  .part(
                      "MQTT broker",
                      () -> new MqttBroker(data.resolve("broker"), role.host, chosen),
                      part -> address)
                  .get();
          broker.whenItGivesUp(role.dead()::givenUp);
          return new RoleOptions.Running(
              Map.of("mqtt", address),
              () -> broker.isRunning() ? List.of() : List.of("the broker does not run"));
        });
  }
}
