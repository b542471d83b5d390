package city.sawang.jobs.metering;

import static org.assertj.core.api.Assertions.assertThat;

import city.sawang.jobs.metering.input.MeterReading;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The comparison with the oracle must find a planted mistake, else its silence proves nothing. */
class CheckerCheckedTest {
  private static final int SEED = 3;

  @ParameterizedTest
  @EnumSource(value = Oracle.Bug.class, mode = EnumSource.Mode.EXCLUDE, names = "NONE")
  void theComparisonFindsAPlantedMistake(Oracle.Bug bug) {
    LampLife life = new LampLife(SEED, 3, 30);
    Published published = new Published(life.placement).all(life.readings);

    String honest =
        ControllerMeterProperties.difference(published, Oracle.rows(life.placement, life.readings));
    String mistaken =
        ControllerMeterProperties.difference(
            published, Oracle.rows(life.placement, life.readings, bug));

    assertThat(honest).isEmpty();
    assertThat(mistaken).isNotEmpty();
  }

  @Test
  void theComparisonFindsAForgottenLateReading() {
    LampLife life = new LampLife(SEED, 3, 30);
    MeterReading late =
        life.readings.subList(life.readings.size() / 2, life.readings.size()).stream()
            .filter(r -> r.hasPower() && isAlone(r, life.readings))
            .findFirst()
            .orElseThrow();
    List<MeterReading> without = life.readings.stream().filter(r -> !r.equals(late)).toList();

    Published published = new Published(life.placement).all(without);

    assertThat(
            ControllerMeterProperties.difference(
                published, Oracle.rows(life.placement, life.readings)))
        .isNotEmpty();
  }

  private static boolean isAlone(MeterReading reading, List<MeterReading> readings) {
    return readings.stream().filter(r -> r.observedAt() == reading.observedAt()).count() == 1;
  }
}
