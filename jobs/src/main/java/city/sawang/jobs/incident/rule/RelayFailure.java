package city.sawang.jobs.incident.rule;

import city.sawang.jobs.incident.model.FaultCode;
import city.sawang.jobs.incident.model.Quantity;
import java.util.List;

/**
 * The relay does not open: the lamp is commanded off, or the relay says it is open, and power flows;
 * or the device says so (INCIDENTS.md#relay). Remembers whether the device's word was the last reason.
 */
final class RelayFailure implements FaultRule {
  private static final long WATT_MW = 1_000;
  private static final int BY_FLAG = 0;

  private final long flowsPercent;
  private final long flowsLeastMw;
  private final Persistence raise;
  private final Persistence flagged;
  private final Persistence clear;

  RelayFailure(RulesReader rules) {
    flowsPercent = rules.number("relay_failure.flows_percent", 1, 100);
    flowsLeastMw = rules.number("relay_failure.flows_least_w", 1, 100) * WATT_MW;
    raise = rules.persistence("relay_failure.raise");
    flagged = rules.persistence("device_flag.raise");
    clear = rules.persistence("device_flag.clear");
  }

  @Override
  public FaultCode code() {
    return FaultCode.RELAY_FAILURE;
  }

  @Override
  public List<Quantity> uses() {
    return List.of(
        Quantity.ACTIVE_POWER_MW,
        Quantity.DIM_COMMAND_BP,
        Quantity.RELAY_ON,
        Quantity.DEVICE_FLAGS);
  }

  @Override
  public long[] freshMemory() {
    return new long[1];
  }

  @Override
  public Judgement judge(Sample s, long[] memory) {
    if (s.flags(code())) {
      memory[BY_FLAG] = 1;
      return Judgement.raise(flagged);
    }
    boolean shouldBeOpen = s.get(Quantity.DIM_COMMAND_BP) == 0 || s.get(Quantity.RELAY_ON) == 0;
    if (shouldBeOpen && s.says(Quantity.ACTIVE_POWER_MW)) {
      if (s.get(Quantity.ACTIVE_POWER_MW) > s.nominalShare(flowsPercent, flowsLeastMw)) {
        memory[BY_FLAG] = 0;
        return Judgement.raise(raise);
      }
      return Judgement.clear(clear);
    }
    // A flag that is taken back clears what it raised; power that flows as commanded proves
    // nothing.
    return s.denies(code()) && memory[BY_FLAG] == 1 ? Judgement.clear(clear) : Judgement.UNSAID;
  }
}
