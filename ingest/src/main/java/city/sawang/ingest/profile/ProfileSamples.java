package city.sawang.ingest.profile;

import city.sawang.ingest.decode.Arrival;
import city.sawang.ingest.decode.Decoded;
import city.sawang.ingest.decode.KnownDevices;
import city.sawang.ingest.decode.Member;
import city.sawang.ingest.decode.Refusal;
import city.sawang.ingest.decode.RegisteredDevice;
import city.sawang.schemas.ReasonCode;
import city.sawang.schemas.avro.DeviceKind;
import city.sawang.schemas.avro.Phase;
import city.sawang.schemas.avro.QuarantinedPayload;
import city.sawang.schemas.avro.Reading;
import com.fasterxml.jackson.databind.node.NullNode;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Runs the samples of a profile through the decoder that the bridge uses. */
final class ProfileSamples {
  private ProfileSamples() {}

  /**
   * @param beside all profiles in force, {@code profile} among them: it must win its own topics
   * @return what is not as the samples expect; empty when all is
   */
  static List<String> failures(Profile profile, List<Profile> beside) {
    List<String> failures = new ArrayList<>();
    ProfileChoice.ambiguities(beside).stream()
        .filter(pair -> pair.concerns(profile))
        .forEach(pair -> failures.add(pair.toString()));
    for (ProfileSample sample : profile.samples()) {
      run(profile, sample, beside)
          .forEach(failure -> failures.add("sample \"" + sample.name() + "\": " + failure));
    }
    return failures;
  }

  private static List<String> run(Profile profile, ProfileSample sample, List<Profile> beside) {
    Arrival arrival =
        new Arrival(
            sample.topic(),
            sample.payload().getBytes(StandardCharsets.UTF_8),
            sample.receivedAtMillis(),
            sample.retained());
    List<String> readers = readers(arrival, beside);
    if (readers.size() > 1) {
      return List.of(
          "read by "
              + String.join(" and ", readers)
              + ", and neither is more specific: expected a when that demands more in one of them");
    }
    if (readers.size() == 1 && !readers.contains(profile.file())) {
      return List.of("read by " + readers.get(0) + ", which is more specific");
    }
    List<Decoded> results = new TopicDecoder(registryOf(sample), () -> beside).decode(arrival);
    List<Reading> readings = new ArrayList<>();
    List<QuarantinedPayload> refusals = new ArrayList<>();
    for (Decoded result : results) {
      if (result instanceof Decoded.Accepted accepted) {
        readings.add(accepted.reading());
      } else if (result instanceof Decoded.Refused refused) {
        refusals.add(refused.payload());
      }
    }
    List<String> failures = new ArrayList<>();
    Optional<ReasonCode> reason =
        refusals.stream().findFirst().map(refused -> ReasonCode.valueOf(refused.getReason()));
    if (!reason.equals(sample.refused())) {
      failures.add(
          "expected "
              + sample.refused().map(code -> "a refusal " + code).orElse("no refusal")
              + ", got "
              + refusals.stream()
                  .findFirst()
                  .map(refused -> refused.getReason() + " (" + refused.getDetail() + ')')
                  .orElse("none"));
    }
    if (readings.size() != sample.readings().size()) {
      failures.add("expected " + sample.readings().size() + " readings, got " + readings.size());
      return failures;
    }
    for (int i = 0; i < readings.size(); i++) {
      Reading reading = readings.get(i);
      if (!reading.getProfile().equals(profile.id())) {
        failures.add("read by profile " + reading.getProfile());
      }
      String which = "reading " + i + ": ";
      sample
          .readings()
          .get(i)
          .forEach(
              (name, expected) ->
                  compare(reading, name, expected)
                      .ifPresent(failure -> failures.add(which + failure)));
    }
    return failures;
  }

  /** The files of the profiles that read the payload of a sample. */
  private static List<String> readers(Arrival arrival, List<Profile> beside) {
    try {
      return ProfileChoice.choose(
              ProfileChoice.candidates(beside, arrival.topic().split("/", -1)),
              TopicDecoder.tree(arrival.payload()),
              candidate -> TopicDecoder.variables(arrival, candidate, NullNode.instance))
          .readers()
          .stream()
          .map(reader -> reader.profile().file())
          .toList();
    } catch (Refusal refusal) {
      return List.of();
    }
  }

