package city.sawang.local.cli;

import city.sawang.local.InvalidInput;
import city.sawang.local.cli.option.CityIdConverter;
import city.sawang.local.cli.option.DurationConverter;
import city.sawang.local.platform.Installation;
import city.sawang.local.platform.PlatformFiles;
import city.sawang.local.quarantine.Redrive;
import city.sawang.local.quarantine.RefusedPayload;
import city.sawang.local.quarantine.RefusedPayloads;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sawang quarantine}: what was refused, why, and a second chance. */
@Command(
    name = "quarantine",
    mixinStandardHelpOptions = true,
    description = "What was refused, why, the raw bytes; and a second chance.",
    subcommands = {
      QuarantineCommand.ListRefusals.class,
      QuarantineCommand.Show.class,
      QuarantineCommand.RedriveRefusals.class
    })
final class QuarantineCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "which one? list, show or redrive");
  }

  /** Which refusals are meant. */
  static final class Choice {
    @Option(
        names = "--city",
        converter = CityIdConverter.class,
        paramLabel = "CITY",
        description = "Only those of this city.")
    String city;

    @Option(names = "--reason", paramLabel = "CODE", description = "Only those with this reason.")
    String reason;

    @Option(
        names = "--limit",
        paramLabel = "N",
        defaultValue = "50",
        description = "At most so many, newest first. Default: ${DEFAULT-VALUE}")
    int limit;
  }

  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "Lists refusals, newest first.")
  static final class ListRefusals implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private TargetPlatform platform;
    @Mixin private Choice choice;

    @Override
    public Integer call() throws Exception {
      PrintWriter out = spec.commandLine().getOut();
      List<RefusedPayload> refusals =
          new RefusedPayloads(platform.ownerDatabase())
              .newest(choice.city, choice.reason, choice.limit);
      refusals.forEach(
          one ->
              out.printf(
                  "%s  %s  %-18s %s  %s%s%n",
                  one.id(),
                  one.receivedAt(),
                  one.reason(),
                  one.topic(),
                  one.detail(),
                  one.redrivenAt() == null ? "" : "  (redriven " + one.redrivenAt() + ")"));
      out.printf("%d listed%n", refusals.size());
      return 0;
    }
  }

  @Command(
      name = "show",
      mixinStandardHelpOptions = true,
      description = "Shows one refusal with its bytes.")
  static final class Show implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private TargetPlatform platform;

    @Parameters(paramLabel = "ID", description = "Id of the refusal, as listed.")
    private String id;

    @Override
    public Integer call() throws Exception {
      RefusedPayload one = new RefusedPayloads(platform.ownerDatabase()).byId(id);
      PrintWriter out = spec.commandLine().getOut();
      out.printf("id          %s%n", one.id());
      out.printf("received at %s%n", one.receivedAt());
      out.printf("topic       %s%n", one.topic());
      out.printf("profile     %s%n", one.profile() == null ? "-" : one.profile());
      out.printf("reason      %s%n", one.reason());
      out.printf("detail      %s%n", one.detail());
      out.printf(
          "element     %s%n", one.index() < 0 ? "the whole payload" : String.valueOf(one.index()));
      out.printf("redriven at %s%n", one.redrivenAt() == null ? "-" : one.redrivenAt());
      out.printf("%d bytes:%n%s%n", one.payload().length, text(one.payload()));
      return 0;
    }

    /** As text when it is text that a terminal can show, else in hexadecimal. */
    private static String text(byte[] payload) {
      try {
        String text =
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(payload)).toString();
        if (text.chars().noneMatch(c -> Character.isISOControl(c) && !Character.isWhitespace(c))) {
          return text;
        }
      } catch (CharacterCodingException notText) {
        return "(hexadecimal) " + HexFormat.of().formatHex(payload);
      }
      return "(hexadecimal) " + HexFormat.of().formatHex(payload);
    }
  }

  @Command(
      name = "redrive",
      mixinStandardHelpOptions = true,
      description = {
        "Reads refusals again with the profiles and the registry of now and sends in what is",
        "accepted, with the time it was received at first. What is refused again stays.",
        "What was refused while our own clock was wrong is judged at the corrected time with",
        "--clock-offset.",
        "Exit code 1 when any was refused again."
      })
  static final class RedriveRefusals implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private TargetPlatform platform;
    @Mixin private Choice choice;

    @Option(
        names = "--profiles",
        paramLabel = "DIR",
        description = "Vendor profiles. Default: deploy/profiles")
    private Path profiles = Installation.directory("deploy/profiles");

    @Option(
        names = "--clock-offset",
        paramLabel = "DURATION",
        description =
            "By how much our clock was behind at receipt, e.g. 2h, or 'median': by the median of the"
                + " devices that are refused as in the future. Readings are received at the corrected"
                + " time.")
    private String clockOffset;

    @Parameters(
        paramLabel = "ID",
        arity = "0..*",
        description = "Ids of the refusals; none: those chosen by --city and --reason.")
    private List<String> ids = List.of();

    @Override
    public Integer call() throws Exception {
      if (ids.isEmpty() && choice.city == null && choice.reason == null) {
        throw new ParameterException(
            spec.commandLine(), "which ones? expected ids, --city or --reason");
      }
      RefusedPayloads refusals = new RefusedPayloads(platform.ownerDatabase());
      List<RefusedPayload> chosen =
          ids.isEmpty()
              ? refusals.newest(choice.city, choice.reason, choice.limit).stream()
                  .filter(one -> one.redrivenAt() == null)
                  .toList()
              : refusals.byIds(ids);
      PrintWriter out = spec.commandLine().getOut();
      int refusedAgain = 0;
      try (Redrive redrive =
          new Redrive(platform.kafka(), PlatformFiles.loadProfiles(profiles), refusals)) {
        Duration offset = offset(redrive, chosen);
        if (!offset.isZero()) {
          out.printf("our clock is taken to have been %d s behind%n", offset.toSeconds());
        }
        for (RefusedPayload one : chosen) {
          Redrive.Outcome outcome = redrive.redrive(one, offset);
          out.println(one.id() + "  " + outcome.text());
          refusedAgain += outcome.accepted() ? 0 : 1;
        }
      }
      out.printf("%d redriven, %d stay%n", chosen.size() - refusedAgain, refusedAgain);
      return refusedAgain == 0 ? 0 : Sawang.FAILED;
    }

    private Duration offset(Redrive redrive, List<RefusedPayload> chosen) {
      if (clockOffset == null) {
        return Duration.ZERO;
      }
      if (clockOffset.equals("median")) {
        return redrive
            .clockOffset(chosen)
            .orElseThrow(
                () ->
                    new InvalidInput(
                        "--clock-offset median: none of the chosen is refused as TIME_IN_FUTURE"));
      }
      try {
        return new DurationConverter().convert(clockOffset);
      } catch (RuntimeException e) {
        throw new InvalidInput(
            "--clock-offset is %s, expected a duration, e.g. 2h or 150m, or median"
                .formatted(clockOffset));
      }
    }
  }
}
