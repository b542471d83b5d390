package city.sawang.jobs.incident.rule;

import city.sawang.jobs.incident.model.FaultCode;
import city.sawang.jobs.incident.model.Quantity;
import java.util.List;

/** The lit lamp does not follow its dimming command (INCIDENTS.md#dimming). */
final class DimmingFailure implements FaultRule {
  private static final int POINT_BP = 100;

  private final DarkLimit dark;
  private final long raiseBp;
  private final long clearBp;
  private final Persistence raise;
  private final Persistence clear;

  DimmingFailure(RulesReader rules) {
    dark = DarkLimit.of(rules);
    raiseBp = rules.number("dimming.above_points", 1, 100) * POINT_BP;
    clearBp = rules.number("dimming.clear_points", 0, 100) * POINT_BP;
    raise = rules.persistence("dimming.raise");
    clear = rules.persistence("dimming.clear");
    rules.require(
        clearBp <= raiseBp, "dimming.clear_points: must not be above dimming.above_points");
  }

  @Override
  public FaultCode code() {
    return FaultCode.DIMMING_FAILURE;
  }

  @Override
  public List<Quantity> uses() {
    return List.of(Quantity.DIM_COMMAND_BP, Quantity.DIM_ACTUAL_BP, Quantity.ACTIVE_POWER_MW);
  }

  @Override
  public Judgement judge(Sample s, long[] memory) {
    if (!s.says(Quantity.DIM_COMMAND_BP) || !s.says(Quantity.DIM_ACTUAL_BP)) {
      return Judgement.UNSAID;
    }
    boolean isDark =
        s.says(Quantity.ACTIVE_POWER_MW)
            && dark.isDark(s.get(Quantity.ACTIVE_POWER_MW), s.expectation().milliwatts());
    if (!s.shouldBeLit() || isDark) {
      // A dead lamp does not fail to dim.
      return Judgement.BETWEEN;
    }
    long difference = Math.abs(s.get(Quantity.DIM_ACTUAL_BP) - s.get(Quantity.DIM_COMMAND_BP));
    if (difference > raiseBp) {
      return Judgement.raise(raise);
    }
    return difference <= clearBp ? Judgement.clear(clear) : Judgement.BETWEEN;
  }
}
