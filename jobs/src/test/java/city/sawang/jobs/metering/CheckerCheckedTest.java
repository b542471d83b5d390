package city.sawang.jobs.metering;

import static org.assertj.core.api.Assertions.assertThat;

import city.sawang.jobs.metering.contribution.IntervalFigures;
import city.sawang.jobs.metering.input.MeterReading;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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

  @Test
  void theCalculationOverTheWholeLogFindsAQuarterHourThatWasNotReached() {
    LampLife life = new LampLife(SEED, 2, 30);
    Published published = new Published(life.placement);
    published.all(life.readings.subList(0, life.readings.size() / 2));
    Map<String, IntervalFigures> before = new HashMap<>(published.rows);
    published.all(life.readings.subList(life.readings.size() / 2, life.readings.size()));
    assertThat(published.rows).containsAllEntriesOf(published.recalculated());
    String changed =
        before.keySet().stream()
            .filter(key -> !before.get(key).equals(published.rows.get(key)))
            .findFirst()
            .orElseThrow();

    published.rows.put(changed, before.get(changed));

    assertThat(published.recalculated().get(changed)).isNotEqualTo(published.rows.get(changed));
  }

  private static boolean isAlone(MeterReading reading, List<MeterReading> readings) {
    return readings.stream().filter(r -> r.observedAt() == reading.observedAt()).count() == 1;
  }
}
