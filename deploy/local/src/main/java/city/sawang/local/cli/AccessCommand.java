package city.sawang.local.cli;

import city.sawang.local.InvalidInput;
import city.sawang.local.access.AccessLogins;
import city.sawang.local.access.AccessRole;
import city.sawang.local.cli.option.CityIdConverter;
import city.sawang.local.cli.option.DurationConverter;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sawang access}: who may read what. */
@Command(
    name = "access",
    mixinStandardHelpOptions = true,
    description = "Logins of the database and what they may read.",
    subcommands = {
      AccessCommand.Grant.class,
      AccessCommand.Revoke.class,
      AccessCommand.ListLogins.class
    })
final class AccessCommand implements Runnable {
  /** Shorter passwords are tried out. */
  private static final int SHORTEST_PASSWORD = 12;

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "which one? grant, revoke or list");
  }

  /** Where a password comes from: never from the command line, which every user can see. */
  static final class PasswordSource {
    @Option(
        names = "--password-env",
        paramLabel = "VAR",
        description = "Environment variable that holds the password.")
    String variable;

    @Option(
        names = "--password-stdin",
        description = "Reads the password from the first line of standard input.")
    boolean standardInput;

    String read() throws IOException {
      String from = standardInput ? "standard input" : variable;
      String password = standardInput ? firstLine() : System.getenv(variable);
      if (password == null || password.length() < SHORTEST_PASSWORD) {
        throw new InvalidInput(
            "%s holds %s: expected a password of at least %d characters"
                .formatted(
                    from,
                    password == null || password.isEmpty()
                        ? "nothing"
                        : password.length() + " characters",
                    SHORTEST_PASSWORD));
      }
      return password;
    }

    private static String firstLine() throws IOException {
      return new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))
          .readLine();
    }
  }

  @Command(
      name = "grant",
      mixinStandardHelpOptions = true,
      description = {
        "Makes a login, or gives a present one more cities, a new password or other limits.",
        "It reads and never writes, but for what a city-operator does about incidents, and so many",
        "connections are all it gets. A statement that runs too long is cancelled, unless the login",
        "lifts that limit for itself: PostgreSQL lets it."
      })
  static final class Grant implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private TargetPlatform platform;

    @Parameters(paramLabel = "LOGIN", description = "Name of the login.")
    private String login;

    @Option(
        names = "--role",
        paramLabel = "ROLE",
        required = true,
        description =
            "city-reader (operations, energy, quality of its cities), city-operator (also works on"
                + " their incidents), analyst (energy, quality of all), auditor (everything), public"
                + " (open data).")
    private String role;

    @Option(
        names = "--city",
        converter = CityIdConverter.class,
        paramLabel = "CITY",
        description =
            "A city that a city-reader or city-operator sees; may be given several times.")
    private List<String> cities = List.of();

    @ArgGroup(exclusive = true)
    private PasswordSource password;

    @Option(
        names = "--statement-timeout",
        paramLabel = "DURATION",
        converter = DurationConverter.class,
        description =
            "Cancels a statement after this time. Default: 60s for city-reader and city-operator, 10m for analyst"
                + " and auditor, 15s for public")
    private Duration statementTimeout;

    @Option(
        names = "--connections",
        paramLabel = "N",
        defaultValue = "10",
        description = "At most so many connections at a time. Default: ${DEFAULT-VALUE}")
    private int connections;

    @Override
    public Integer call() throws Exception {
      AccessRole wanted = AccessRole.of(role);
      var grant =
          new AccessLogins.Grant(
              login,
              wanted,
              List.copyOf(cities),
              password == null ? null : password.read(),
              statementTimeout == null ? wanted.statementTimeout() : statementTimeout,
              connections);
      PrintWriter out = spec.commandLine().getOut();
      AccessLogins logins = new AccessLogins(platform.ownerDatabase());
      AccessLogins.Login granted = logins.grant(grant);
      out.printf("%s reads %s%s%n", granted.name(), wanted.sees(), cityList(granted.cities()));
      logins
          .otherDatabases(login)
          .forEach(
              database ->
                  out.printf(
                      "note: it may also connect to database %s of this server; REVOKE CONNECT ON"
                          + " DATABASE %s FROM PUBLIC keeps it out%n",
                      database, database));
      return 0;
    }
  }

  @Command(
      name = "revoke",
      mixinStandardHelpOptions = true,
      description = {
        "Ends the sessions of a login and takes it away, or only some of its cities.",
      })
  static final class Revoke implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private TargetPlatform platform;

    @Parameters(paramLabel = "LOGIN", description = "Name of the login, as listed.")
    private String login;

    @Option(
        names = "--city",
        converter = CityIdConverter.class,
        paramLabel = "CITY",
        description = "Only this city; may be given several times. The login stays.")
    private List<String> cities = List.of();

    @Override
    public Integer call() throws Exception {
      String done = new AccessLogins(platform.ownerDatabase()).revoke(login, cities);
      spec.commandLine().getOut().println(done);
      return 0;
    }
  }

  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "Lists the logins with their roles, cities and limits.")
  static final class ListLogins implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private TargetPlatform platform;

    @Override
    public Integer call() throws Exception {
      PrintWriter out = spec.commandLine().getOut();
      List<AccessLogins.Login> logins = new AccessLogins(platform.ownerDatabase()).all();
      logins.forEach(
          one ->
              out.printf(
                  "%-24s %-24s %-32s %s%n",
                  one.name(),
                  String.join(",", one.roles()),
                  one.cities().isEmpty() ? "-" : String.join(",", one.cities()),
                  one.limits()));
      out.printf("%d listed%n", logins.size());
      return 0;
    }
  }

  private static String cityList(List<String> cities) {
    return cities.isEmpty() ? "" : ": " + String.join(", ", cities);
  }
}
