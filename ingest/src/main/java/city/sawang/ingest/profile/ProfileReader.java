package city.sawang.ingest.profile;

import static city.sawang.schemas.ReasonCode.BAD_IDENTIFIER;
import static city.sawang.schemas.ReasonCode.NOT_OUR_SCHEMA;
import static city.sawang.schemas.ReasonCode.PROFILE_FAILED;
import static city.sawang.schemas.ReasonCode.RETAINED_WITHOUT_TIME;
import static city.sawang.schemas.ReasonCode.SIMULATED_UPLINK;
import static city.sawang.schemas.ReasonCode.SPOOF;
import static city.sawang.schemas.ReasonCode.UNKNOWN_CITY;

import city.sawang.ingest.decode.Arrival;
import city.sawang.ingest.decode.Decoded;
import city.sawang.ingest.decode.DeviceHome;
import city.sawang.ingest.decode.Identifier;
import city.sawang.ingest.decode.JsonMessage;
import city.sawang.ingest.decode.KnownDevices;
import city.sawang.ingest.decode.Member;
import city.sawang.ingest.decode.Origin;
import city.sawang.ingest.decode.QuarantineRecords;
import city.sawang.ingest.decode.Refusal;
import city.sawang.ingest.decode.RegisteredDevice;
import city.sawang.ingest.profile.Profile.Source;
import city.sawang.ingest.profile.Profile.Spelling;
import city.sawang.ingest.profile.Profile.TimeBase;
import city.sawang.schemas.Identifiers;
import city.sawang.schemas.avro.DeviceKind;
import city.sawang.schemas.avro.Phase;
import city.sawang.schemas.avro.Reading;
import city.sawang.schemas.avro.TimeSource;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads one payload by one profile. What the transformation yields goes, as JSON text, through the
 * same strict parser as a native payload.
 */
final class ProfileReader {
  /** Members of a transformation's output that describe the reading, not the lamp. */
  private static final String KIND = "kind";

  private static final String CITY = "city";

  private static final String CHANNEL = "channel";
  private static final String REFUSE = "refuse";
  private static final String TIME_SOURCE = "timeSource";
  private static final String NOT_TELEMETRY = "notTelemetry";

  /** A counter in the profile's {@code energyUnit}; becomes the member of the same suffix in Wh. */
  private static final Map<String, String> COUNTERS =
      Map.of(
          "energyTotal", Member.ENERGY_TOTAL.wireName,
          "energyTotalL1", Member.ENERGY_TOTAL_L1.wireName,
          "energyTotalL2", Member.ENERGY_TOTAL_L2.wireName,
          "energyTotalL3", Member.ENERGY_TOTAL_L3.wireName);

  private static final int EUI_BYTES = 8;
  private static final int MAX_MAGNITUDE = 40;
  private static final int MAX_NAMES_SHOWN = 3;
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final KnownDevices known;
  private final Profile profile;
  private final String[] levels;
  private final TopicPattern.Match topic;
  private final JsonNode payload;
  private final Arrival arrival;

  /**
   * @param levels of the topic
   * @param topic what the levels of the topic name
   * @param payload the parsed payload, prepared as the profile declares
   */
  ProfileReader(
      KnownDevices known,
      Profile profile,
      String[] levels,
      TopicPattern.Match topic,
      JsonNode payload,
      Arrival arrival) {
    this.known = known;
    this.profile = profile;
    this.levels = levels;
    this.topic = topic;
    this.payload = payload;
    this.arrival = arrival;
  }

