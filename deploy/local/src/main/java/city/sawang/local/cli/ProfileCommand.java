package city.sawang.local.cli;

import city.sawang.ingest.profile.ProfileTrial;
import city.sawang.ingest.profile.Profiles;
import city.sawang.local.InvalidInput;
import city.sawang.local.cli.option.CityIdConverter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sawang profile}: vendor profiles against their own samples. */
@Command(
    name = "profile",
    mixinStandardHelpOptions = true,
    description = "Checks vendor profiles, and tries them.",
    subcommands = {
      ProfileCommand.Validate.class,
      ProfileCommand.Test.class,
      ProfileCommand.Try.class
    })
final class ProfileCommand implements Runnable {
  /** More than a bridge takes: what is too long is refused as it would be there. */
  private static final int MAX_PAYLOAD = 1 << 20;

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "which one? validate, test or try");
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

  @Command(
      name = "try",
      mixinStandardHelpOptions = true,
      description = {
        "Reads one message by one profile and prints what comes out of it, or why nothing does.",
        "Exit code 1 when it is refused."
      })
  static final class Try implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "FILE", description = "The profile.")
    private Path file;

    @Parameters(
        index = "1",
        paramLabel = "PAYLOAD",
        description = "File with the bytes of the message; - for standard input.")
    private String payload;

    @Option(
        names = "--topic",
        paramLabel = "TOPIC",
        description = "Topic it comes on. Default: that of the profile's first sample.")
    private String topic;

    @Option(
        names = "--city",
        converter = CityIdConverter.class,
        paramLabel = "CITY",
        description = "Where the device is registered. Default: as in the profile's first sample.")
    private String city;

    @Option(
        names = "--received-at",
        paramLabel = "INSTANT",
        description = "When it arrives, ISO 8601 with an offset. Default: now.")
    private OffsetDateTime receivedAt;

    @Option(names = "--retained", description = "It is the broker's stored copy.")
    private boolean retained;

    @Override
    public Integer call() throws IOException {
      if (!Files.exists(file)) {
        throw new InvalidInput("%s: there is no such profile".formatted(file));
      }
      List<String> mistakes = new ArrayList<>();
      ProfileTrial trial =
          ProfileTrial.of(file, mistakes)
              .orElseThrow(
                  () -> new InvalidInput("mistakes in the profile %s:".formatted(file), mistakes));
      ProfileTrial.Outcome outcome =
          trial.read(
              new ProfileTrial.Message(
                  Optional.ofNullable(topic),
                  Optional.ofNullable(city),
                  bytes(),
                  receivedAt == null
                      ? System.currentTimeMillis()
                      : receivedAt.toInstant().toEpochMilli(),
                  retained));
      outcome.lines().forEach(spec.commandLine().getOut()::println);
      return outcome.refused() ? Sawang.FAILED : 0;
    }

    private byte[] bytes() throws IOException {
      try (InputStream in =
          payload.equals("-") ? System.in : Files.newInputStream(Path.of(payload))) {
        return in.readNBytes(MAX_PAYLOAD);
      } catch (NoSuchFileException e) {
        throw new InvalidInput(
            "%s: there is no such file; expected the bytes of a message, or -".formatted(payload));
      }
    }
  }
}
