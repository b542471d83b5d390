package city.sawang.ingest.decode;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import city.sawang.schemas.avro.QuarantinedPayload;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each element of an array stands for itself. */
class ArrayPayloadTest {
  private static final long RECEIVED = Instant.parse("2026-11-22T12:30:10Z").toEpochMilli();
  private static final String GOOD = "{\"observedAt\":1795350600123,\"activePowerW\":41.7}";

  private final NativeDecoder decoder = new NativeDecoder(new FakeDevices("mueang-nan"));

  @Test
  void acceptsEveryElement() {
    List<Decoded> results = decode("[" + GOOD + " , " + GOOD + "]");

    assertThat(results).hasSize(2).allMatch(Decoded.Accepted.class::isInstance);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"observedAt\":1795350600123,\"activePowerW\":\"x é\",\"lampOn\":[{\"a\":[]}]}",
        "{\"observedAt\":1795350600123,\"activePowerW\":1e999,\"z\":{}}",
        "{\"activePowerW\":41.7 , \"activePowerW\":41.7}",
        "{\"x\":[[[[[[[[[[[[1]]]]]]]]]]]],\"y\":1}",
        "{\"x\":{\"y\":1,\"y\":2}}",
        "{\"x\":123456789012345678901234567890123}",
        "{}",
        "{\"observedAt\":1795350600123,\"lampOn\":true,\"controllerId\":\"other\"}"
      })
  void refusesABadElementAloneWithExactlyItsBytes(String bad) {
    List<Decoded> results = decode("[" + GOOD + ",\n " + bad + " ," + GOOD + "]");

    assertThat(results).hasSize(3);
    assertThat(results.get(0)).isInstanceOf(Decoded.Accepted.class);
    assertThat(results.get(2)).isInstanceOf(Decoded.Accepted.class);
    QuarantinedPayload refused = ((Decoded.Refused) results.get(1)).payload();
    assertThat(refused.getIndex()).isEqualTo(1);
    assertThat(new String(refused.getPayload().array(), UTF_8)).isEqualTo(bad);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "[1," + GOOD + "]",
        "[" + GOOD + ",null]",
        "[" + GOOD + ",[" + GOOD + "]]",
        "[{},{}]",
        "[" + GOOD + ",{]",
        "[" + GOOD + ",]",
        "[" + GOOD + "]]",
        "[" + GOOD + "] " + GOOD
      })
  void refusesTheWholeOnce(String payload) {
    List<Decoded> results = decode(payload);

    assertThat(results).hasSize(1);
    QuarantinedPayload refused = ((Decoded.Refused) results.get(0)).payload();
    assertThat(refused.getIndex()).isEqualTo(-1);
    assertThat(new String(refused.getPayload().array(), UTF_8)).isEqualTo(payload);
  }

  @Test
  void takes500ElementsAndNoMore() {
    assertThat(decode("[" + String.join(",", Collections.nCopies(500, GOOD)) + "]")).hasSize(500);

    List<Decoded> tooMany = decode("[" + String.join(",", Collections.nCopies(501, GOOD)) + "]");

    assertThat(tooMany).hasSize(1);
    assertThat(((Decoded.Refused) tooMany.get(0)).payload().getReason()).isEqualTo("TOO_LARGE");
  }

  @Test
  void giveEveryRefusedElementItsOwnId() {
    List<Decoded> results = decode("[{}," + GOOD + ",{}]");

    assertThat(((Decoded.Refused) results.get(0)).payload().getQuarantineId())
        .isNotEqualTo(((Decoded.Refused) results.get(2)).payload().getQuarantineId());
  }

  private List<Decoded> decode(String payload) {
    return decoder.decode(
        new Arrival("lighting/v1/mueang-nan/NLC-1/reading", payload.getBytes(UTF_8), RECEIVED));
  }
}
