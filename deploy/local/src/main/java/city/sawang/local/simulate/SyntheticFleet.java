package city.sawang.local.simulate;

import city.sawang.schemas.registry.LampSchedule;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Lamps that exist in no registry, spread over the pilot cities, for load and tests. The platform
 * takes them as unregistered.
 */
public final class SyntheticFleet {
  private static final Map<String, double[]> POSITIONS = new LinkedHashMap<>();

  static {
    POSITIONS.put("chiang-mai", new double[] {18.7953, 98.9986});
    POSITIONS.put("mueang-nan", new double[] {18.783, 100.783});
    POSITIONS.put("hat-yai", new double[] {7.009, 100.475});
    POSITIONS.put("chumphon", new double[] {10.4928, 99.1792});
    POSITIONS.put("satun", new double[] {6.624, 100.067});
  }

  private static final int LAMPS_PER_FEEDER = 12;

  /** Gateways stand where radio reaches, whatever circuits there are. */
  private static final int LAMPS_PER_GATEWAY = 40;

  private static final long[] NOMINAL_MILLIWATTS = {40_000, 60_000, 90_000, 120_000};
  private static final LampSchedule[] SCHEDULES = {
    LampSchedule.parse("dusk-to-dawn 100%"),
    LampSchedule.parse("dusk-to-dawn 100%; 23:00 60%; 05:00 100%"),
    LampSchedule.parse("dusk-to-dawn 80%; 22:00 50%; 04:30 80%")
  };

  private SyntheticFleet() {}

  /** Cities in which synthetic lamps can stand. */
  public static List<String> cities() {
    return List.copyOf(POSITIONS.keySet());
  }

  /**
   * @param count lamps altogether, dealt to the cities in turn
   * @param cities ids of pilot cities
   * @param intervalSeconds reporting interval of all lamps
   * @throws IllegalArgumentException naming a city that is no pilot city
   */
  public static List<FleetLamp> of(int count, List<String> cities, int intervalSeconds) {
    for (String city : cities) {
      if (!POSITIONS.containsKey(city)) {
        throw new IllegalArgumentException(
            "city '" + city + "': expected one of " + String.join(", ", POSITIONS.keySet()));
      }
    }
    List<FleetLamp> lamps = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      String city = cities.get(i % cities.size());
      int n = i / cities.size();
      double[] at = POSITIONS.get(city);
      String id = String.format(Locale.ROOT, "sim-%s-%05d", city, n);
      lamps.add(
          new FleetLamp(
              city,
              id,
              id,
              String.format(Locale.ROOT, "sim-f%03d", n / LAMPS_PER_FEEDER),
              String.format(Locale.ROOT, "sim-g%02d", n / LAMPS_PER_GATEWAY),
              at[0],
              at[1],
              NOMINAL_MILLIWATTS[n / LAMPS_PER_FEEDER % NOMINAL_MILLIWATTS.length],
              n / LAMPS_PER_FEEDER % 2 == 1,
              intervalSeconds,
              SCHEDULES[n / LAMPS_PER_FEEDER % SCHEDULES.length],
              DeviceModel.NATIVE));
    }
    return lamps;
  }
}
