package city.sawang.jobs.incident.rule;

import static city.sawang.jobs.metering.input.MeterReading.ABSENT;

import city.sawang.jobs.incident.model.FaultCode;
import city.sawang.jobs.incident.model.Quantity;
import java.util.List;

/**
 * Voltage, current and power are the same to the last digit, reading after reading, while the lamp
 * burns: the meter repeats itself (INCIDENTS.md#frozen). Remembers the three and how often they came.
 */
final class FrozenSensor implements FaultRule {
  private static final int VOLTAGE = 0;
  private static final int CURRENT = 1;
  private static final int POWER = 2;
  private static final int COUNT = 3;
  private static final long WATT_MW = 1_000;

  private final long readings;
  private final long onPercent;
  private final long onLeastMw;

  FrozenSensor(RulesReader rules) {
    readings = rules.number("frozen_sensor.readings", 2, 10_000);
    onPercent = rules.number("frozen_sensor.on_percent", 1, 100);
    onLeastMw = rules.number("frozen_sensor.on_least_w", 1, 100) * WATT_MW;
  }

  @Override
  public FaultCode code() {
    return FaultCode.FROZEN_SENSOR;
  }

  @Override
  public List<Quantity> uses() {
    return List.of(
        Quantity.SUPPLY_VOLTAGE_MV, Quantity.SUPPLY_CURRENT_MA, Quantity.ACTIVE_POWER_MW);
  }

  @Override
  public long[] freshMemory() {
    return new long[] {ABSENT, ABSENT, ABSENT, 0};
  }

  @Override
  public Judgement judge(Sample s, long[] memory) {
    if (!s.says(Quantity.SUPPLY_VOLTAGE_MV)
        || !s.says(Quantity.SUPPLY_CURRENT_MA)
        || !s.says(Quantity.ACTIVE_POWER_MW)) {
      return Judgement.UNSAID;
    }
    long voltage = s.get(Quantity.SUPPLY_VOLTAGE_MV);
    long current = s.get(Quantity.SUPPLY_CURRENT_MA);
    long power = s.get(Quantity.ACTIVE_POWER_MW);
    boolean same =
        memory[VOLTAGE] == voltage && memory[CURRENT] == current && memory[POWER] == power;
    memory[VOLTAGE] = voltage;
    memory[CURRENT] = current;
    memory[POWER] = power;
    memory[COUNT] = same ? memory[COUNT] + 1 : 1;
    if (!same) {
      return Judgement.clear(Persistence.AT_ONCE);
    }
    boolean burns = power > s.nominalShare(onPercent, onLeastMw);
    return burns && memory[COUNT] >= readings
        ? Judgement.raise(Persistence.AT_ONCE)
        : Judgement.UNSAID;
  }
}
