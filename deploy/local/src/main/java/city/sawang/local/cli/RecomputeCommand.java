package city.sawang.local.cli;

import city.sawang.jobs.audit.recompute.EnergyExplanation;
import city.sawang.jobs.audit.recompute.NightRange;
import city.sawang.jobs.audit.recompute.Recompute;
import city.sawang.jobs.audit.recompute.RecomputeResult;
import city.sawang.jobs.audit.recompute.RecomputeSettings;
import city.sawang.jobs.sink.DatabaseAddress;
import city.sawang.local.CommandFailure;
import city.sawang.local.InvalidInput;
import city.sawang.local.cli.option.CityIdConverter;
import city.sawang.local.cli.option.DurationConverter;
import city.sawang.local.platform.ExternalDatabase;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code sawang recompute}. */
@Command(
    name = "recompute",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Recalculates figures from the archived readings with the algorithm of the jobs and publishes"
          + " what differs; readings that came too late for the jobs are included.",
      "What was restated is left alone by the jobs from then on. With --check nothing is changed:"
          + " exit code 1 when anything differs.",
      "With --explain it prints the readings and the rule behind each watt-hour that is booked for"
          + " a lamp."
    })
final class RecomputeCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private TargetPlatform platform;

  @Option(
      names = "--city",
      converter = CityIdConverter.class,
      paramLabel = "CITY",
      description = "Only this city; may be given several times. Default: all")
  private Set<String> cities = Set.of();

  @Option(
      names = "--lamp",
      paramLabel = "LAMP",
      description = "Only this lamp, and the sums that it is a part of.")
  private String lamp;

  @Option(
      names = "--period",
      paramLabel = "NIGHT|MONTH",
      description =
          "The lighting night of this date (2026-11-21: noon to noon), or all nights that touch"
              + " this month (2026-11).")
  private String period;

  @Option(names = "--from", paramLabel = "NIGHT", description = "First lighting night.")
  private String from;

  @Option(names = "--to", paramLabel = "NIGHT", description = "Last lighting night, included.")
  private String to;

  @Option(
      names = "--check",
      description = "Only compares; without a period all nights. The first differences are listed.")
  private boolean check;

  @Option(
      names = "--explain",
      description = "Prints why each watt-hour of --lamp is booked; needs a period.")
  private boolean explain;

  @Option(
      names = "--horizon",
      paramLabel = "DURATION",
      defaultValue = "3d",
      converter = DurationConverter.class,
      description = "Lateness horizon of the jobs. Default: ${DEFAULT-VALUE}")
  private Duration horizon;

  @Option(
      names = "--parallelism",
      paramLabel = "N",
      defaultValue = "2",
      description = "Subtasks of the calculation, 1 to 128. Default: ${DEFAULT-VALUE}")
  private int parallelism;

  @Override
  public Integer call() throws Exception {
    NightRange nights = nights();
    if (check && explain) {
      throw wrong("--check and --explain: expected one of them");
    }
    if (explain && lamp == null) {
      throw wrong("--explain: expected --lamp as well");
    }
    if (!check && nights.isAll()) {
      throw wrong("which nights? expected --period, or --from and --to");
    }
    if (!check && !explain && (nights.first() == null || nights.last() == null)) {
      throw wrong("which nights? expected both --from and --to");
    }
    Path directory = Files.createTempDirectory("sawang-recompute");
    try {
      return recompute(settings(nights, directory));
    } catch (IllegalArgumentException e) {
      throw new InvalidInput(e.getMessage());
    } catch (SQLException e) {
      throw new CommandFailure("the database: " + e.getMessage(), e);
    } catch (ExecutionException e) {
      throw new CommandFailure("the calculation failed: " + deepest(e), e);
    } finally {
      delete(directory);
    }
  }

  /** Flink wraps what went wrong several times. */
  private static Throwable deepest(Throwable problem) {
    Throwable deepest = problem;
    while (deepest.getCause() != null && deepest.getCause() != deepest) {
      deepest = deepest.getCause();
    }
    return deepest;
  }

  private int recompute(RecomputeSettings settings) throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    if (explain) {
      new EnergyExplanation(settings).print(out::println);
      out.flush();
      return 0;
    }
    Recompute recompute = new Recompute(settings);
    RecomputeResult outcome = check ? recompute.check() : recompute.restate();
    outcome
        .first()
        .forEach(one -> out.printf("%s  %s  %s%n", one.table(), one.keyText(), one.valueText()));
    if (outcome.differences() > outcome.first().size()) {
      out.printf("… and %d more%n", outcome.differences() - outcome.first().size());
    }
    out.printf(
        "%s: %d quarter hours of lamps recomputed, %d rows differ%n",
        settings.period(), outcome.rows(), outcome.differences());
    if (check) {
      out.printf(
          "%d readings that came too late are in no figure yet; %d notes that a restatement is"
              + " due%n",
          outcome.tooLate(), outcome.due());
      return outcome.differences() == 0 ? 0 : Sawang.FAILED;
    }
    out.printf(
        "%d rows restated, their sums included; %d readings that came too late are in them now%n",
        outcome.restated(), outcome.tooLate());
    return 0;
  }

  private RecomputeSettings settings(NightRange nights, Path directory) {
    String url = platform.ownerUrl();
    var login = ExternalDatabase.login(url);
    return new RecomputeSettings(
        new DatabaseAddress(ExternalDatabase.withoutLogin(url), login.user(), login.password()),
        cities,
        lamp,
        nights,
        horizon,
        parallelism,
        directory);
  }

  private NightRange nights() {
    try {
      if (period != null) {
        if (from != null || to != null) {
          throw wrong("--period and --from or --to: expected one way to say it");
        }
        return NightRange.parse(period);
      }
      LocalDate first = from == null ? null : NightRange.night(from);
      LocalDate last = to == null ? null : NightRange.night(to);
      return new NightRange(first, last);
    } catch (IllegalArgumentException e) {
      throw wrong((period != null ? "--period " : "--from, --to ") + e.getMessage());
    }
  }

  private ParameterException wrong(String what) {
    return new ParameterException(spec.commandLine(), what);
  }

  private static void delete(Path directory) throws IOException {
    List<Path> deepestFirst;
    try (Stream<Path> all = Files.walk(directory)) {
      deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : deepestFirst) {
      Files.deleteIfExists(path);
    }
  }
}
