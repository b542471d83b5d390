package city.sawang.local.notify.config;

import city.sawang.local.DurationText;
import city.sawang.local.InvalidInput;
import city.sawang.local.notify.config.ReceiverConfig.Audience;
import city.sawang.schemas.text.InputFile;
import city.sawang.schemas.yaml.YamlMapping;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Reads a file of receivers (CONTRACT.md#notifications); every mistake in it is named in one run.
 */
public final class NotifyConfigFile {
  private static final int MOST_BYTES = 1 << 20;
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,40}");

  private final NotifyMistakes mistakes = new NotifyMistakes();
  private final DoorReader doors;

  private NotifyConfigFile(Map<String, String> environment) {
    doors = new DoorReader(mistakes, environment);
  }

  /**
   * @param environment where the secrets are that the file names
   * @throws InvalidInput naming every mistake with its line and what was expected
   */
  public static NotifyConfig read(Path file, Map<String, String> environment) {
    String name = file.toString();
    try {
      byte[] bytes = InputFile.read(file, MOST_BYTES);
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return parse(name, text, environment);
    } catch (CharacterCodingException e) {
      throw new InvalidInput(name + ": expected a text in UTF-8");
    } catch (FileSystemException e) {
      throw new InvalidInput(name + ": expected " + InputFile.expectation(e));
    } catch (IOException e) {
      throw new InvalidInput(name + ": expected a readable file: " + e.getMessage());
    }
  }

  /** As {@link #read}, of a text. */
  static NotifyConfig parse(String name, String text, Map<String, String> environment) {
    NotifyConfigFile reader = new NotifyConfigFile(environment);
    Optional<NotifyConfig> config =
        YamlMapping.read(name, text, reader.mistakes).flatMap(reader::config);
    if (!reader.mistakes.isEmpty() || config.isEmpty()) {
      List<String> lines = reader.mistakes.lines();
      throw new InvalidInput(
          "%d %s in %s:".formatted(lines.size(), lines.size() == 1 ? "mistake" : "mistakes", name),
          lines);
    }
    return config.get();
  }

  private Optional<NotifyConfig> config(YamlMapping yaml) {
    Optional<Pace> pace = pace(yaml);
    Optional<URI> dashboards =
        yaml.has("dashboards") ? doors.url(yaml, "dashboards") : Optional.empty();
    List<ReceiverConfig> receivers = new ArrayList<>();
    Set<String> names = new HashSet<>();
    List<YamlMapping> listed = yaml.mappings("receivers");
    for (YamlMapping one : listed) {
      receiver(one, names).ifPresent(receivers::add);
      one.refuseOthers();
    }
    if (listed.isEmpty() || listed.size() > NotifyConfig.MOST_RECEIVERS) {
      yaml.wrong("receivers", "", "a list of 1 to " + NotifyConfig.MOST_RECEIVERS + " receivers");
    }
    yaml.refuseOthers();
    return mistakes.isEmpty()
        ? pace.map(found -> new NotifyConfig(found, dashboards, receivers))
        : Optional.empty();
  }

  private Optional<Pace> pace(YamlMapping yaml) {
    Pace usual = Pace.USUAL;
    Duration hold = duration(yaml, "hold", usual.hold(), Duration.ZERO, Duration.ofHours(1));
    Duration released =
        duration(yaml, "holdReleased", usual.holdReleased(), Duration.ZERO, Duration.ofDays(1));
    Duration giveUp =
        duration(
            yaml, "giveUpAfter", usual.giveUpAfter(), Duration.ofMinutes(1), Duration.ofDays(30));
    int budget =
        yaml.has("perCityAndHour")
            ? yaml.integer("perCityAndHour", 1, 1_000).orElse(usual.perCityAndHour())
            : usual.perCityAndHour();
    Optional<LocalTime> digest = yaml.has("digestAt") ? digestAt(yaml) : usual.digestAt();
    return mistakes.isEmpty()
        ? Optional.of(new Pace(hold, released, giveUp, budget, digest))
        : Optional.empty();
  }

  private Optional<LocalTime> digestAt(YamlMapping yaml) {
    Optional<String> text = yaml.text("digestAt");
    if (text.isEmpty() || text.get().equals("never")) {
      return Optional.empty();
    }
    try {
      if (text.get().length() == "07:00".length()) {
        return Optional.of(LocalTime.parse(text.get()));
      }
    } catch (DateTimeException e) {
      // Reported below with what was expected.
    }
    yaml.wrong("digestAt", text.get(), "a time of day in quotes such as \"07:00\", or never");
    return Optional.empty();
  }

  private static Duration duration(
      YamlMapping yaml, String key, Duration usual, Duration least, Duration most) {
    Optional<String> text = yaml.optionalText(key);
    if (text.isEmpty()) {
      return usual;
    }
    Optional<Duration> found = DurationText.parse(text.get());
    if (found.isEmpty() || found.get().compareTo(least) < 0 || found.get().compareTo(most) > 0) {
      yaml.wrong(
          key,
          text.get(),
          "%s, from %s to %s"
              .formatted(DurationText.EXPECTED, DurationText.of(least), DurationText.of(most)));
      return usual;
    }
    return found.get();
  }

  private Optional<ReceiverConfig> receiver(YamlMapping yaml, Set<String> names) {
    Optional<String> name = yaml.text("name");
    if (name.isPresent() && !NAME.matcher(name.get()).matches()) {
      yaml.wrong("name", name.get(), "1 to 40 of A-Z a-z 0-9 . _ -");
    } else if (name.isPresent() && !names.add(name.get())) {
      yaml.wrong("name", name.get(), "a name that no other receiver has");
    }
    Optional<Door> door = doors.read(yaml);
    boolean digestByDefault = !door.map(Door.Alertmanager.class::isInstance).orElse(false);
    String severity =
        yaml.has("leastSeverity")
            ? yaml.oneOf("leastSeverity", Audience.SEVERITIES).orElse("WARNING")
            : "WARNING";
    Audience audience =
        new Audience(
            Set.copyOf(yaml.texts("cities")), severity, yaml.bool("digest", digestByDefault));
    TextLanguage language =
        yaml.has("language")
            ? yaml.oneOf("language", List.of("th", "en", "both"))
                .map(text -> TextLanguage.valueOf(text.toUpperCase(Locale.ROOT)))
                .orElse(TextLanguage.TH)
            : TextLanguage.TH;
    Duration timeout =
        duration(
            yaml,
            "timeout",
            ReceiverConfig.USUAL_TIMEOUT,
            Duration.ofSeconds(1),
            Duration.ofSeconds(60));
    return name.flatMap(
        known -> door.map(way -> new ReceiverConfig(known, way, audience, language, timeout)));
  }
}
