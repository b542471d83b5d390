package city.sawang.jobs.incident.rule;

import city.sawang.jobs.incident.model.FaultCode;
import city.sawang.jobs.incident.model.Quantity;
import java.util.List;

/** The device says that its control gear has failed; nothing else can tell (INCIDENTS.md#gear). */
final class ControlGearFailure implements FaultRule {
  private final Persistence raise;
  private final Persistence clear;

  ControlGearFailure(RulesReader rules) {
    raise = rules.persistence("device_flag.raise");
    clear = rules.persistence("device_flag.clear");
  }

  @Override
  public FaultCode code() {
    return FaultCode.CONTROL_GEAR_FAILURE;
  }

  @Override
  public List<Quantity> uses() {
    return List.of(Quantity.DEVICE_FLAGS, Quantity.ACTIVE_POWER_MW);
  }

  @Override
  public Judgement judge(Sample s, long[] memory) {
    if (s.flags(code())) {
      return Judgement.raise(raise);
    }
    return s.denies(code()) ? Judgement.clear(clear) : Judgement.UNSAID;
  }
}