  private static KnownDevices registryOf(ProfileSample sample) {
    return new KnownDevices() {
      @Override
      public Optional<String> city(String cityId) {
        return Optional.of(cityId);
      }

      @Override
      public List<RegisteredDevice> registrations(String deviceId) {
        Optional<DeviceKind> kind = sample.registeredAs();
        return sample.city().stream()
            .map(city -> new RegisteredDevice(city, deviceId, kind))
            .toList();
      }
    };
  }

  private static Optional<String> compare(Reading reading, String name, Optional<String> expected) {
    Member member = Member.named(name);
    Object actual = member == null ? other(reading, name) : value(reading, member);
    Object wanted;
    try {
      wanted = expected.map(text -> member == null ? text : parsed(member, text)).orElse(null);
    } catch (DateTimeException | IllegalArgumentException e) {
      return Optional.of(name + ": " + expected.get() + " is no value of that member");
    }
    return Objects.equals(wanted, actual)
        ? Optional.empty()
        : Optional.of(
            name
                + ": expected "
                + expected.orElse("nothing")
                + ", got "
                + (actual == null ? "nothing" : shown(member, actual)));
  }

  private static String shown(Member member, Object actual) {
    if (member != null && member.type == Member.Type.TIME) {
      return Instant.ofEpochMilli((Long) actual).toString();
    }
    if (member != null && member.type == Member.Type.DECIMAL) {
      return actual + " (scaled by 10^" + member.scale + ')';
    }
    return actual.toString();
  }

  /** What is no canonical member: kind, qualityFlags, and the extras by their own name. */
  private static Object other(Reading reading, String name) {
    return switch (name) {
      case "kind" -> reading.getKind().name();
      case "qualityFlags" -> String.join(",", reading.getQualityFlags());
      case "timeSource" -> reading.getTimeSource().name();
      case "counterResolutionMilliwattHours" -> text(reading.getCounterResolutionMilliwattHours());
      case "energyCounterBits" -> text(reading.getEnergyCounterBits());
      default -> reading.getExtras().get(name);
    };
  }

  private static String text(Object value) {
    return value == null ? null : value.toString();
  }

  /** The value of a member in its own unit; null when it is absent. */
  static String shown(Reading reading, Member member) {
    Object value = value(reading, member);
    if (value instanceof Long number && member.type == Member.Type.DECIMAL) {
      return member.unscaled(number).stripTrailingZeros().toPlainString();
    }
    return text(value);
  }

  private static Object value(Reading reading, Member member) {
    if (member.phase > 0) {
      return reading.getPhases().stream()
          .filter(phase -> phase.getPhase() == member.phase)
          .findFirst()
          .map(phase -> ofPhase(phase, member))
          .orElse(null);
    }
    Object value = reading.get(member.position);
    if (member.type == Member.Type.TEXTS) {
      return reading.getDeviceFaults().isEmpty()
          ? null
          : String.join(",", reading.getDeviceFaults());
    }
    return value instanceof Integer number ? Long.valueOf(number) : value;
  }

  private static Object ofPhase(Phase phase, Member member) {
    return switch (member.whole) {
      case ACTIVE_POWER -> phase.getActivePowerMilliwatts();
      case ENERGY_TOTAL -> phase.getEnergyTotalMilliwattHours();
      case SUPPLY_VOLTAGE -> phase.getSupplyVoltageMillivolts();
      case SUPPLY_CURRENT -> phase.getSupplyCurrentMilliamperes();
      case POWER_FACTOR ->
          phase.getPowerFactorBasisPoints() == null
              ? null
              : Long.valueOf(phase.getPowerFactorBasisPoints());
      default -> throw new IllegalStateException("no phase value of " + member);
    };
  }

  private static Object parsed(Member member, String text) {
    return switch (member.type) {
      case DECIMAL, INTEGER -> member.scaled(new BigDecimal(text));
      case BOOLEAN -> parsedBoolean(text);
      case TIME -> Instant.parse(text).toEpochMilli();
      case TEXTS, IDENTITY -> text;
    };
  }

  private static Boolean parsedBoolean(String text) {
    if (!text.equals("true") && !text.equals("false")) {
      throw new IllegalArgumentException(text);
    }
    return Boolean.valueOf(text);
  }
}
