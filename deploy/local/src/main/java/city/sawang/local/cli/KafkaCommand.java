package city.sawang.local.cli;

import city.sawang.local.platform.Ports;
import city.sawang.local.services.KafkaServer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code sawang kafka}: Kafka as a process of its own. */
@Command(
    name = "kafka",
    mixinStandardHelpOptions = true,
    description = "Kafka (one node, KRaft) with the topics of Sawang, as a process of its own.",
    sortOptions = false)
final class KafkaCommand implements Callable<Integer> {
  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "9092",
      description = "Port for clients; 0: a free one. Default: ${DEFAULT-VALUE}")
  private int port;

  @Mixin private RoleOptions role;

  @Override
  public Integer call() throws Exception {
    return role.run(
        (data, startup, metrics) -> {
          int chosen = role.port("Kafka", port);
          int controller = Ports.free(1).get(0);
          String bootstrap = role.host + ":" + chosen;
          KafkaServer.whenItGivesUp(role.dead()::givenUp);
          startup
              .part(
                  "Kafka",
                  () -> new KafkaServer(data.resolve("kafka"), role.host, chosen, controller),
                  part -> bootstrap)
              .get();
          return new RoleOptions.Running(Map.of("kafka", bootstrap), List::of);
        });
  }
}
