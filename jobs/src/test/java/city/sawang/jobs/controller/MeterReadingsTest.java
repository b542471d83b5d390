package city.sawang.jobs.controller;

import static city.sawang.jobs.TestReadings.EVENING;
import static city.sawang.jobs.TestReadings.reading;
import static org.assertj.core.api.Assertions.assertThat;

import city.sawang.jobs.metering.input.MeterReading;
import city.sawang.schemas.avro.DeviceKind;
import city.sawang.schemas.avro.Phase;
import city.sawang.schemas.avro.Reading;
import java.util.List;
import org.junit.jupiter.api.Test;

class MeterReadingsTest {
  private static Phase phase(int number, Long power, Long energy) {
    return Phase.newBuilder()
        .setPhase(number)
        .setActivePowerMilliwatts(power)
        .setEnergyTotalMilliwattHours(energy)
        .build();
  }

  private static Reading.Builder threePhases() {
    return reading("m1", EVENING, 1)
        .setKind(DeviceKind.METER)
        .setActivePowerMilliwatts(null)
        .setEnergyCounterBits(32)
        .setEnergyCounterUnitMilliwattHours(1_000L)
        .setPhases(List.of(phase(1, 10L, 100L), phase(2, 20L, 200L), phase(3, -5L, 300L)));
  }

  @Test
  void withoutATotalThePhasesAreAddedUp() {
    MeterReading metered = MeterReadings.of(threePhases().build());

    assertThat(metered.powerMw()).isEqualTo(25);
    assertThat(metered.energyMwh()).isEqualTo(600);
    assertThat(metered.counterBits())
        .as("three counters roll over each for itself")
        .isEqualTo(MeterReading.ABSENT_INT);
  }

  @Test
  void aTotalGoesBeforeThePhases() {
    MeterReading metered =
        MeterReadings.of(
            threePhases()
                .setActivePowerMilliwatts(77L)
                .setEnergyTotalMilliwattHours(7_777L)
                .build());

    assertThat(metered.powerMw()).isEqualTo(77);
    assertThat(metered.energyMwh()).isEqualTo(7_777);
    assertThat(metered.counterBits()).isEqualTo(32);
  }

  @Test
  void twoPhasesAreNoTotal() {
    MeterReading missing =
        MeterReadings.of(
            threePhases()
                .setPhases(List.of(phase(1, 10L, 100L), phase(2, 20L, null), phase(3, null, 300L)))
                .build());
    MeterReading twice =
        MeterReadings.of(
            threePhases()
                .setPhases(List.of(phase(1, 10L, 100L), phase(1, 20L, 200L), phase(2, 1L, 300L)))
                .build());

    assertThat(missing.powerMw()).isEqualTo(MeterReading.ABSENT);
    assertThat(missing.energyMwh()).isEqualTo(MeterReading.ABSENT);
    assertThat(twice.powerMw()).isEqualTo(MeterReading.ABSENT);
  }
}
