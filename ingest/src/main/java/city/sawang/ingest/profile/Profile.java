package city.sawang.ingest.profile;

import city.sawang.ingest.decode.Member;
import city.sawang.schemas.avro.DeviceKind;
import com.fasterxml.jackson.databind.JsonNode;
import com.schibsted.spt.data.jslt.Expression;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How the payloads of one vendor's device are read; the validated content of a profile file.
 *
 * @param file its name, for messages about it; it decides nothing
 * @param id name of the profile, as it is written into every reading
 * @param version counts the changes of the file, from 1
 * @param kind lamp or meter, unless the transformation yields another {@code kind}
 * @param topics topic filters that this profile reads, the most specific first
 * @param when whether a payload is one of this profile; empty: every payload of its topics
 * @param demands what {@code when} demands, for the choice between profiles
 * @param preparation what is done before the transformation
 * @param city where the city comes from
 * @param controller where the controller comes from
 * @param transformation JSLT to an object, an array of objects, or nothing
 * @param asksRegistry whether the transformation uses {@code $registeredAs}
 * @param notTelemetry the messages that are known and from which nothing is to be read
 * @param energyUnit unit of the members {@code energyTotal…} that the transformation yields
 * @param counter width of the energy counter, when known
 * @param counterResolutionMilliwattHours the step in which the energy counter moves, when known
 * @param zeroMeansUnknown canonical members whose zero is no measurement
 * @param omitsZeroValues the sender leaves out zero, "" and false; a variable of the transformation
 * @param allowSimulated whether messages are read whose envelope calls them simulated or a test
 * @param timeBase what stands for a missing observedAt
 * @param zone zone of an observedAt without offset; empty: such a time is refused
 * @param samples payloads with what they must give
 */
record Profile(
    String file,
    String id,
    int version,
    DeviceKind kind,
    List<TopicPattern> topics,
    Optional<Expression> when,
    Demands demands,
    Preparation preparation,
    Source city,
    Source controller,
    Expression transformation,
    boolean asksRegistry,
    NotTelemetry notTelemetry,
    EnergyUnit energyUnit,
    Optional<Counter> counter,
    Optional<Long> counterResolutionMilliwattHours,
    Set<Member> zeroMeansUnknown,
    boolean omitsZeroValues,
    boolean allowSimulated,
    TimeBase timeBase,
    Optional<ZoneId> zone,
    List<ProfileSample> samples) {

  /** What stands for an observedAt that the transformation does not yield, or without a zone. */
  enum TimeBase {
    /** Nothing: MISSING_FIELD or TIME_WITHOUT_ZONE. */
    PAYLOAD,
    /** The time of arrival. */
    RECEIVED
  }

  /** What is done with the payload before the transformation sees it. */
  enum Preparation {
    NONE,
    /** RFC 8428: base fields and relative times are resolved, records grouped by device and time. */
    SENML
  }

  /** How an identifier of the payload or topic becomes ours. */
  enum Spelling {
    AS_IS,
    LOWER,
    /** A LoRaWAN EUI: base64 of eight bytes, or hex in any case, becomes lower-case hex. */
    EUI
  }

  /**
   * An energy counter that wraps.
   *
   * @param bits it wraps at 2^bits counts
   * @param unitMilliwattHours one count
   */
  record Counter(int bits, long unitMilliwattHours) {}

  /**
   * Where an identifier comes from.
   *
   * @param from {@code topic}, {@code registry}, or JSON pointers into the payload, best first
   * @param spelling how it is spelled by the vendor
   * @param agree every one of {@code from} that is present must be equal, else SPOOF
   */
  record Source(List<String> from, Spelling spelling, boolean agree) {
    static final String TOPIC = "topic";
    static final String REGISTRY = "registry";
  }

  /**
   * What a profile names as known and no telemetry. Everything else that yields nothing is refused:
   * "recognised" is no polite word for lost.
   *
   * @param topics filters of topics that carry none
   * @param names what the transformation may answer as {@code {"notTelemetry": name}}
   */
  record NotTelemetry(List<TopicPattern> topics, Set<String> names) {
    boolean hasTopic(String[] topicLevels) {
      return topics.stream().anyMatch(topic -> topic.match(topicLevels).isPresent());
    }
  }

  /** The most specific of the topic filters that match. */
  Optional<TopicPattern> pattern(String[] topicLevels) {
    for (TopicPattern pattern : topics) {
      if (pattern.match(topicLevels).isPresent()) {
        return Optional.of(pattern);
      }
    }
    return Optional.empty();
  }

  /** Whether this profile reads the payload. */
  boolean reads(Map<String, JsonNode> variables, JsonNode payload) {
    return when.isEmpty() || when.get().apply(variables, payload).asBoolean();
  }
}
