package city.sawang.jobs;

import city.sawang.jobs.archive.LampNow;
import city.sawang.jobs.controller.AcceptedReading;
import city.sawang.jobs.coverage.ActiveInterval;
import city.sawang.jobs.coverage.FirstNight;
import city.sawang.jobs.coverage.NightFinal;
import city.sawang.jobs.coverage.NightWitness;
import city.sawang.jobs.lamp.LampFiguresState;
import city.sawang.jobs.lamp.LampKey;
import city.sawang.jobs.lamp.LampNightRow;
import city.sawang.jobs.lamp.LampQuarterHourRow;
import city.sawang.jobs.ledger.LedgerHour;
import city.sawang.jobs.measures.MeasureDelta;
import city.sawang.jobs.measures.Measures;
import city.sawang.jobs.measures.RollUpTarget;
import city.sawang.jobs.metering.log.ControllerSummary;
import city.sawang.jobs.metering.register.RegisterTotals;
import city.sawang.jobs.notes.InvariantViolation;
import city.sawang.jobs.notes.RestatementDue;
import city.sawang.jobs.quarantine.QuarantineRow;
import city.sawang.jobs.rollup.CityPeriodRow;
import city.sawang.jobs.rollup.RollUpKey;
import city.sawang.jobs.rollup.RollUpQuarterHourRow;
import city.sawang.jobs.rollup.RollUpState;
import org.apache.flink.types.PojoTestUtils;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is exchanged between operators or lies in their state is serialised field by field. */
class FlinkTypesTest {
  @ParameterizedTest
  @ValueSource(
      classes = {
        AcceptedReading.class,
        LampNow.class,
        LampQuarterHourRow.class,
        LampKey.class,
        LedgerHour.class,
        LedgerHour.Key.class,
        QuarantineRow.class,
        ActiveInterval.class,
        FirstNight.class,
        NightFinal.class,
        NightWitness.class,
        LampFiguresState.class,
        LampNightRow.class,
        Measures.class,
        MeasureDelta.class,
        RollUpTarget.class,
        RollUpKey.class,
        RollUpQuarterHourRow.class,
        CityPeriodRow.class,
        RollUpState.class,
        RestatementDue.class,
        InvariantViolation.class,
        ControllerSummary.class,
        RegisterTotals.class
      })
  void isSerialisedWithoutKryo(Class<?> type) {
    PojoTestUtils.assertSerializedAsPojoWithoutKryo(type);
  }
}
