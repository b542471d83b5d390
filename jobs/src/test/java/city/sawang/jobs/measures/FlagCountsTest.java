package city.sawang.jobs.measures;

import static org.assertj.core.api.Assertions.assertThat;

import city.sawang.jobs.metering.contribution.MeterFlag;
import org.junit.jupiter.api.Test;

class FlagCountsTest {
  private static Measures meter(MeterFlag... flags) {
    int bits = 0;
    for (MeterFlag flag : flags) {
      bits |= flag.bit();
    }
    return FlagCounts.with(Measures.NONE, bits);
  }

  private static String names(Measures measures) {
    return MeterFlag.names(FlagCounts.bits(measures));
  }

  @Test
  void everyFlagHasAPlace() {
    assertThat(MeterFlag.values().length).isLessThanOrEqualTo(FlagCounts.MOST_FLAGS);
    assertThat(names(meter(MeterFlag.values())).split(",")).hasSize(MeterFlag.values().length);
    assertThat(names(Measures.NONE)).isNull();
  }

  @Test
  void aFlagStaysForAsLongAsOneMeterCarriesIt() {
    Measures jump = meter(MeterFlag.METER_JUMP);
    Measures both = meter(MeterFlag.METER_JUMP, MeterFlag.ENERGY_WITHOUT_POWER);
    Measures circuit = jump.plus(both);
    assertThat(names(circuit)).isEqualTo("METER_JUMP,ENERGY_WITHOUT_POWER");
    assertThat(names(circuit.minus(both))).isEqualTo("METER_JUMP");
    assertThat(names(circuit.minus(jump))).isEqualTo("METER_JUMP,ENERGY_WITHOUT_POWER");
    assertThat(circuit.minus(both).minus(jump).isZero()).isTrue();
  }

  /** Version 0.1.0 had no counts in its sums. */
  @Test
  void flagsThatWereNeverAddedAreNone() {
    Measures less = Measures.NONE.minus(meter(MeterFlag.METER_RESET, MeterFlag.GAP));
    assertThat(names(less)).isNull();
    assertThat(names(less.plus(meter(MeterFlag.METER_JUMP)))).isEqualTo("METER_JUMP");
  }

  @Test
  void whatIsTakenAwayBeforeItIsAddedComesOutEven() {
    Measures many = Measures.NONE;
    for (int i = 0; i < 100; i++) {
      many = many.minus(meter(MeterFlag.GAP, MeterFlag.METER_RESET));
    }
    for (int i = 0; i < 101; i++) {
      many = many.plus(meter(MeterFlag.GAP, MeterFlag.METER_RESET));
    }
    assertThat(names(many)).isEqualTo("METER_RESET,GAP");
  }
}
