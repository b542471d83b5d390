package city.sawang.jobs.incident.rule;

import city.sawang.jobs.incident.model.Quantity;

/** Between these a supply voltage is in order, mV. */
record VoltageBand(long lowMv, long highMv) {
  private static final long VOLT_MV = 1_000;

  /** What raises neither UNDERVOLTAGE nor OVERVOLTAGE. */
  static VoltageBand ofSupply(RulesReader rules) {
    return new VoltageBand(
        rules.number("undervoltage.below_v", 50, 400) * VOLT_MV,
        rules.number("overvoltage.above_v", 50, 400) * VOLT_MV);
  }

  /** Within a part of nominal voltage. */
  static VoltageBand around(long nominalV, long percent) {
    return new VoltageBand(
        nominalV * VOLT_MV * (100 - percent) / 100, nominalV * VOLT_MV * (100 + percent) / 100);
  }

  /** A reading that does not say its voltage is not outside. */
  boolean isOutside(Sample s) {
    long mv = s.get(Quantity.SUPPLY_VOLTAGE_MV);
    return s.says(Quantity.SUPPLY_VOLTAGE_MV) && (mv < lowMv || mv > highMv);
  }
}