  /**
   * @return what was read, or that the payload is no telemetry. When only some
   *     of the readings are acceptable, the whole payload is refused beside them: a reading of a
   *     vendor has no bytes of its own
   * @throws Refusal when nothing is acceptable
   */
  List<Decoded> read(Map<String, JsonNode> variables) throws Refusal {
    if (!profile.allowSimulated()) {
      Optional<String> simulated = SimulatedEnvelope.mark(payload);
      if (simulated.isPresent()) {
        throw new Refusal(
            SIMULATED_UPLINK,
            simulated.get() + " is true, and the profile does not say allowSimulated: true");
      }
    }
    JsonNode output = profile.transformation().apply(variables, payload);
    if (output.isNull() || (output.isArray() && output.isEmpty())) {
      return recognised(List.of());
    }
    if (output.isObject() && output.has(NOT_TELEMETRY)) {
      List<String> names = new ArrayList<>();
      JsonNode given = output.get(NOT_TELEMETRY);
      (given.isArray() ? given : List.of(given)).forEach(name -> names.add(name.asText()));
      return recognised(names);
    }
    String controller = identifier("controller", profile.controller(), topic.controller());
    if (controller == null) {
      throw new Refusal(
          BAD_IDENTIFIER, "no controller, expected one at " + profile.controller().from());
    }
    if (output.isObject() && output.has(REFUSE)) {
      throw new Refusal(NOT_OUR_SCHEMA, output.get(REFUSE).asText());
    }
    List<JsonNode> objects = new ArrayList<>();
    if (output.isArray()) {
      output.forEach(objects::add);
    } else {
      objects.add(output);
    }
    List<Decoded> results = new ArrayList<>();
    Refusal first = null;
    int refused = 0;
    for (JsonNode object : objects) {
      try {
        results.add(new Decoded.Accepted(reading(object, controller)));
      } catch (Refusal e) {
        first = first == null ? e : first;
        refused++;
      }
    }
    if (first == null) {
      return results;
    }
    if (results.isEmpty()) {
      throw first;
    }
    Refusal some =
        new Refusal(
            first.reason(),
            refused + " of " + objects.size() + " readings refused, the first: " + first.detail());
    String city = ((Decoded.Accepted) results.get(0)).reading().getCityId();
    results.add(
        QuarantineRecords.refused(
            arrival,
            new QuarantineRecords.Where(city, controller, profile.id()),
            some,
            QuarantineRecords.WHOLE,
            arrival.payload()));
    return results;
  }

  /**
   * What the registry knows the sender as: LAMP or METER as text, null when it does not know it or
   * the transformation does not ask.
   */
  JsonNode registeredAs() {
    if (!profile.asksRegistry()) {
      return NullNode.instance;
    }
    String controller = plausible("controller", profile.controller(), topic.controller());
    if (controller == null) {
      return NullNode.instance;
    }
    Set<DeviceKind> kinds = EnumSet.noneOf(DeviceKind.class);
    known.registrations(controller).forEach(one -> one.kind().ifPresent(kinds::add));
    return kinds.size() == 1 ? TextNode.valueOf(kinds.iterator().next().name()) : NullNode.instance;
  }

  /**
   * @param names what the transformation calls the message
   * @throws Refusal when the profile's list does not name it: nobody knows what would be lost
   */
  private List<Decoded> recognised(List<String> names) throws Refusal {
    Profile.NotTelemetry listed = profile.notTelemetry();
    if (listed.hasTopic(levels) || (!names.isEmpty() && listed.names().containsAll(names))) {
      return Decoded.Recognised.message();
    }
    throw new Refusal(
        NOT_OUR_SCHEMA,
        names.isEmpty()
            ? "nothing is read from it, and notTelemetry of the profile does not list its topic"
            : "nothing is read from it, and notTelemetry of the profile does not list "
                + names.stream()
                    .filter(name -> !listed.names().contains(name))
                    .limit(MAX_NAMES_SHOWN)
                    .map(Refusal::quote)
                    .toList());
  }

  /** City and controller as far as they are known, for a refusal. */
  QuarantineRecords.Where where() {
    return DeviceHome.spelled(known, asSent());
  }

  private QuarantineRecords.Where asSent() {
    String controller = plausible("controller", profile.controller(), topic.controller());
    String city = plausible(CITY, profile.city(), topic.city());
    if (city == null && controller != null && profile.city().from().contains(Source.REGISTRY)) {
      List<RegisteredDevice> homes = known.registrations(controller);
      city = homes.size() == 1 ? homes.get(0).cityId() : null;
    }
    return new QuarantineRecords.Where(city, controller, profile.id());
  }

  private String plausible(String what, Source source, String ofTopic) {
    try {
      return identifier(what, source, ofTopic);
    } catch (Refusal e) {
      // The refusal that is being described is the more precise one.
      return null;
    }
  }

