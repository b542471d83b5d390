package city.sawang.ingest.profile;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import city.sawang.ingest.SharedPayloads;
import city.sawang.ingest.decode.Arrival;
import city.sawang.ingest.decode.Decoded;
import city.sawang.ingest.decode.FakeDevices;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * Payloads of the shipped profiles' samples with some parts changed: still readings or refusals. A
 * transformation may give up on a shape it does not know; our own code never does.
 */
class ProfileProperties {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final List<String> FOREIGN =
      List.of(
          "null",
          "true",
          "-1",
          "3.5",
          "1e400",
          "\"\"",
          "\"41.7\"",
          "\"x\"",
          "[]",
          "{}",
          "[[1]]",
          "{\"a\":null}",
          "[\"a\",2]");

  private final Profiles profiles;
  private final TopicDecoder decoder;

  ProfileProperties() {
    profiles = Profiles.load(SharedPayloads.repository().resolve("deploy/profiles"));
    decoder = new TopicDecoder(new FakeDevices("mueang-nan", "satun", "chumphon"), profiles);
  }

  @Property(tries = 2000)
  void aChangedPartIsReadOrRefusedButNeverBreaksTheProfile(
      @ForAll("samples") ProfileSample sample, @ForAll long seed) throws JsonProcessingException {
    JsonNode payload = JSON.readTree(sample.payload());
    Random random = new Random(seed);
    change(payload, random, 1 + random.nextInt(4));
    String topic =
        sample.topic().contains("device/") ? "mueang-nan/" + sample.topic() : sample.topic();

    List<Decoded> results =
        decoder.decode(
            new Arrival(topic, JSON.writeValueAsBytes(payload), sample.receivedAtMillis()));

    assertThat(results).as(payload.toString()).noneMatch(ProfileProperties::isOurBug);
  }

  @Property(tries = 1000)
  void anyBytesOnATopicOfAProfileAreReadOrRefused(
      @ForAll("samples") ProfileSample sample, @ForAll String text) {
    List<Decoded> results =
        decoder.decode(
            new Arrival(sample.topic(), text.getBytes(UTF_8), sample.receivedAtMillis()));

    assertThat(results).noneMatch(ProfileProperties::isOurBug);
  }

  private static boolean isOurBug(Decoded result) {
    return result instanceof Decoded.Refused refused
        && refused.payload().getReason().equals("PROFILE_FAILED")
        && !refused.payload().getDetail().startsWith("transformation: ");
  }

  @Provide
  Arbitrary<ProfileSample> samples() {
    return Arbitraries.of(
        profiles.current().stream().flatMap(profile -> profile.samples().stream()).toList());
  }

  /** Replaces or removes parts of the tree, wherever the random numbers lead. */
  private static void change(JsonNode root, Random random, int times)
      throws JsonProcessingException {
    for (int i = 0; i < times; i++) {
      List<JsonNode> containers = new ArrayList<>();
      collect(root, containers);
      JsonNode container = containers.get(random.nextInt(containers.size()));
      JsonNode foreign = JSON.readTree(FOREIGN.get(random.nextInt(FOREIGN.size())));
      if (container instanceof ObjectNode object && !object.isEmpty()) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        String name = names.get(random.nextInt(names.size()));
        if (random.nextInt(4) == 0) {
          object.remove(name);
        } else {
          object.set(name, foreign);
        }
      } else if (container instanceof ArrayNode array && !array.isEmpty()) {
        array.set(random.nextInt(array.size()), foreign);
      }
    }
  }

  private static void collect(JsonNode node, List<JsonNode> containers) {
    if (node.isContainerNode()) {
      containers.add(node);
      node.forEach(child -> collect(child, containers));
    }
  }
}
