package city.sawang.schemas.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LampScheduleTest {
  @ParameterizedTest
  @CsvSource({
    "17:30, 10000",
    "22:59, 10000",
    "23:00, 6000",
    "00:00, 6000",
    "04:59, 6000",
    "05:00, 10000",
    "11:59, 10000"
  })
  void theLastStepBeforeTheMomentIsInForce(LocalTime time, int expected) {
    var schedule = LampSchedule.parse("dusk-to-dawn 100%; 23:00 60%; 05:00 100%");

    assertThat(schedule.dimBasisPointsAt(time)).isEqualTo(expected);
  }

  @Test
  void noStepsIsFullLightAllNight() {
    assertThat(LampSchedule.parse("dusk-to-dawn")).isEqualTo(LampSchedule.DUSK_TO_DAWN);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "dusk-to-dawn 100%",
        "dusk-to-dawn 80%; 00:00 0%",
        "dusk-to-dawn 100%; 23:00 60%; 05:00 100%",
        "dusk-to-dawn 62.5%; 01:30 33.33%"
      })
  void theCanonicalTextIsReadBack(String text) {
    assertThat(LampSchedule.parse(text)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "always",
        "dusk-to-dawn 101%",
        "dusk-to-dawn 100",
        "dusk-to-dawn;",
        "dusk-to-dawn; 24:00 60%",
        "dusk-to-dawn; 9:00 60%",
        "dusk-to-dawn; 05:00 60%; 23:00 100%",
        "dusk-to-dawn; 23:00 60%; 23:00 70%",
        "dusk-to-dawn; 23:00 -1%",
        "dusk-to-dawn; 23:00 60.555%"
      })
  void nonsenseIsRefusedWithTheExpectation(String text) {
    assertThatThrownBy(() -> LampSchedule.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected");
  }
}
