package city.sawang.jobs.incident.rule;

import static city.sawang.jobs.metering.input.MeterReading.ABSENT;

import city.sawang.jobs.incident.model.FaultCode;
import city.sawang.jobs.incident.model.Quantity;
import java.util.List;

/**
 * The supply was lost: the controller says so with its last gasp, or has counted a loss when it
 * speaks again. A circuit that is switched off at dawn loses its supply every day, as planned
 * (INCIDENTS.md#supply). Remembers the count and when it was said.
 */
final class SupplyLoss implements FaultRule {
  private static final int COUNT = 0;
  private static final int SAID_AT = 1;

  @Override
  public FaultCode code() {
    return FaultCode.SUPPLY_LOSS;
  }

  @Override
  public List<Quantity> uses() {
    return List.of(Quantity.SUPPLY_LOSS_COUNT, Quantity.DEVICE_FLAGS, Quantity.SUPPLY_VOLTAGE_MV);
  }

  @Override
  public long[] freshMemory() {
    return new long[] {ABSENT, ABSENT};
  }

  @Override
  public Judgement judge(Sample s, long[] memory) {
    boolean atNightOnly = s.lamp().nightPowered();
    boolean lost = s.flags(code()) && !(atNightOnly && !s.shouldBeDark(s.at()));
    if (s.says(Quantity.SUPPLY_LOSS_COUNT)) {
      long count = s.get(Quantity.SUPPLY_LOSS_COUNT);
      // Over a day it lost its supply at the cabinet: one of the losses, if not the only one.
      boolean planned =
          atNightOnly
              && memory[SAID_AT] != ABSENT
              && (!s.isSameNight(memory[SAID_AT]) || !s.shouldBeDark(memory[SAID_AT]));
      lost |= memory[COUNT] != ABSENT && count > memory[COUNT] && !planned;
      memory[COUNT] = count;
      memory[SAID_AT] = s.at();
    }
    return lost ? Judgement.raise(Persistence.AT_ONCE) : Judgement.clear(Persistence.AT_ONCE);
  }
}
