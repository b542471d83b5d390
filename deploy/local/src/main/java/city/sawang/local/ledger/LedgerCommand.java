package city.sawang.local.ledger;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code sawang ledger}: what can be done with a simulator's ledger. */
@Command(
    name = "ledger",
    mixinStandardHelpOptions = true,
    description = "Checks the platform against a simulator's ledger.",
    subcommands = LedgerVerifyCommand.class)
public final class LedgerCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "missing what to do: expected verify");
  }
}
