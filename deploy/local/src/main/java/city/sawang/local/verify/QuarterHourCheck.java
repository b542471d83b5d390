package city.sawang.local.verify;

import city.sawang.local.verify.DatabaseReader.QuarterHour;
import city.sawang.local.verify.SentReadings.Content;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Compares the published quarter hours with the oracle's, lamp by lamp. */
final class QuarterHourCheck {
  /** A city and one of its lamps. */
  record VerifiedLampKey(String cityId, String lampId) {}

  private final Defects defects;
  private final Map<VerifiedLampKey, SortedMap<Long, EnergyOracle.Quarter>> expected =
      new HashMap<>();
  private final Map<String, List<VerifiedLampKey>> byLamp = new HashMap<>();
  private final Set<VerifiedLampKey> uncheckedLamps = new HashSet<>();
  private long compared;

  /**
   * @param lamps registered lamps by the controller that serves them
   * @param skipped devices whose figures cannot be right yet
   */
  QuarterHourCheck(
      SentReadings readings,
      Map<String, DatabaseReader.VerifiedLamp> lamps,
      Set<Integer> skipped,
      Defects defects) {
    this.defects = defects;
    List<List<Content>> byDevice = new ArrayList<>();
    readings.devices().forEach(device -> byDevice.add(new ArrayList<>()));
    for (int i = 0; i < readings.size(); i++) {
      if (readings.is(i, SentReadings.IN_KAFKA) && !readings.is(i, SentReadings.TOO_LATE)) {
        byDevice.get(readings.device(i)).add(readings.content(i));
      }
    }
    for (int d = 0; d < byDevice.size(); d++) {
      SimulatedDevice device = readings.devices().get(d);
      if (device.meter()) {
        continue;
      }
      DatabaseReader.VerifiedLamp lamp = lamps.get(device.key());
      VerifiedLampKey key =
          new VerifiedLampKey(
              device.cityId(), lamp == null ? device.controllerId() : lamp.lampId());
      byLamp.computeIfAbsent(key.lampId(), l -> new ArrayList<>(1)).add(key);
      if (skipped.contains(d) || expected.containsKey(key)) {
        uncheckedLamps.add(key);
        continue;
      }
      expected.put(
          key,
          byDevice.get(d).isEmpty()
              ? new TreeMap<>()
              : EnergyOracle.quarters(
                  lamp == null ? OracleLamp.unregistered() : lamp.oracle(), byDevice.get(d)));
      byDevice.set(d, List.of());
    }
    uncheckedLamps.forEach(expected::remove);
  }

  /** Checks a published row. */
  void row(QuarterHour row) {
    VerifiedLampKey key = new VerifiedLampKey(row.cityId(), row.lampId());
    SortedMap<Long, EnergyOracle.Quarter> lamp = expected.get(key);
    if (lamp == null) {
      crossCity(row, key);
      return;
    }
    EnergyOracle.Quarter quarter = lamp.remove(row.periodStart());
    compared++;
    if (quarter == null) {
      if (row.readingsAccepted() > 0 || (row.energy() != null && row.energy() != 0)) {
        wrong(row, "no reading of the ledger touches this quarter hour");
      }
    } else if (row.readingsAccepted() > quarter.accepted) {
      defects.add(
          DefectKind.DUPLICATE_EFFECT,
          row.cityId() + '/' + row.lampId(),
          row.periodStart(),
          "counts " + row.readingsAccepted() + " readings, sent were " + quarter.accepted);
    } else if (row.readingsAccepted() < quarter.accepted) {
      wrong(row, "counts fewer readings than the " + quarter.accepted + " that were sent");
    } else if (quarter.known != (row.energy() != null)) {
      wrong(row, quarter.known ? "expected " + quarter.energy() + " mWh" : "expected no energy");
    } else if (quarter.known
        && (apart(row.energy(), quarter.energy(), quarter)
            || apart(row.measured(), quarter.measured, quarter)
            || apart(row.interpolated(), quarter.interpolated, quarter)
            || apart(row.estimated(), quarter.estimated, quarter))) {
      wrong(
          row,
          "expected "
              + quarter.energy()
              + " mWh = measured "
              + quarter.measured
              + " + interpolated "
              + quarter.interpolated
              + " + estimated "
              + quarter.estimated
              + " ± "
              + quarter.splits);
    }
  }

  private static boolean apart(long found, long wanted, EnergyOracle.Quarter quarter) {
    return Math.abs(found - wanted) > quarter.splits;
  }

  private void wrong(QuarterHour row, String why) {
    defects.add(
        DefectKind.WRONG_AGGREGATE,
        row.cityId() + '/' + row.lampId(),
        row.periodStart(),
        "the database says " + row + "; " + why);
  }

  /** A lamp id may exist in two cities; the very same energy at the same time does not. */
  private void crossCity(QuarterHour row, VerifiedLampKey key) {
    for (VerifiedLampKey other : byLamp.getOrDefault(row.lampId(), List.of())) {
      SortedMap<Long, EnergyOracle.Quarter> lamp = expected.get(other);
      EnergyOracle.Quarter quarter = lamp == null ? null : lamp.get(row.periodStart());
      if (!other.equals(key)
          && quarter != null
          && row.energy() != null
          && row.energy() > 0
          && row.energy() == quarter.energy()) {
        defects.add(
            DefectKind.CROSS_CITY,
            row.cityId() + '/' + row.lampId(),
            row.periodStart(),
            "shows the energy of " + other.cityId() + '/' + other.lampId());
      }
    }
  }

  /**
   * Finds what is not published.
   *
   * @return how many rows were compared
   */
  long finish() {
    expected.forEach(
        (key, lamp) ->
            lamp.forEach(
                (period, quarter) -> {
                  if (quarter.accepted > 0 || quarter.known) {
                    defects.add(
                        DefectKind.WRONG_AGGREGATE,
                        key.cityId() + '/' + key.lampId(),
                        period,
                        "no row; expected "
                            + quarter.energy()
                            + " mWh from "
                            + quarter.accepted
                            + " readings");
                  }
                }));
    return compared;
  }
}
