package city.sawang.jobs.incident.rule;

import city.sawang.jobs.incident.model.FaultCode;
import city.sawang.jobs.incident.model.Quantity;
import java.util.List;

/**
 * The lamp burns in broad daylight. Dusk ends it without proof of repair: when it burns again the
 * next day, the same incident opens again (INCIDENTS.md#day-burner).
 */
final class DayBurner implements FaultRule {
  private static final long WATT_MW = 1_000;

  private final long burnsPercent;
  private final long burnsLeastMw;
  private final long offPercent;
  private final Persistence raise;
  private final Persistence clear;

  DayBurner(RulesReader rules) {
    burnsPercent = rules.number("day_burner.burns_percent", 1, 100);
    burnsLeastMw = rules.number("day_burner.burns_least_w", 1, 100) * WATT_MW;
    offPercent = rules.number("day_burner.off_percent", 1, 100);
    raise = rules.persistence("day_burner.raise");
    clear = rules.persistence("day_burner.clear");
    rules.require(
        offPercent < burnsPercent,
        "day_burner.off_percent: must be below day_burner.burns_percent");
  }

  @Override
  public FaultCode code() {
    return FaultCode.DAY_BURNER;
  }

  @Override
  public List<Quantity> uses() {
    return List.of(Quantity.ACTIVE_POWER_MW, Quantity.DIM_COMMAND_BP, Quantity.RELAY_ON);
  }

  @Override
  public Judgement judge(Sample s, long[] memory) {
    if (!s.says(Quantity.ACTIVE_POWER_MW)) {
      return Judgement.UNSAID;
    }
    if (!s.isBroadDay() || s.unjudged()) {
      return Judgement.BETWEEN;
    }
    long power = s.get(Quantity.ACTIVE_POWER_MW);
    if (power > s.nominalShare(burnsPercent, burnsLeastMw)) {
      return Judgement.raise(raise);
    }
    // Where nominal power is not known, what cannot burn is off.
    long off = s.nominalMw() > 0 ? s.nominalShare(offPercent, 1) : burnsLeastMw;
    return power < off ? Judgement.clear(clear) : Judgement.BETWEEN;
  }
}