  private Reading reading(JsonNode output, String controller) throws Refusal {
    if (!(output instanceof ObjectNode given)) {
      throw new Refusal(
          PROFILE_FAILED,
          "the transformation yields " + output.getNodeType() + ", expected an object");
    }
    ObjectNode object = given.deepCopy();
    JsonNode channel = object.remove(CHANNEL);
    DeviceHome home = home(controller, channel);
    DeviceKind kind = kind(object.remove(KIND));
    energy(object);
    zeroes(object);
    TimeSource timeSource = time(object);
    if (timeSource == TimeSource.ARRIVAL && arrival.retained()) {
      throw new Refusal(
          RETAINED_WITHOUT_TIME,
          "a retained message without a time of the device: the broker's copy says nothing about now");
    }
    Origin origin =
        // What the registry knows it as counts: three relays in one box are no three-phase meter.
        new Origin(home.cityId(), home.deviceId(), home.kind().orElse(kind), profile.id());
    Reading reading = JsonMessage.readOne(bytes(object), origin, arrival, timeSource);
    profile
        .counter()
        .filter(counter -> hasEnergy(reading))
        .ifPresent(
            counter -> {
              reading.setEnergyCounterBits(counter.bits());
              reading.setEnergyCounterUnitMilliwattHours(counter.unitMilliwattHours());
            });
    profile
        .counterResolutionMilliwattHours()
        .filter(resolution -> hasEnergy(reading))
        .ifPresent(reading::setCounterResolutionMilliwattHours);
    return reading;
  }

  private static boolean hasEnergy(Reading reading) {
    return reading.getEnergyTotalMilliwattHours() != null
        || reading.getPhases().stream()
            .map(Phase::getEnergyTotalMilliwattHours)
            .anyMatch(e -> e != null);
  }

  private DeviceKind kind(JsonNode given) throws Refusal {
    if (given == null || given.isNull()) {
      return profile.kind();
    }
    return switch (given.asText()) {
      case "LAMP" -> DeviceKind.LAMP;
      case "METER" -> DeviceKind.METER;
      default ->
          throw new Refusal(
              PROFILE_FAILED,
              "the transformation yields kind "
                  + Refusal.quote(given.asText())
                  + ", expected LAMP or METER");
    };
  }

  private void energy(ObjectNode object) throws Refusal {
    for (Map.Entry<String, String> counter : COUNTERS.entrySet()) {
      JsonNode value = object.remove(counter.getKey());
      if (value == null || value.isNull()) {
        continue;
      }
      if (profile.energyUnit() == EnergyUnit.NONE || object.has(counter.getValue())) {
        throw new Refusal(
            PROFILE_FAILED,
            "the transformation yields "
                + counter.getKey()
                + (profile.energyUnit() == EnergyUnit.NONE
                    ? ", but energyUnit is none"
                    : " and " + counter.getValue() + ", expected one of them"));
      }
      if (isConvertible(value)) {
        object.put(counter.getValue(), profile.energyUnit().toWattHours(value.decimalValue()));
      } else {
        // The strict parser says what is wrong, with the canonical name.
        object.set(counter.getValue(), value);
      }
    }
  }

  /**
   * Dividing 1e999999999 needs a billion digits; what is that far from any counter is out of range
   * (or nothing) in every unit.
   */
  private static boolean isConvertible(JsonNode value) {
    if (!value.isNumber() || !Double.isFinite(value.doubleValue())) {
      return false;
    }
    BigDecimal number = value.decimalValue();
    return Math.abs((long) number.precision() - number.scale()) <= MAX_MAGNITUDE;
  }

  private void zeroes(ObjectNode object) {
    for (Member member : profile.zeroMeansUnknown()) {
      JsonNode value = object.get(member.wireName);
      if (value != null && value.isNumber() && value.decimalValue().signum() == 0) {
        object.remove(member.wireName);
      }
    }
  }

  /** Makes the object's time ours, and tells whose it is. */
  private TimeSource time(ObjectNode object) {
    String name = Member.OBSERVED_AT.wireName;
    JsonNode claimed = object.remove(TIME_SOURCE);
    JsonNode time = object.get(name);
    if (claimed != null && claimed.asText().equals(TimeSource.ARRIVAL.name())) {
      return TimeSource.ARRIVAL;
    }
    if (time == null || time.isNull()) {
      if (profile.timeBase() == TimeBase.RECEIVED) {
        object.put(name, arrival.receivedAtMillis());
        return TimeSource.ARRIVAL;
      }
      return TimeSource.DEVICE;
    }
    if (time.isIntegralNumber() && time.longValue() == arrival.receivedAtMillis()) {
      // The transformation took $receivedAt.
      return TimeSource.ARRIVAL;
    }
    LocalDateTime local = localTime(time);
    if (local != null && profile.zone().isPresent()) {
      object.put(name, local.atZone(profile.zone().get()).toInstant().toEpochMilli());
    } else if (local != null && profile.timeBase() == TimeBase.RECEIVED) {
      object.put(name, arrival.receivedAtMillis());
      return TimeSource.ARRIVAL;
    }
    return TimeSource.DEVICE;
  }

