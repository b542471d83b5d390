package city.sawang.ingest.profile;

import static city.sawang.schemas.ReasonCode.BAD_IDENTIFIER;
import static city.sawang.schemas.ReasonCode.NOT_OUR_SCHEMA;
import static city.sawang.schemas.ReasonCode.PROFILE_FAILED;
import static city.sawang.schemas.ReasonCode.UNKNOWN_PROFILE;

import city.sawang.ingest.decode.Arrival;
import city.sawang.ingest.decode.Decoded;
import city.sawang.ingest.decode.JsonMessage;
import city.sawang.ingest.decode.KnownDevices;
import city.sawang.ingest.decode.NativeDecoder;
import city.sawang.ingest.decode.PayloadDecoder;
import city.sawang.ingest.decode.QuarantineRecords;
import city.sawang.ingest.decode.Refusal;
import city.sawang.ingest.profile.ProfileChoice.Candidate;
import city.sawang.ingest.profile.ProfileChoice.Chosen;
import city.sawang.schemas.Topics;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.schibsted.spt.data.jslt.JsltException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The decoder of the bridge: native topics are read natively, all others by the profiles whose topic
 * filters match. Nothing escapes as an exception; every message ends as readings, refusals, or
 * nothing when it was recognised and is no telemetry.
 */
public final class TopicDecoder implements PayloadDecoder {
  /** Envelopes of vendors are deeper and carry longer texts than our own payloads. */
  private static final int MAX_DEPTH = 16;

  private static final int MAX_STRING = 16 * 1024;

  private final NativeDecoder nativeDecoder;
  private final KnownDevices known;
  private final Supplier<List<Profile>> profiles;

  /**
   * @param profiles asked for every message, so that a changed file is used at once
   */
  public TopicDecoder(KnownDevices known, Profiles profiles) {
    this(known, profiles::current);
  }

  TopicDecoder(KnownDevices known, Supplier<List<Profile>> profiles) {
    this.nativeDecoder = new NativeDecoder(known);
    this.known = known;
    this.profiles = profiles;
  }

  @Override
  public List<Decoded> decode(Arrival arrival) {
    if (arrival.topic().startsWith(Topics.MQTT_ROOT)) {
      return nativeDecoder.decode(arrival);
    }
    Attempt attempt = new Attempt(arrival);
    try {
      return attempt.read();
    } catch (Refusal refusal) {
      return attempt.refused(refusal);
    } catch (JsltException e) {
      return attempt.refused(new Refusal(PROFILE_FAILED, "transformation: " + e.getMessage()));
    } catch (OutOfMemoryError e) {
      // Not the fault of this payload; the process must end and be restarted.
      throw e;
    } catch (Throwable e) {
      // A profile is a program that somebody dropped into a directory: whatever it does to a
      // payload
      // (endless recursion is an Error, no Exception), the next message must be read.
      return attempt.refused(
          new Refusal(PROFILE_FAILED, "reading it failed: " + e), attempt.profileOnly());
    }
  }

  /** The payload as the expressions of a profile see it. */
  static JsonNode tree(byte[] payload) throws Refusal {
    JsonMessage.checkBytes(payload);
    return JsonMessage.tree(payload, MAX_DEPTH, MAX_STRING);
  }

  /**
   * The variables of the expressions of a profile.
   *
   * @param registeredAs LAMP, METER, or null where nobody knows or asks
   */
  static Map<String, JsonNode> variables(Arrival arrival, Profile profile, JsonNode registeredAs) {
    return Map.of(
        "topic", TextNode.valueOf(arrival.topic()),
        "receivedAt", LongNode.valueOf(arrival.receivedAtMillis()),
        "omitsZeroValues", BooleanNode.valueOf(profile.omitsZeroValues()),
        "registeredAs", registeredAs);
  }

  private final class Attempt {
    private final Arrival arrival;
    private Profile profile;
    private ProfileReader reader;

    Attempt(Arrival arrival) {
      this.arrival = arrival;
    }

    List<Decoded> read() throws Refusal {
      String topic = arrival.topic();
      if (topic.indexOf('\0') >= 0) {
        throw new Refusal(BAD_IDENTIFIER, "the topic contains U+0000");
      }
      String[] levels = topic.split("/", -1);
      List<Candidate> candidates = ProfileChoice.candidates(profiles.get(), levels);
      if (candidates.isEmpty()) {
        throw new Refusal(
            UNKNOWN_PROFILE,
            "no profile reads topic "
                + Refusal.quote(topic)
                + ", and it does not begin with "
                + Topics.MQTT_ROOT);
      }
      profile = candidates.size() == 1 ? candidates.get(0).profile() : null;
      JsonNode payload = tree(arrival.payload());
      Chosen chosen =
          ProfileChoice.choose(
              candidates, payload, candidate -> variables(candidate, NullNode.instance));
      if (chosen.readers().isEmpty()) {
        chosen
            .failure()
            .ifPresent(
                failure -> {
                  throw new JsltException(failure);
                });
        if (candidates.stream().anyMatch(one -> one.profile().notTelemetry().hasTopic(levels))) {
          return Decoded.Recognised.message();
        }
        throw new Refusal(
            NOT_OUR_SCHEMA,
            "none of the profiles of this topic reads the payload: "
                + candidates.stream().map(candidate -> candidate.profile().id()).toList());
      }
      if (chosen.readers().size() > 1) {
        throw new Refusal(
            PROFILE_FAILED,
            "several profiles read it and none is more specific: "
                + chosen.readers().stream()
                    .map(one -> one.profile().id() + " (" + one.profile().file() + ")")
                    .toList());
      }
      Candidate reading = chosen.readers().get(0);
      profile = reading.profile();
      reader =
          new ProfileReader(
              known, profile, levels, reading.match(), prepared(profile, payload), arrival);
      return reader.read(variables(profile, reader.registeredAs()));
    }

    private JsonNode prepared(Profile candidate, JsonNode payload) throws Refusal {
      return switch (candidate.preparation()) {
        case NONE -> payload;
        case SENML ->
            Senml.byDeviceAndTime(payload, BigDecimal.valueOf(arrival.receivedAtMillis(), 3));
      };
    }

    private Map<String, JsonNode> variables(Profile candidate, JsonNode registeredAs) {
      return TopicDecoder.variables(arrival, candidate, registeredAs);
    }

    List<Decoded> refused(Refusal refusal) {
      return refused(refusal, reader != null ? reader.where() : profileOnly());
    }

    List<Decoded> refused(Refusal refusal, QuarantineRecords.Where where) {
      return List.of(
          QuarantineRecords.refused(
              arrival, where, refusal, QuarantineRecords.WHOLE, arrival.payload()));
    }

    /** All that is known without asking the profile or the registry again. */
    QuarantineRecords.Where profileOnly() {
      return new QuarantineRecords.Where(null, null, profile == null ? null : profile.id());
    }
  }
}
