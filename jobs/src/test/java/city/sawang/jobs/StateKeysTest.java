package city.sawang.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import city.sawang.jobs.lamp.LampKey;
import city.sawang.jobs.ledger.LedgerHour;
import city.sawang.jobs.rollup.RollUpKey;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A key's hash code says in which key group of a savepoint its state lies. Would it ever change,
 * the state would be restored where nobody asks for it.
 */
class StateKeysTest {
  static Stream<Arguments> keysAndTheirHashCodesForEver() {
    return Stream.of(
        Arguments.of(
            new LampKey("mueang-nan", "lamp-1"), new LampKey("mueang-nan", "lamp-1"), 292968081),
        Arguments.of(
            new RollUpKey("mueang-nan", "F1"), new RollUpKey("mueang-nan", "F1"), 1403051456),
        Arguments.of(
            new LedgerHour.Key("mueang-nan", 1_795_176_000_000L),
            new LedgerHour.Key("mueang-nan", 1_795_176_000_000L),
            1282719926));
  }

  @ParameterizedTest
  @MethodSource("keysAndTheirHashCodesForEver")
  void theHashCodeOfAKeyIsFixed(Object key, Object equal, int hashCode) {
    assertThat(key).isEqualTo(equal).hasSameHashCodeAs(equal);
    assertThat(key.hashCode()).isEqualTo(hashCode);
  }
}
