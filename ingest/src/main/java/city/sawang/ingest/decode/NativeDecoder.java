package city.sawang.ingest.decode;

import static city.sawang.schemas.ReasonCode.NOT_OUR_SCHEMA;
import static city.sawang.schemas.ReasonCode.PROFILE_FAILED;
import static city.sawang.schemas.ReasonCode.UNKNOWN_PROFILE;

import city.sawang.schemas.Topics;
import city.sawang.schemas.avro.DeviceKind;
import java.util.List;

/**
 * Reads the native topics {@code lighting/v1/{city}/{device}/{reading|meter|status}}. Every message
 * ends as readings, refusals, or nothing when it was a status; nothing escapes as an exception.
 */
public final class NativeDecoder implements PayloadDecoder {
  private final KnownDevices known;

  public NativeDecoder(KnownDevices known) {
    this.known = known;
  }

  @Override
  public List<Decoded> decode(Arrival arrival) {
    TopicLevels levels = TopicLevels.of(arrival.topic());
    try {
      return read(arrival, levels);
    } catch (Refusal refusal) {
      return List.of(
          QuarantineRecords.refused(
              arrival,
              DeviceHome.spelled(known, levels.where()),
              refusal,
              QuarantineRecords.WHOLE,
              arrival.payload()));
    } catch (OutOfMemoryError e) {
      // Not the fault of this payload; the process must end and be restarted.
      throw e;
    } catch (Throwable e) {
      // A bug of ours that this payload wakes must not stop the stream: the bytes are kept, the
      // refusal is counted, and a redrive repairs it after the bug is fixed. Deep recursion
      // ends here as well, as an Error.
      return List.of(
          QuarantineRecords.refused(
              arrival,
              levels.where(),
              new Refusal(PROFILE_FAILED, "reading it failed: " + e),
              QuarantineRecords.WHOLE,
              arrival.payload()));
    }
  }

  private List<Decoded> read(Arrival arrival, TopicLevels levels) throws Refusal {
    if (!arrival.topic().startsWith(Topics.MQTT_ROOT)) {
      throw new Refusal(
          UNKNOWN_PROFILE,
          "no profile reads topic "
              + Refusal.quote(arrival.topic())
              + ", and it does not begin with "
              + Topics.MQTT_ROOT);
    }
    if (levels.kind == null) {
      throw new Refusal(
          NOT_OUR_SCHEMA,
          "topic "
              + Refusal.quote(arrival.topic())
              + ", expected "
              + Topics.MQTT_ROOT
              + "{city}/{device}/{reading|meter|status}");
    }
    Identifier.checkCity("city of the topic", levels.city);
    Identifier.checkDevice("device of the topic", levels.device);
    DeviceHome home = DeviceHome.find(known, levels.city, levels.device);
    if (levels.kind == Kind.STATUS) {
      StatusMessage.check(arrival);
      return Decoded.Recognised.message();
    }
    JsonMessage.checkBytes(arrival.payload());
    Origin origin =
        new Origin(
            home.cityId(),
            home.deviceId(),
            // What the registry knows it as counts: a topic turns no lamp into a meter.
            home.kind().orElse(levels.kind == Kind.METER ? DeviceKind.METER : DeviceKind.LAMP),
            Origin.NATIVE);
    return JsonMessage.read(arrival.payload(), origin, arrival);
  }

  private enum Kind {
    READING,
    METER,
    STATUS
  }

  /** City, device and kind as the topic names them; null where it does not. */
  private record TopicLevels(String city, String device, Kind kind) {
    static TopicLevels of(String topic) {
      if (!topic.startsWith(Topics.MQTT_ROOT)) {
        return new TopicLevels(null, null, null);
      }
      int cityEnd = topic.indexOf('/', Topics.MQTT_ROOT.length());
      int deviceEnd = cityEnd < 0 ? -1 : topic.indexOf('/', cityEnd + 1);
      if (deviceEnd < 0) {
        return new TopicLevels(null, null, null);
      }
      Kind kind =
          switch (topic.substring(deviceEnd + 1)) {
            case "reading" -> Kind.READING;
            case "meter" -> Kind.METER;
            case "status" -> Kind.STATUS;
            default -> null;
          };
      return new TopicLevels(
          topic.substring(Topics.MQTT_ROOT.length(), cityEnd),
          topic.substring(cityEnd + 1, deviceEnd),
          kind);
    }

    QuarantineRecords.Where where() {
      return new QuarantineRecords.Where(
          city != null && Identifier.isCity(city) ? city : null,
          device != null && Identifier.isDevice(device) ? device : null,
          kind == null ? null : Origin.NATIVE);
    }
  }
}
