package city.sawang.jobs.incident.rule;

/**
 * When lamps that fall silent or dark together are one outage (INCIDENTS.md#outages).
 *
 * @param silence after which a lamp counts as silent; below that of COMM_LOSS, so that an outage is
 *     known before its lamps are
 * @param sharePercent of the lamps that were in order before
 * @param leastLamps that must be out in any case
 * @param intervals within so many reporting intervals…
 * @param leastMillis …but at least so long they must have gone out
 * @param settleIntervals so long an outage waits for a wider one that explains it
 * @param flowsPercent a circuit's meter that shows at least so much of the nominal power of its lamps
 *     says that they have power
 * @param noSupplyBelowMv a meter with less voltage says that they have none, mV
 */
public record OutageRule(
    Silence silence,
    int sharePercent,
    int leastLamps,
    int intervals,
    long leastMillis,
    int settleIntervals,
    int flowsPercent,
    long noSupplyBelowMv) {
  private static final int PERCENT = 100;
  private static final long VOLT_MV = 1_000;

  static OutageRule of(RulesReader in) {
    return new OutageRule(
        new Silence(in, "outage"),
        (int) in.number("outage.share_percent", 51, PERCENT),
        (int) in.number("outage.least_lamps", 2, 1_000),
        (int) in.number("outage.together_intervals", 1, 100),
        in.minutes("outage.together_least_minutes"),
        (int) in.number("outage.settle_intervals", 0, 10),
        (int) in.number("outage.flows_percent", 1, PERCENT),
        in.number("supply.none_below_v", 1, 100) * VOLT_MV);
  }

  /** How many of so many lamps make an outage, or its end. */
  public int shareOf(int lamps) {
    return (lamps * sharePercent + PERCENT - 1) / PERCENT;
  }

  /** Lamps that go out within so long of each other go out together, ms. */
  public long togetherMillis(long intervalMillis) {
    return Math.max(intervals * intervalMillis, leastMillis);
  }

  /** So long after its detection an outage becomes an incident, ms. */
  public long settleMillis(long intervalMillis) {
    return settleIntervals * intervalMillis;
  }
}
