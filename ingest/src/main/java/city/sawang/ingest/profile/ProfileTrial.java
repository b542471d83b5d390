package city.sawang.ingest.profile;

import city.sawang.ingest.decode.Arrival;
import city.sawang.ingest.decode.Decoded;
import city.sawang.ingest.decode.KnownDevices;
import city.sawang.ingest.decode.Member;
import city.sawang.ingest.decode.RegisteredDevice;
import city.sawang.schemas.avro.QuarantinedPayload;
import city.sawang.schemas.avro.Reading;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads one message by one profile file, so that its writer sees what comes out, or why not. */
public final class ProfileTrial {
  private final Profile profile;

  private ProfileTrial(Profile profile) {
    this.profile = profile;
  }

  /**
   * Where and when the message is said to come.
   *
   * @param topic empty: that of the profile's first sample
   * @param city where the registry knows the device; empty: that of the profile's first sample
   * @param receivedAtMillis when it arrives
   * @param retained whether it is a broker's stored one
   */
  public record Message(
      Optional<String> topic,
      Optional<String> city,
      byte[] payload,
      long receivedAtMillis,
      boolean retained) {}

  /**
   * What became of the message.
   *
   * @param lines for people
   * @param refused whether any of it was
   */
  public record Outcome(List<String> lines, boolean refused) {}

  /**
   * @param file a profile; the modules that it imports lie beside it
   * @param mistakes receives what is wrong with the file
   * @return empty when anything is wrong with it
   */
  public static Optional<ProfileTrial> of(Path file, List<String> mistakes) {
    Path directory = file.toAbsolutePath().getParent();
    String name = file.getFileName().toString();
    ProfileDirectory files = ProfileDirectory.read(directory);
    if (files.unreadable().containsKey(name)) {
      mistakes.add(name + ": " + files.unreadable().get(name));
      return Optional.empty();
    }
    if (!files.profiles().contains(name)) {
      mistakes.add(name + ": expected the file of a profile, named <vendor>-<model>.yaml");
      return Optional.empty();
    }
    return ProfileFile.parse(name, files.texts().get(name), files.resolver(), mistakes)
        .map(ProfileTrial::new);
  }

  /** Reads the message as a bridge with this profile alone would. */
  public Outcome read(Message message) {
    ProfileSample first = profile.samples().get(0);
    String topic = message.topic().orElse(first.topic());
    List<Decoded> results =
        new TopicDecoder(registry(home(topic, message, first)), () -> List.of(profile))
            .decode(
                new Arrival(
                    topic, message.payload(), message.receivedAtMillis(), message.retained()));
    List<String> lines = new ArrayList<>();
    boolean refused = false;
    for (Decoded one : results) {
      if (one instanceof Decoded.Accepted accepted) {
        lines.add("a reading:");
        members(accepted.reading())
            .forEach((name, value) -> lines.add("  %-20s %s".formatted(name, value)));
      } else if (one instanceof Decoded.Refused no) {
        QuarantinedPayload payload = no.payload();
        lines.add("refused, " + payload.getReason() + ": " + payload.getDetail());
        refused = true;
      } else {
        lines.add("recognised: known, and no telemetry; nothing is kept");
      }
    }
    return new Outcome(lines, refused);
  }

  private Optional<String> home(String topic, Message message, ProfileSample first) {
    String[] levels = topic.split("/", -1);
    return message
        .city()
        .or(
            () ->
                profile
                    .pattern(levels)
                    .flatMap(pattern -> pattern.match(levels))
                    .flatMap(match -> Optional.ofNullable(match.city())))
        .or(first::city);
  }

  private static Map<String, String> members(Reading reading) {
    Map<String, String> members = new LinkedHashMap<>();
    members.put("cityId", reading.getCityId());
    members.put("controllerId", reading.getControllerId());
    members.put("kind", reading.getKind().name());
    members.put("observedAt", Instant.ofEpochMilli(reading.getObservedAt()).toString());
    members.put("timeSource", reading.getTimeSource().name());
    for (Member member : Member.values()) {
      if (member.type != Member.Type.IDENTITY && member.type != Member.Type.TIME) {
        String value = ProfileSamples.shown(reading, member);
        if (value != null && !(member == Member.HISTORICAL && value.equals("false"))) {
          members.put(member.wireName, value);
        }
      }
    }
    reading.getExtras().forEach((name, text) -> members.put(name, text + "   (an extra)"));
    if (!reading.getQualityFlags().isEmpty()) {
      members.put("qualityFlags", String.join(", ", reading.getQualityFlags()));
    }
    return members;
  }

  /** Every city is registered; a device only where it is said to be. */
  private static KnownDevices registry(Optional<String> home) {
    return new KnownDevices() {
      @Override
      public Optional<String> city(String cityId) {
        return Optional.of(cityId);
      }

      @Override
      public List<RegisteredDevice> registrations(String deviceId) {
        return home.stream()
            .map(city -> new RegisteredDevice(city, deviceId, Optional.empty()))
            .toList();
      }
    };
  }
}
