package city.sawang.local.cli;

import city.sawang.ingest.profile.Profiles;
import city.sawang.local.InvalidInput;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sawang profile}: vendor profiles against their own samples. */
@Command(
    name = "profile",
    mixinStandardHelpOptions = true,
    description = "Checks vendor profiles.",
    subcommands = {ProfileCommand.Validate.class, ProfileCommand.Test.class})
final class ProfileCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "which one? validate or test");
  }

  private static int check(
      CommandSpec spec, Path directory, Function<Path, List<String>> mistakesIn, String praise) {
    if (!Files.isDirectory(directory)) {
      throw new InvalidInput("%s: there is no such directory of profiles".formatted(directory));
    }
    List<String> mistakes = mistakesIn.apply(directory);
    if (!mistakes.isEmpty()) {
      throw new InvalidInput(
          "%d %s in the profiles %s:"
              .formatted(mistakes.size(), mistakes.size() == 1 ? "mistake" : "mistakes", directory),
          mistakes);
    }
    spec.commandLine().getOut().println(praise + ": " + directory);
    return 0;
  }

  @Command(
      name = "validate",
      mixinStandardHelpOptions = true,
      description = "Names every mistake in the files, all of them in one run.")
  static final class Validate implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Parameters(paramLabel = "DIR", description = "Directory of profiles, e.g. deploy/profiles.")
    private Path directory;

    @Override
    public Integer call() {
      return check(spec, directory, Profiles::validate, "every profile is valid");
    }
  }

  @Command(
      name = "test",
      mixinStandardHelpOptions = true,
      description = "Reads the samples of every profile and compares with what they expect.")
  static final class Test implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Parameters(paramLabel = "DIR", description = "Directory of profiles, e.g. deploy/profiles.")
    private Path directory;

    @Override
    public Integer call() {
      return check(spec, directory, Profiles::test, "every sample is read as it expects");
    }
  }
}
