package city.sawang.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LanesTest {
  @ParameterizedTest(name = "{0} partitions of readings, {1} of the registry")
  @CsvSource({
    "10, 8, 8, 2",
    "9, 8, 8, 1",
    "16, 8, 8, 8",
    "2, 1, 1, 1",
    "8, 8, 8, 0",
    "17, 8, 17, 0",
    "12, 1, 12, 0",
    "4, 8, 4, 0"
  })
  void whatTheRegistryDoesNotHaveIsReserved(
      int readings, int registry, int ordinary, int reserved) {
    // when
    Lanes lanes = Lanes.of(readings, registry);
    // then
    assertThat(lanes).isEqualTo(new Lanes(ordinary, reserved));
    assertThat(lanes.all()).isEqualTo(readings);
    assertThat(lanes.isReserved(ordinary - 1)).isFalse();
    assertThat(lanes.isReserved(ordinary)).isTrue();
  }

  @Test
  void lanesWithoutAPartitionAreRefused() {
    assertThatThrownBy(() -> new Lanes(0, 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("lanes of 0 and 2 partitions, expected at least 1 and 0");
  }
}