  /** A time without an offset; null when it has one or is no time at all, which is refused later. */
  private static LocalDateTime localTime(JsonNode time) {
    try {
      return time.isTextual() ? LocalDateTime.parse(time.textValue()) : null;
    } catch (DateTimeParseException e) {
      return null;
    }
  }

  private static byte[] bytes(ObjectNode object) {
    try {
      return JSON.writeValueAsBytes(object);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree in memory cannot be written", e);
    }
  }

  /**
   * @param channel of a device with several lamps; null when the transformation names none
   */
  private DeviceHome home(String controller, JsonNode channel) throws Refusal {
    String device = controller;
    if (channel != null && !channel.isNull()) {
      device =
          Identifier.checkDevice(
              "controller with its channel", controller + ':' + channel.asText());
    }
    String city = city(controller, device);
    DeviceHome box = DeviceHome.find(known, city, controller);
    if (device.equals(controller)) {
      return box;
    }
    // Whoever is registered by its box alone is spelled like its box.
    return DeviceHome.find(known, city, box.deviceId() + device.substring(controller.length()));
  }

  private String city(String controller, String device) throws Refusal {
    String city = identifier(CITY, profile.city(), topic.city());
    if (city != null) {
      return city;
    }
    if (!profile.city().from().contains(Source.REGISTRY)) {
      throw new Refusal(UNKNOWN_CITY, "no city, expected one at " + profile.city().from());
    }
    List<RegisteredDevice> homes = known.registrations(controller);
    if (homes.isEmpty() && !device.equals(controller)) {
      homes = known.registrations(device);
    }
    if (homes.size() != 1) {
      throw new Refusal(
          UNKNOWN_CITY,
          "the topic names no city, and controller "
              + controller
              + (homes.isEmpty()
                  ? " is registered in none"
                  : " is registered in several: "
                      + homes.stream().map(RegisteredDevice::cityId).sorted().toList()));
    }
    return homes.get(0).cityId();
  }

  /**
   * @return the identifier that the first source gives, or null when none does
   * @throws Refusal BAD_IDENTIFIER, or SPOOF when sources that must agree do not
   */
  private String identifier(String what, Source source, String ofTopic) throws Refusal {
    // By the form in which ids are compared.
    Map<String, String> found = new LinkedHashMap<>();
    for (String from : source.from()) {
      String text = null;
      if (from.equals(Source.TOPIC)) {
        text = ofTopic;
      } else if (from.startsWith("/")) {
        JsonNode node = payload.at(from);
        text = node.isTextual() || node.isIntegralNumber() ? node.asText() : null;
      }
      if (text != null && !text.isEmpty()) {
        String spelled = spelled(source.spelling(), text);
        if (what.equals(CITY)) {
          Identifier.checkCity(what, spelled);
        } else {
          Identifier.checkDevice(what, spelled);
        }
        found.putIfAbsent(Identifiers.comparable(spelled), spelled);
        if (!source.agree()) {
          break;
        }
      }
    }
    if (found.size() > 1) {
      throw new Refusal(SPOOF, "topic and payload name several as " + what + ": " + found.values());
    }
    return found.isEmpty() ? null : found.values().iterator().next();
  }

  private static String spelled(Spelling spelling, String text) {
    return switch (spelling) {
      case AS_IS -> text;
      case LOWER -> text.toLowerCase(Locale.ROOT);
      case EUI -> eui(text);
    };
  }

  /** Base64 of eight bytes has twelve characters; everything else is hex, with or without marks. */
  private static String eui(String text) {
    if (text.length() == 12) {
      try {
        byte[] bytes = Base64.getDecoder().decode(text);
        if (bytes.length == EUI_BYTES) {
          return HexFormat.of().formatHex(bytes);
        }
      } catch (IllegalArgumentException e) {
        return Identifiers.comparable(text);
      }
    }
    return Identifiers.comparable(text);
  }
}
