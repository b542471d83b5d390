package city.sawang.jobs.metering;

import java.util.ArrayList;
import java.util.List;

/**
 * What is said at one go about quarter hours of one lamp: one reading mostly changes two of them,
 * and they travel and are put into the lamp's figures together.
 *
 * @param said not empty, all of this lamp; whoever listens takes them in this order
 */
public record LampContributions(String cityId, String lampId, List<QuarterHourContribution> said) {
  /** One alone. */
  public static LampContributions of(QuarterHourContribution one) {
    return new LampContributions(one.cityId(), one.lampId(), List.of(one));
  }

  /** The given ones by lamp, those of a lamp in their order. */
  public static List<LampContributions> byLamp(List<QuarterHourContribution> all) {
    List<LampContributions> lamps = new ArrayList<>(1);
    for (QuarterHourContribution one : all) {
      LampContributions lamp = find(lamps, one);
      if (lamp == null) {
        lamp = new LampContributions(one.cityId(), one.lampId(), new ArrayList<>(all.size()));
        lamps.add(lamp);
      }
      lamp.said.add(one);
    }
    return lamps;
  }

  private static LampContributions find(
      List<LampContributions> lamps, QuarterHourContribution one) {
    for (LampContributions lamp : lamps) {
      if (lamp.lampId.equals(one.lampId()) && lamp.cityId.equals(one.cityId())) {
        return lamp;
      }
    }
    return null;
  }
}
