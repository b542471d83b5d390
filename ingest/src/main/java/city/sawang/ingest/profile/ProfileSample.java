package city.sawang.ingest.profile;

import city.sawang.schemas.ReasonCode;
import city.sawang.schemas.avro.DeviceKind;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A payload of a vendor and what the profile must make of it.
 *
 * @param name what it shows
 * @param topic the topic it comes on
 * @param payload its text
 * @param receivedAtMillis when it arrives, epoch milliseconds
 * @param retained whether it is a broker's stored one
 * @param city where the registry knows the controller; empty: nowhere
 * @param registeredAs what it is registered as there; empty: what the profile is for
 * @param readings what must be accepted, in order; each member by its canonical name. A value that
 *     is empty must be absent; members that are not named may be anything
 * @param refused the reason of a refusal that must come
 */
record ProfileSample(
    String name,
    String topic,
    String payload,
    long receivedAtMillis,
    boolean retained,
    Optional<String> city,
    Optional<DeviceKind> registeredAs,
    List<Map<String, Optional<String>>> readings,
    Optional<ReasonCode> refused) {}
