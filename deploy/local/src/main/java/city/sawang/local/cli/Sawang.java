package city.sawang.local.cli;

import city.sawang.local.CommandFailure;
import city.sawang.local.InvalidInput;
import city.sawang.local.cli.option.PathConverter;
import city.sawang.schemas.text.NearMatch;
import city.sawang.schemas.text.NeutralLocale;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Optional;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.InitializationException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The {@code sawang} command. */
@Command(
    name = "sawang",
    description = "Sawang (สว่าง): a city's lights, truthfully recorded.",
    subcommands = {
      UpCommand.class,
      BrokerCommand.class,
      KafkaCommand.class,
      DatabaseCommand.class,
      BridgeCommand.class,
      JobManagerCommand.class,
      TaskManagerCommand.class,
      DashboardsCommand.class,
      NotifyCommand.class,
      SimulateCommand.class,
      LedgerCommand.class,
      VerifyCommand.class,
      RegistryCommand.class,
      ProfileCommand.class,
      QuarantineCommand.class,
      RecomputeCommand.class,
      ExportCommand.class,
      AccessCommand.class,
      IncidentCommand.class,
      IncidentApiCommand.class
    },
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    usageHelpAutoWidth = true)
public final class Sawang implements Runnable {
  /** Wrong usage or invalid input. */
  public static final int INVALID = 2;

  /** It could not be done. */
  public static final int FAILED = 1;

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "which command? one of: " + String.join(", ", spec.subcommands().keySet()));
  }

  /** The command line with every verb and the exit codes of the public contract. */
  public static CommandLine commandLine() {
    return new CommandLine(new Sawang())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExpandAtFiles(false)
        .registerConverter(Path.class, new PathConverter())
        .setParameterExceptionHandler(Sawang::wrongUsage)
        .setExecutionExceptionHandler(Sawang::failed);
  }

  private static int wrongUsage(ParameterException problem, String[] arguments) {
    CommandLine command = problem.getCommandLine();
    PrintWriter err = command.getErr();
    err.println("sawang: " + problem.getMessage() + suggestion(problem, command));
    err.printf("Try '%s --help'.%n", command.getCommandSpec().qualifiedName());
    return INVALID;
  }

  private static String suggestion(ParameterException problem, CommandLine command) {
    if (!(problem instanceof UnmatchedArgumentException unmatched)) {
      return "";
    }
    String typed = unmatched.getUnmatched().get(0);
    Collection<String> known =
        typed.startsWith("-")
            ? command.getCommandSpec().optionsMap().keySet()
            : command.getSubcommands().keySet();
    return NearMatch.suggestion(typed, known);
  }

  private static int failed(
      Exception problem, CommandLine command, CommandLine.ParseResult arguments) throws Exception {
    Optional<String> unreadable = PathConverter.unreadableName(problem);
    if (unreadable.isPresent()) {
      command.getErr().println("sawang: " + unreadable.get());
      return INVALID;
    }
    if (!(problem instanceof CommandFailure) && !(problem instanceof UncheckedIOException)) {
      // Ours to fix: the whole trace helps, a polite line would not.
      throw problem;
    }
    command.getErr().println("sawang: " + message(problem));
    // The file gets the trace; the console has had its line.
    LoggerFactory.getLogger(Sawang.class).info("failed", problem);
    return problem instanceof InvalidInput ? INVALID : FAILED;
  }

  private static String message(Exception problem) {
    return problem instanceof UncheckedIOException io
        ? io.getMessage() + ": " + io.getCause().getMessage()
        : problem.getMessage();
  }

  private static int execute(String[] arguments) {
    try {
      return commandLine().execute(arguments);
    } catch (InitializationException e) {
      // Options have defaults below the home directory, whose name this locale may not know.
      Optional<String> unreadable = PathConverter.unreadableName(e);
      if (unreadable.isEmpty()) {
        throw e;
      }
      System.err.println("sawang: " + unreadable.get());
      return INVALID;
    }
  }

  /** Runs the command line and ends the process with its exit code. */
  public static void main(String[] arguments) {
    NeutralLocale.set();
    int code = execute(arguments);
    System.out.flush();
    // Libraries leave threads behind and shutdown hooks that would run against each other; all that
    // needs stopping was stopped.
    Runtime.getRuntime().halt(code);
  }
}
