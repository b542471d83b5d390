package city.sawang.local.cli;

import city.sawang.local.cli.option.DurationConverter;
import city.sawang.local.verify.incident.IncidentScore;
import city.sawang.local.verify.incident.IncidentVerifier;
import city.sawang.local.verify.incident.ScoreLimits;
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

/** {@code sawang verify}: holds what the platform concludes against what a simulator knows. */
@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    description = "Holds what the platform concludes against what a simulator knows.",
    subcommands = VerifyCommand.ScoreIncidents.class)
public final class VerifyCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "missing what to verify: expected incidents");
  }

  /** {@code sawang verify incidents}. */
  @Command(
      name = "incidents",
      mixinStandardHelpOptions = true,
      description = {
        "Scores the incidents of a database against the truth of 'simulate --truth': found, missed,"
            + " false, by code.",
        "Exit code 0: every limit is reached, 1: one is not, 2: wrong usage."
      })
  static final class ScoreIncidents implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Option(names = "--truth", required = true, description = "File that 'simulate' wrote.")
    private Path truth;

    @Option(
        names = "--jdbc",
        required = true,
        description =
            "Database with a login that may read every public view, as in the ready file of 'up'.")
    private String jdbc;

    @Option(
        names = "--precision",
        defaultValue = "0.99",
        description = "Least precision of each code (default ${DEFAULT-VALUE}).")
    private double precision;

    @Option(
        names = "--recall",
        defaultValue = "0.98",
        description = "Least recall of each code (default ${DEFAULT-VALUE}).")
    private double recall;

    @Option(
        names = "--quiet-notifications",
        defaultValue = "5",
        description =
            "Most incidents of a city in a night in which nothing broke (default ${DEFAULT-VALUE}).")
    private int quietNotifications;

    @Option(
        names = "--settle",
        defaultValue = "30s",
        converter = DurationConverter.class,
        description = "Judge when no incident has changed for so long (default ${DEFAULT-VALUE}).")
    private Duration settle;

    @Option(
        names = "--deadline",
        defaultValue = "15m",
        converter = DurationConverter.class,
        description = "Judge after so long in any case (default ${DEFAULT-VALUE}).")
    private Duration deadline;

    @Option(names = "--report", description = "Write the score to this file as JSON, too.")
    private Path reportFile;

    @Override
    public Integer call() throws IOException, SQLException, InterruptedException {
      if (!Files.isRegularFile(truth) || !Files.isReadable(truth)) {
        throw usage(
            "--truth " + truth + ": no such file, expected one written by 'simulate --truth'");
      }
      IncidentScore score;
      try {
        score =
            IncidentVerifier.verify(
                truth,
                jdbc,
                settle,
                deadline,
                new ScoreLimits(precision, recall, quietNotifications));
      } catch (IllegalArgumentException e) {
        throw new ParameterException(spec.commandLine(), e.getMessage(), e);
      }
      spec.commandLine().getOut().println(score.table());
      if (reportFile != null) {
        score.write(reportFile);
      }
      return score.passed() ? 0 : Sawang.FAILED;
    }

    private ParameterException usage(String message) {
      return new ParameterException(spec.commandLine(), message);
    }
  }
}
