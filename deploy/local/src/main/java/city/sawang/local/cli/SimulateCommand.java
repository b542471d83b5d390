package city.sawang.local.cli;

import city.sawang.local.cli.option.CityIdConverter;
import city.sawang.local.cli.option.DurationConverter;
import city.sawang.local.simulate.DeviceFleet;
import city.sawang.local.simulate.FaultRates;
import city.sawang.local.simulate.FieldDeviceKind;
import city.sawang.local.simulate.FieldFaults;
import city.sawang.local.simulate.FleetConfig;
import city.sawang.local.simulate.FleetSimulator;
import city.sawang.local.simulate.RegisteredFleet;
import city.sawang.local.simulate.SyntheticFleet;
import city.sawang.local.simulate.fault.IncidentFaults;
import city.sawang.schemas.registry.RegistryFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code sawang simulate}: the fleet alone, against any MQTT broker. */
@Command(
    name = "simulate",
    mixinStandardHelpOptions = true,
    description = {
      "Plays a fleet of street lights against any MQTT 5 broker: topics, bytes and faults of the"
          + " field, by seed.",
      "Without --count and --run-for it plays until Ctrl-C."
    })
public final class SimulateCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--mqtt-url",
      defaultValue = "tcp://127.0.0.1:1883",
      description = "Broker (default ${DEFAULT-VALUE}).")
  private String mqttUrl;

  @Option(
      names = "--registry",
      description =
          "Play the simulated lamps and meters of this registry (default: deploy/registry, unless"
              + " --lamps is given).")
  private Path registry;

  @Option(
      names = "--lamps",
      description = "Instead: so many synthetic lamps altogether, which no registry knows.")
  private Integer lamps;

  @Option(
      names = "--devices",
      split = ",",
      description =
          "Instead: devices of the field in the invented city device-town, --lamps of them (default: two"
              + " of each kind); all, or a list of native, tasmota, shelly, coarse, lorawan, saver,"
              + " wrap, nocounter, threephase, zigbee2mqtt. The platform must know them: see"
              + " --write-registry.")
  private List<String> devices;

  @Option(
      names = "--write-registry",
      paramLabel = "DIR",
      description =
          "Only write the registry of --devices there, to be read by 'sawang registry load DIR', and"
              + " end.")
  private Path writeRegistry;

  @Option(
      names = "--cities",
      converter = CityIdConverter.class,
      split = ",",
      description = "Only these cities (default: all).")
  private List<String> cities;

  @Option(
      names = "--interval",
      defaultValue = "60s",
      converter = DurationConverter.class,
      description = "Reporting interval of synthetic lamps and devices (default ${DEFAULT-VALUE}).")
  private Duration interval;

  @Option(
      names = "--faults",
      defaultValue = "usual",
      description =
          "usual, none, or a list such as none,duplicate=0.1,backlog=0.002; names: duplicate,"
              + " shuffle, backlog, clock, reset, glitch, malformed, reconnect (per reading), dead,"
              + " burner (share of lamps).")
  private String faults;

  @Option(
      names = "--field-faults",
      defaultValue = "2%",
      description =
          "What goes wrong with --devices: none, a share of all readings dealt evenly to every fault"
              + " (default ${DEFAULT-VALUE}), or a list such as none,spike=0.01; names: duplicate,"
              + " repeat, burst, late, clock, spike, glitch, reset, jump, power-loss, partial,"
              + " malformed (per reading), first-clock (share of devices).")
  private String fieldFaults;

  @Option(
      names = "--incident-faults",
      defaultValue = "none",
      description =
          "What is broken for hours so that incidents must be raised, and in the whole play how"
              + " often: none, or a list such as all=20,controls=10,CITY_LINK_DOWN=2; names: all,"
              + " lamps (codes of single lamps), controls (of each code: too weak or too short to"
              + " be raised), and the codes. Without --run-for within 30 days.")
  private String incidentFaults;

  @Option(
      names = "--seed",
      defaultValue = "1",
      description = "Same seed, same fleet (default ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--rate",
      defaultValue = "0",
      description = "At most so many messages per second (default: no limit).")
  private double rate;

  @Option(
      names = "--history",
      converter = DurationConverter.class,
      description =
          "Begin this far in the past and send that history as fast as the broker takes it, then"
              + " live, e.g. 7d (default 0).")
  private Duration history = Duration.ZERO;

  @Option(
      names = "--count",
      defaultValue = "0",
      description = "End after so many messages; begins far enough in the past to have so many.")
  private long count;

  @Option(
      names = "--run-for",
      converter = DurationConverter.class,
      description = "End after this time, e.g. 3m.")
  private Duration runFor = Duration.ZERO;

  @Option(
      names = "--ledger",
      description = "Write every message sent and its PUBACK to this file; see 'ledger verify'.")
  private Path ledger;

  @Option(
      names = "--truth",
      description =
          "Write to this file what was broken, where, from when to when; see 'verify incidents'.")
  private Path truth;

  @Option(
      names = "--memory",
      description = "Keep the lamps' counters in this file, so that a second run resumes them.")
  private Path memory;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (writeRegistry != null) {
      return writeRegistry();
    }
    FleetConfig config = config();
    try (FleetSimulator fleet = FleetSimulator.start(config)) {
      Thread closer = new Thread(() -> closeQuietly(fleet), "fleet-closer");
      Runtime.getRuntime().addShutdownHook(closer);
      fleet.awaitEnd();
      waitForAcknowledgements(fleet);
      spec.commandLine()
          .getOut()
          .printf(
              Locale.ROOT,
              "sent %d messages, acknowledged %d, refused %d, without answer %d%n",
              fleet.sent(),
              fleet.acknowledged(),
              fleet.refused(),
              fleet.unacknowledged());
      Runtime.getRuntime().removeShutdownHook(closer);
      return fleet.unacknowledged() == 0 ? 0 : 1;
    }
  }

  private static void closeQuietly(FleetSimulator fleet) {
    try {
      fleet.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void waitForAcknowledgements(FleetSimulator fleet) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
    while (fleet.unacknowledged() > 0 && System.nanoTime() < deadline) {
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }

  private int writeRegistry() throws IOException {
    if (devices == null) {
      throw new ParameterException(
          spec.commandLine(), "--write-registry: expected --devices, whose registry it is");
    }
    DeviceFleet fleet;
    try {
      fleet = deviceFleet();
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
    fleet.writeRegistry(writeRegistry);
    spec.commandLine()
        .getOut()
        .printf(
            Locale.ROOT,
            "wrote %d lamps and %d meters of %s; next: sawang registry load %s%n",
            fleet.lamps().size(),
            fleet.meters().size(),
            DeviceFleet.CITY,
            writeRegistry);
    return 0;
  }

  private DeviceFleet deviceFleet() {
    if (registry != null || cities != null) {
      throw new IllegalArgumentException(
          "--devices play in " + DeviceFleet.CITY + ": without --registry and --cities");
    }
    List<FieldDeviceKind> kinds = FieldDeviceKind.parse(devices);
    return DeviceFleet.of(
        kinds, lamps == null ? 2 * kinds.size() : lamps, Math.toIntExact(interval.toSeconds()));
  }

  private FleetConfig fleet() {
    if (devices != null) {
      return FleetConfig.of(mqttUrl, deviceFleet());
    }
    if (lamps == null) {
      return FleetConfig.of(mqttUrl, registered());
    }
    if (registry != null) {
      throw new IllegalArgumentException("--lamps and --registry exclude each other");
    }
    List<String> where = cities == null ? SyntheticFleet.cities() : cities;
    return FleetConfig.of(
        mqttUrl, SyntheticFleet.of(lamps, where, Math.toIntExact(interval.toSeconds())));
  }

  private RegisteredFleet registered() {
    Path directory =
        registry == null
            ? Path.of(System.getProperty("sawang.home", ""), "deploy", "registry")
            : registry;
    RegistryFiles.Result result = RegistryFiles.read(directory);
    if (result instanceof RegistryFiles.Result.Invalid invalid) {
      throw new IllegalArgumentException(
          invalid.mistakes().stream()
              .map(Object::toString)
              .collect(Collectors.joining("\n", "--registry " + directory + ":\n", "")));
    }
    RegisteredFleet fleet =
        RegisteredFleet.of(((RegistryFiles.Result.Valid) result).registry()).in(cities);
    if (fleet.lamps().isEmpty()) {
      throw new IllegalArgumentException(
          "--registry "
              + directory
              + ": expected at least one lamp with a controller in a deployment with simulated:"
              + " true"
              + (cities == null ? "" : " in " + String.join(", ", cities)));
    }
    return fleet;
  }

  private FleetConfig config() {
    try {
      FleetConfig config =
          fleet()
              .withFaults(FaultRates.parse(faults))
              .withFieldFaults(FieldFaults.parse(fieldFaults))
              .withIncidentFaults(IncidentFaults.parse(incidentFaults))
              .withSeed(seed)
              .withRate(rate)
              .withHistory(history)
              .withRunFor(runFor)
              .withLedger(ledger)
              .withTruth(truth)
              .withStateFile(memory);
      return count > 0 ? config.withCount(count) : config;
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }
}
