package city.sawang.jobs.metering.contribution;

import java.util.ArrayList;
import java.util.List;

/**
 * Contributions to quarter hours of one lamp that one event brings about: a reading mostly changes
 * two of them, and they are sent and applied together.
 *
 * @param contributions not empty, all of this lamp; applied in this order
 */
public record LampContributions(
    String cityId, String lampId, List<IntervalContribution> contributions) {
  /** One alone. */
  public static LampContributions of(IntervalContribution one) {
    return new LampContributions(one.cityId(), one.lampId(), List.of(one));
  }

  /** The given ones by lamp, those of a lamp in their order. */
  public static List<LampContributions> byLamp(List<? extends IntervalContribution> all) {
    List<LampContributions> lamps = new ArrayList<>(1);
    for (IntervalContribution one : all) {
      LampContributions lamp = find(lamps, one);
      if (lamp == null) {
        lamp = new LampContributions(one.cityId(), one.lampId(), new ArrayList<>(all.size()));
        lamps.add(lamp);
      }
      lamp.contributions.add(one);
    }
    return lamps;
  }

  private static LampContributions find(List<LampContributions> lamps, IntervalContribution one) {
    for (LampContributions lamp : lamps) {
      if (lamp.lampId.equals(one.lampId()) && lamp.cityId.equals(one.cityId())) {
        return lamp;
      }
    }
    return null;
  }
}
