package city.sawang.local.ledger;

import city.sawang.local.Durations;
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

/** {@code sawang ledger verify}. */
@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    description = {
      "Compares a ledger with Kafka and the database: LOST, PHANTOM, DUPLICATE_EFFECT,"
          + " WRONG_AGGREGATE, STALLED, CROSS_CITY.",
      "Waits until the database has caught up. Exit code 0: clean, 1: a defect was found, 2: wrong"
          + " usage."
    })
final class LedgerVerifyCommand implements Callable<Integer> {
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
      converter = Durations.class,
      description = "Judge when nothing has moved for so long (default ${DEFAULT-VALUE}).")
  private Duration settle;

  @Option(
      names = "--deadline",
      defaultValue = "15m",
      converter = Durations.class,
      description = "Judge after so long in any case (default ${DEFAULT-VALUE}).")
  private Duration deadline;

  @Option(
      names = "--horizon",
      defaultValue = "3d",
      converter = Durations.class,
      description = "Lateness horizon of the jobs (default ${DEFAULT-VALUE}).")
  private Duration horizon;

  @Option(names = "--report", description = "Write the verdict to this file as JSON, too.")
  private Path report;

  @Override
  public Integer call() throws IOException, SQLException, InterruptedException {
    if (!Files.isReadable(ledger)) {
      throw usage("--ledger " + ledger + ": no such file, expected one written by 'simulate'");
    }
    if (deadline.compareTo(settle) < 0) {
      throw usage("--deadline is shorter than --settle");
    }
    SentLedger sent = SentLedger.read(ledger);
    Verdict verdict;
    try (KafkaSide kafkaSide = new KafkaTopicsSide(kafka);
        DatabaseSide database = new DatabaseViews(jdbc)) {
      verdict =
          new Verifier(
                  sent,
                  kafkaSide,
                  database,
                  new Verifier.Patience(settle, deadline, Duration.ofSeconds(1), horizon))
              .verify();
    }
    spec.commandLine().getOut().println(verdict.table());
    if (report != null) {
      verdict.write(report);
    }
    return verdict.exitCode();
  }

  private ParameterException usage(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
