package city.sawang.jobs.incident.rule;

import city.sawang.jobs.incident.model.FaultCode;
import city.sawang.jobs.incident.model.Quantity;
import java.util.List;

/**
 * A lamp that has no power or is dark though it should be lit, by one reading: an outage is not one
 * lamp's word but that of most of them (INCIDENTS.md#outages). Remembers whether it was without
 * supply: only supply takes that back by day.
 */
final class DarknessSign implements FaultRule {
  private static final int UNSUPPLIED = 0;
  private static final long VOLT_MV = 1_000;

  private final DarkLimit dark;
  private final long noSupplyBelowMv;
  private final long warmUpMillis;

  DarknessSign(RulesReader rules) {
    dark = DarkLimit.of(rules);
    noSupplyBelowMv = rules.number("supply.none_below_v", 1, 100) * VOLT_MV;
    warmUpMillis = rules.minutes("warm_up_minutes");
  }

  @Override
  public FaultCode code() {
    return FaultCode.DARKNESS_SIGN;
  }

  @Override
  public List<Quantity> uses() {
    return List.of(Quantity.ACTIVE_POWER_MW, Quantity.SUPPLY_VOLTAGE_MV);
  }

  @Override
  public long[] freshMemory() {
    return new long[1];
  }

  @Override
  public Judgement judge(Sample s, long[] memory) {
    boolean saysVoltage = s.says(Quantity.SUPPLY_VOLTAGE_MV);
    if (saysVoltage && s.get(Quantity.SUPPLY_VOLTAGE_MV) < noSupplyBelowMv
        || s.flags(FaultCode.SUPPLY_LOSS)) {
      memory[UNSUPPLIED] = 1;
      return Judgement.raise(Persistence.AT_ONCE);
    }
    int burns = burns(s);
    if (burns == 1) {
      memory[UNSUPPLIED] = 0;
      return Judgement.clear(Persistence.AT_ONCE);
    }
    if (burns == 0 && s.shouldBeLitAround(warmUpMillis)) {
      return Judgement.raise(Persistence.AT_ONCE);
    }
    if (saysVoltage && memory[UNSUPPLIED] == 1) {
      memory[UNSUPPLIED] = 0;
      return Judgement.clear(Persistence.AT_ONCE);
    }
    return Judgement.UNSAID;
  }

  /** 1: it takes power as a burning lamp does, 0: it does not, −1: it does not say. */
  private int burns(Sample s) {
    if (!s.says(Quantity.ACTIVE_POWER_MW)) {
      return s.says(Quantity.LAMP_ON) ? (int) s.get(Quantity.LAMP_ON) : -1;
    }
    return dark.isDark(s.get(Quantity.ACTIVE_POWER_MW), s.expectation().milliwatts()) ? 0 : 1;
  }
}
