package city.sawang.local.cli;

import city.sawang.ingest.kafka.RegistryPublisher;
import city.sawang.local.platform.RegistryLoader;
import city.sawang.schemas.registry.Registry;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sawang registry}: cities, deployments, feeders and lamps from their files. */
@Command(
    name = "registry",
    mixinStandardHelpOptions = true,
    description = "Checks and loads cities, deployments, feeders and lamps.",
    subcommands = {RegistryCommand.Validate.class, RegistryCommand.Load.class})
final class RegistryCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "which one? validate or load");
  }

  private static Registry read(CommandSpec spec, Path directory) {
    PrintWriter err = spec.commandLine().getErr();
    return RegistryLoader.read(directory, warning -> err.println("warning: " + warning));
  }

  private static void summary(PrintWriter out, Registry registry) {
    registry
        .cities()
        .forEach(
            city ->
                out.printf(
                    "%-12s %d deployments, %d lamps, %d meters%n",
                    city.cityId(),
                    city.deployments().size(),
                    city.lamps().size(),
                    city.meters().size()));
  }

  @Command(
      name = "validate",
      mixinStandardHelpOptions = true,
      description = {
        "Names every mistake in the files, all of them in one run; changes nothing.",
        "What is suspicious is named as a warning and refuses nothing."
      })
  static final class Validate implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Parameters(
        paramLabel = "DIR",
        description = "Registry directory: <city>/city.yaml, lamps.csv.")
    private Path directory;

    @Override
    public Integer call() {
      Registry registry = read(spec, directory);
      summary(spec.commandLine().getOut(), registry);
      return 0;
    }
  }

  @Command(
      name = "load",
      mixinStandardHelpOptions = true,
      description = {
        "Checks the files, then makes the database and Kafka say what they say.",
        "Bridge and jobs take it over at once: no restart."
      })
  static final class Load implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private TargetPlatform platform;

    @Parameters(
        paramLabel = "DIR",
        description = "Registry directory: <city>/city.yaml, lamps.csv.")
    private Path directory;

    @Override
    public Integer call() throws Exception {
      Registry registry = read(spec, directory);
      PrintWriter out = spec.commandLine().getOut();
      summary(out, registry);
      RegistryLoader.intoDatabase(platform.ownerDatabase(), registry, Instant.now());
      RegistryPublisher.Changes changes = RegistryLoader.intoKafka(platform.kafka(), registry);
      out.printf(
          "loaded: %d records written, %d unchanged%n", changes.written(), changes.unchanged());
      return 0;
    }
  }
}
