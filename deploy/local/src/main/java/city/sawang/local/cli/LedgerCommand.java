package city.sawang.local.cli;

import city.sawang.local.cli.option.DurationConverter;
import city.sawang.local.verify.VerificationReport;
import city.sawang.local.verify.Verifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code sawang ledger}: what can be done with a simulator's ledger. */
@Command(
    name = "ledger",
    mixinStandardHelpOptions = true,
    description = "Checks the platform against a simulator's ledger.",
    subcommands = LedgerCommand.Verify.class)
public final class LedgerCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "missing what to do: expected verify");
  }

  /** {@code sawang ledger verify}. */
  @Command(
      name = "verify",
      mixinStandardHelpOptions = true,
      description = {
        "Compares a ledger with Kafka and the database: LOST, PHANTOM, DUPLICATE_EFFECT,"
            + " WRONG_AGGREGATE, STALLED, CROSS_CITY, OTHER_LOG.",
        "Waits until the database has caught up. Exit code 0: clean, 1: a defect was found, 2:"
            + " wrong usage."
      })
  static final class Verify implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Option(names = "--ledger", required = true, description = "File that 'simulate' wrote.")
    private Path ledger;

    @Option(
        names = "--kafka",
        defaultValue = "127.0.0.1:9092",
        description = "Kafka (default ${DEFAULT-VALUE}).")
    private String kafka;

    @Option(
        names = "--jdbc",
        required = true,
        description =
            "Database with a login that may read every public view, as in the ready file of 'up'.")
    private String jdbc;

    @Option(
        names = "--settle",
        defaultValue = "60s",
        converter = DurationConverter.class,
        description = "Judge when nothing has moved for so long (default ${DEFAULT-VALUE}).")
    private Duration settle;

    @Option(
        names = "--deadline",
        defaultValue = "15m",
        converter = DurationConverter.class,
        description = "Judge after so long in any case (default ${DEFAULT-VALUE}).")
    private Duration deadline;

    @Option(
        names = "--horizon",
        defaultValue = "3d",
        converter = DurationConverter.class,
        description = "Lateness horizon of the jobs (default ${DEFAULT-VALUE}).")
    private Duration horizon;

    @Option(names = "--report", description = "Write the verdict to this file as JSON, too.")
    private Path reportFile;

    @Override
    public Integer call() throws IOException, SQLException, InterruptedException {
      if (!Files.isRegularFile(ledger) || !Files.isReadable(ledger)) {
        throw usage("--ledger " + ledger + ": no such file, expected one written by 'simulate'");
      }
      if (deadline.compareTo(settle) < 0) {
        throw usage("--deadline is shorter than --settle");
      }
      VerificationReport report =
          Verifier.verify(
              ledger,
              kafka,
              jdbc,
              new Verifier.Limits(settle, deadline, Duration.ofSeconds(1), horizon));
      spec.commandLine().getOut().println(report.table());
      if (reportFile != null) {
        report.write(reportFile);
      }
      return report.clean() ? 0 : Sawang.FAILED;
    }

    private ParameterException usage(String message) {
      return new ParameterException(spec.commandLine(), message);
    }
  }
}
