package city.sawang.local.cli;

import city.sawang.local.InvalidInput;
import city.sawang.local.cli.option.CityIdConverter;
import city.sawang.local.cli.option.DurationConverter;
import city.sawang.local.incident.IncidentStep;
import city.sawang.local.incident.Incidents;
import city.sawang.local.incident.ListFormat;
import city.sawang.local.incident.PlannedWorks;
import city.sawang.schemas.text.NearMatch;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.postgresql.ds.PGSimpleDataSource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sawang incident}: what people do about incidents. */
@Command(
    name = "incident",
    mixinStandardHelpOptions = true,
    description = {
      "What people do about incidents, and the works that are planned.",
      "No command verifies a repair: telemetry does."
    },
    subcommands = {
      IncidentCommand.ListIncidents.class,
      IncidentCommand.Acknowledge.class,
      IncidentCommand.Assign.class,
      IncidentCommand.Resolve.class,
      IncidentCommand.Comment.class,
      IncidentCommand.Shelve.class,
      IncidentCommand.StorePlannedWorks.class
    })
final class IncidentCommand implements Runnable {
  private static final List<String> STATES =
      List.of("OPEN", "ACKNOWLEDGED", "IN_PROGRESS", "RESOLVED", "VERIFIED");

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "which one? one of: " + String.join(", ", spec.subcommands().keySet()));
  }

  /** Where the incidents are, and as whom to work on them. */
  static final class Login {
    @Option(
        names = "--data",
        paramLabel = "DIR",
        description = "Data directory of the running 'sawang up' to work on. Default: ~/.sawang")
    private Path data = Path.of(System.getProperty("user.home"), ".sawang");

    @Option(
        names = "--jdbc-url",
        paramLabel = "URL",
        description =
            "Database instead of that of --data, with user and password of a login: a"
                + " city-operator works on its cities, other logins only list.")
    private String jdbcUrl;

    private PGSimpleDataSource database() {
      return TargetPlatform.database(data, jdbcUrl);
    }

    Incidents incidents() {
      PGSimpleDataSource database = database();
      return new Incidents(database, database.getUser());
    }

    PlannedWorks plannedWorks() {
      PGSimpleDataSource database = database();
      return new PlannedWorks(database, database.getUser());
    }
  }

  /** Which incident, and who does something about it. */
  static final class Target {
    @Mixin private Login login;

    @Parameters(paramLabel = "INCIDENT", description = "Id of the incident, as listed.")
    private String incident;

    @Option(
        names = "--city",
        converter = CityIdConverter.class,
        paramLabel = "CITY",
        description = "Its city, where the same id stands in several.")
    private String city;

    @Option(
        names = "--who",
        paramLabel = "NAME",
        required = true,
        description = "Who takes the step: a person, not a login.")
    private String who;

    int take(CommandSpec spec, IncidentStep step) {
      String state = login.incidents().take(city, incident, step);
      spec.commandLine().getOut().printf("%s is %s%n", incident, state);
      return 0;
    }
  }

  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "Lists root incidents that are not verified, worst first.")
  static final class ListIncidents implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private Login login;

    @Option(
        names = "--city",
        converter = CityIdConverter.class,
        paramLabel = "CITY",
        description = "Only those of this city.")
    private String city;

    @Option(
        names = "--state",
        paramLabel = "STATE",
        description =
            "Only those in this state: OPEN, ACKNOWLEDGED, IN_PROGRESS, RESOLVED, VERIFIED.")
    private String state;

    @Option(
        names = "--all",
        description = "Also those that an outage explains, and those that are verified.")
    private boolean all;

    @Option(
        names = "--limit",
        paramLabel = "N",
        defaultValue = "50",
        description = "At most so many. Default: ${DEFAULT-VALUE}")
    private int limit;

    @Option(
        names = "--format",
        paramLabel = "FORMAT",
        defaultValue = "text",
        description = "text, csv or json. Default: ${DEFAULT-VALUE}")
    private ListFormat format = ListFormat.TEXT;

    @Option(names = "--thai", description = "The likely cause in Thai (text).")
    private boolean thai;

    @Override
    public Integer call() throws IOException {
      if (limit < 1) {
        throw new InvalidInput("--limit: %d is not possible: expected 1 or more".formatted(limit));
      }
      String wanted = state == null ? null : state.toUpperCase(Locale.ROOT).replace('-', '_');
      if (wanted != null && !STATES.contains(wanted)) {
        throw new InvalidInput(
            "--state: '%s' is no state: expected %s"
                .formatted(state, NearMatch.oneOf(wanted, STATES)));
      }
      PrintWriter out = spec.commandLine().getOut();
      format.print(
          login.incidents().list(new Incidents.Choice(city, wanted, all, limit)), thai, out);
      out.flush();
      return 0;
    }
  }

  @Command(
      name = "acknowledge",
      mixinStandardHelpOptions = true,
      description = "Says that somebody saw it: OPEN becomes ACKNOWLEDGED.")
  static final class Acknowledge implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private Target target;

    @Option(names = "--why", paramLabel = "TEXT", description = "A remark.")
    private String why;

    @Override
    public Integer call() {
      return target.take(spec, new IncidentStep.Acknowledge(target.who, why));
    }
  }

  @Command(
      name = "assign",
      mixinStandardHelpOptions = true,
      description = "Gives it to a crew or a person: it is IN_PROGRESS.")
  static final class Assign implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private Target target;

    @Option(
        names = "--to",
        paramLabel = "NAME",
        required = true,
        description = "Whom: a crew, a person, the distributor.")
    private String assignee;

    @Option(names = "--why", paramLabel = "TEXT", description = "A remark.")
    private String why;

    @Override
    public Integer call() {
      return target.take(spec, new IncidentStep.Assign(target.who, why, assignee));
    }
  }

  @Command(
      name = "resolve",
      mixinStandardHelpOptions = true,
      description = {
        "Says that it is repaired: RESOLVED, until telemetry makes it VERIFIED,",
        "or contradicts it, and it is IN_PROGRESS again."
      })
  static final class Resolve implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private Target target;

    @Option(names = "--why", paramLabel = "TEXT", required = true, description = "What was done.")
    private String why;

    @Override
    public Integer call() {
      return target.take(spec, new IncidentStep.Resolve(target.who, why));
    }
  }

  @Command(
      name = "comment",
      mixinStandardHelpOptions = true,
      description = "Adds a remark; the state stays.")
  static final class Comment implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private Target target;

    @Option(names = "--why", paramLabel = "TEXT", required = true, description = "The remark.")
    private String why;

    @Override
    public Integer call() {
      return target.take(spec, new IncidentStep.Comment(target.who, why));
    }
  }

  @Command(
      name = "shelve",
      mixinStandardHelpOptions = true,
      description = "Puts it aside for a time; it comes back to the work list by itself.")
  static final class Shelve implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private Target target;

    @Option(
        names = "--for",
        paramLabel = "DURATION",
        required = true,
        converter = DurationConverter.class,
        description = "For how long, e.g. 12h or 7d; at most 30d.")
    private Duration duration;

    @Option(names = "--why", paramLabel = "TEXT", required = true, description = "The reason.")
    private String why;

    @Override
    public Integer call() {
      return target.take(
          spec, new IncidentStep.Shelve(target.who, why, Instant.now().plus(duration)));
    }
  }

  @Command(
      name = "planned-work",
      mixinStandardHelpOptions = true,
      description = {
        "Stores planned works and outages from a CSV file: what they cover is nobody's turn",
        "while they last. All of the file or, with any mistake, none of it.",
        "Columns: city_id, scope (LAMP, FEEDER, CITY), subject_id, from, until, why, who."
      })
  static final class StorePlannedWorks implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private Login login;

    @Parameters(paramLabel = "FILE", description = "The CSV file.")
    private Path file;

    @Override
    public Integer call() {
      PlannedWorks.Stored stored = login.plannedWorks().store(file);
      spec.commandLine()
          .getOut()
          .printf("%d stored, %d unchanged%n", stored.written(), stored.unchanged());
      return 0;
    }
  }
}
