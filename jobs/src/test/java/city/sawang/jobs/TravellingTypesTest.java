package city.sawang.jobs;

import city.sawang.jobs.archive.LampStateRow;
import city.sawang.jobs.archive.ReadingRow;
import city.sawang.jobs.ledger.LedgerHour;
import city.sawang.jobs.metering.ControllerSummary;
import city.sawang.jobs.metering.CounterStands;
import city.sawang.jobs.metering.QuarterHourContribution;
import city.sawang.jobs.quarantine.QuarantineRow;
import city.sawang.jobs.quarterhour.LampKey;
import city.sawang.jobs.quarterhour.LampQuarterHourRow;
import city.sawang.jobs.quarterhour.QuarterHourState;
import city.sawang.jobs.source.KafkaBytes;
import org.apache.flink.types.PojoTestUtils;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What travels between operators or lies in their state is serialised field by field. */
class TravellingTypesTest {
  @ParameterizedTest
  @ValueSource(
      classes = {
        KafkaBytes.class,
        ReadingRow.class,
        LampStateRow.class,
        LampQuarterHourRow.class,
        LampKey.class,
        LedgerHour.class,
        LedgerHour.Key.class,
        QuarantineRow.class,
        QuarterHourContribution.class,
        QuarterHourState.class,
        ControllerSummary.class,
        CounterStands.class
      })
  void isSerialisedWithoutKryo(Class<?> type) {
    PojoTestUtils.assertSerializedAsPojoWithoutKryo(type);
  }
}
