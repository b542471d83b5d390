package city.sawang.local.notify.message;

import city.sawang.local.notify.message.Notification.CityDay;
import city.sawang.local.notify.message.Notification.CityName;
import city.sawang.local.notify.message.Notification.CodeCount;
import city.sawang.local.notify.message.Notification.Course;
import city.sawang.local.notify.message.Notification.Fault;
import city.sawang.local.notify.message.Notification.Spot;
import city.sawang.local.notify.message.Notification.WorstIncident;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Messages as JSON: as they lie in the outbox, and as the plain webhook has them
 * (CONTRACT.md#notifications). What is not known is absent.
 */
public final class NotificationJson {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private NotificationJson() {}

  /** The message as a JSON object. */
  public static ObjectNode write(Notification message) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("version", "1");
    json.put("key", message.key());
    json.put("kind", message.kind().name());
    json.put("createdAt", message.createdAt().toString());
    if (message instanceof Notification.OfIncident one) {
      json.set("city", city(one.city()));
      json.set("incident", incident(one.fault(), one.course()));
    } else if (message instanceof Notification.Summary summary) {
      json.set("city", city(summary.city()));
      json.put("hour", summary.hour().toString());
      ArrayNode counts = json.putArray("counts");
      summary
          .counts()
          .forEach(
              one ->
                  counts
                      .addObject()
                      .put("code", one.code())
                      .put("opened", one.opened())
                      .put("ended", one.ended()));
    } else if (message instanceof Notification.Digest digest) {
      json.put("day", digest.day().toString());
      json.put("since", digest.since().toString());
      json.put("until", digest.until().toString());
      ArrayNode cities = json.putArray("cities");
      digest.cities().forEach(one -> cities.add(day(one)));
    }
    return json;
  }

  /**
   * The message that {@link #write} made a text of.
   *
   * @throws IllegalArgumentException when it is none
   */
  public static Notification read(String text) {
    try {
      JsonNode json = MAPPER.readTree(text);
      NotificationKind kind = NotificationKind.valueOf(json.path("kind").asText());
      String key = json.path("key").asText();
      Instant createdAt = instant(json, "createdAt");
      return switch (kind) {
        case SUMMARY ->
            new Notification.Summary(
                key, createdAt, city(json.path("city")), instant(json, "hour"), counts(json));
        case DIGEST ->
            new Notification.Digest(
                key,
                createdAt,
                LocalDate.parse(json.path("day").asText()),
                instant(json, "since"),
                instant(json, "until"),
                days(json));
        case RAISED, REOPENED, CLEARED, RETRACTED ->
            new Notification.OfIncident(
                key,
                kind,
                createdAt,
                city(json.path("city")),
                fault(json.path("incident")),
                course(json.path("incident")));
      };
    } catch (JsonProcessingException | RuntimeException e) {
      throw new IllegalArgumentException("a message of the outbox is none: " + text, e);
    }
  }

  /** The worst incidents of a city as {@code store.city_digest} has them. */
  public static List<WorstIncident> worst(String text) {
    try {
      return worst(MAPPER.readTree(text));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("no list of incidents: " + text, e);
    }
  }

  private static ObjectNode city(CityName city) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("id", city.cityId())
        .put("nameEn", city.nameEn())
        .put("nameTh", city.nameTh())
        .put("timezone", city.zone().getId());
  }

  private static CityName city(JsonNode json) {
    return new CityName(
        json.path("id").asText(),
        json.path("nameEn").asText(),
        json.path("nameTh").asText(),
        ZoneId.of(json.path("timezone").asText()));
  }

  private static ObjectNode incident(Fault fault, Course course) {
    ObjectNode json =
        JsonNodeFactory.instance
            .objectNode()
            .put("id", fault.incidentId())
            .put("code", fault.code())
            .put("scope", fault.scope())
            .put("subjectId", fault.subjectId())
            .put("severity", fault.severity())
            .put("causeEn", fault.causeEn())
            .put("causeTh", fault.causeTh())
            .put("turn", fault.turn());
    fault
        .spot()
        .ifPresent(
            spot -> json.put("latitude", spot.latitude()).put("longitude", spot.longitude()));
    json.put("openedAt", course.openedAt().toString());
    json.put("detectedAt", course.detectedAt().toString());
    course.clearedAt().ifPresent(at -> json.put("clearedAt", at.toString()));
    return json.put("verified", course.verified())
        .put("darkLampSeconds", course.darkLampSeconds())
        .put("children", course.children());
  }

  private static Fault fault(JsonNode json) {
    return new Fault(
        json.path("id").asText(),
        json.path("code").asText(),
        json.path("scope").asText(),
        json.path("subjectId").asText(),
        json.path("severity").asText(),
        json.path("causeEn").asText(),
        json.path("causeTh").asText(),
        json.path("turn").asText(),
        json.has("latitude")
            ? Optional.of(
                new Spot(json.path("latitude").asDouble(), json.path("longitude").asDouble()))
            : Optional.empty());
  }

  private static Course course(JsonNode json) {
    return new Course(
        instant(json, "openedAt"),
        instant(json, "detectedAt"),
        json.has("clearedAt") ? Optional.of(instant(json, "clearedAt")) : Optional.empty(),
        json.path("verified").asBoolean(),
        json.path("darkLampSeconds").asLong(),
        json.path("children").asLong());
  }

  private static List<CodeCount> counts(JsonNode json) {
    List<CodeCount> counts = new ArrayList<>();
    for (JsonNode one : json.path("counts")) {
      counts.add(
          new CodeCount(
              one.path("code").asText(), one.path("opened").asInt(), one.path("ended").asInt()));
    }
    return counts;
  }

  private static ObjectNode day(CityDay day) {
    ObjectNode json = city(day.city());
    json.put("lamps", day.lamps())
        .put("heard", day.heard())
        .put("unknown", day.unknown())
        .put("opened", day.opened())
        .put("ended", day.ended())
        .put("openNow", day.openNow());
    ArrayNode worst = json.putArray("worst");
    day.worst()
        .forEach(
            one ->
                worst
                    .addObject()
                    .put("incidentId", one.incidentId())
                    .put("code", one.code())
                    .put("scope", one.scope())
                    .put("subjectId", one.subjectId())
                    .put("openedAt", one.openedAt().toString())
                    .put("causeEn", one.causeEn())
                    .put("causeTh", one.causeTh()));
    return json;
  }

  private static List<CityDay> days(JsonNode json) {
    List<CityDay> days = new ArrayList<>();
    for (JsonNode one : json.path("cities")) {
      days.add(
          new CityDay(
              city(one),
              one.path("lamps").asLong(),
              one.path("heard").asLong(),
              one.path("opened").asLong(),
              one.path("ended").asLong(),
              one.path("openNow").asLong(),
              worst(one.path("worst"))));
    }
    return days;
  }

  private static List<WorstIncident> worst(JsonNode list) {
    List<WorstIncident> worst = new ArrayList<>();
    for (JsonNode one : list) {
      worst.add(
          new WorstIncident(
              one.path("incidentId").asText(),
              one.path("code").asText(),
              one.path("scope").asText(),
              one.path("subjectId").asText(),
              instant(one, "openedAt"),
              one.path("causeEn").asText(),
              one.path("causeTh").asText()));
    }
    return worst;
  }

  private static Instant instant(JsonNode json, String name) {
    return Instant.parse(json.path(name).asText());
  }
}
