package city.sawang.ingest.profile;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds out whether a network server calls its message simulated or a test: The Things Stack writes
 * {@code "simulated": true} beside the uplink, others put the like into the envelope, its uplink,
 * or the tags of the device. What the device itself measured is not looked at.
 */
final class SimulatedEnvelope {
  private static final Set<String> MARKS =
      Set.of("simulated", "issimulated", "simulation", "simulate", "test", "istest", "testmessage");

  /** Objects of an envelope that are envelope themselves. */
  private static final Set<String> INNER =
      Set.of("uplinkmessage", "deviceinfo", "tags", "attributes", "metadata", "payload", "meta");

  /** Envelope, uplink or device, and the tags in it. */
  private static final int DEPTH = 3;

  private SimulatedEnvelope() {}

  /** The member that says so, or nothing. */
  static Optional<String> mark(JsonNode envelope) {
    return mark(envelope, "", DEPTH);
  }

  private static Optional<String> mark(JsonNode node, String path, int depth) {
    if (!node.isObject() || depth == 0) {
      return Optional.empty();
    }
    for (Map.Entry<String, JsonNode> member : node.properties()) {
      String name = plain(member.getKey());
      if (MARKS.contains(name) && isTrue(member.getValue())) {
        return Optional.of(path + member.getKey());
      }
      if (INNER.contains(name)) {
        Optional<String> inner = mark(member.getValue(), path + member.getKey() + '.', depth - 1);
        if (inner.isPresent()) {
          return inner;
        }
      }
    }
    return Optional.empty();
  }

  private static boolean isTrue(JsonNode value) {
    return value.isBoolean() ? value.booleanValue() : value.asText().equalsIgnoreCase("true");
  }

  private static String plain(String name) {
    return name.replace("_", "").replace("-", "").toLowerCase(Locale.ROOT);
  }
}
