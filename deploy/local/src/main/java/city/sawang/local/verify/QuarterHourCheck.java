package city.sawang.local.verify;

import city.sawang.local.verify.DatabaseReader.QuarterHour;
import city.sawang.local.verify.EnergyOracle.EnergySpan;
import city.sawang.local.verify.EnergyOracle.Quarter;
import city.sawang.local.verify.SentReadings.Content;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Compares the published quarter hours with the oracle's, lamp by lamp: row by row where the rules
 * fix every figure, and at every boundary of a quarter hour everywhere, so that what is booked and
 * unbooked until then is what the counter has moved.
 */
final class QuarterHourCheck {
  /** A city and one of its lamps. */
  record VerifiedLampKey(String cityId, String lampId) {}

  /** What one lamp must show, and what it shows. */
  private static final class CheckedLamp {
    final EnergyOracle.Metered metered;
    final SortedMap<Long, Quarter> expected;
    final SortedMap<Long, QuarterHour> published = new TreeMap<>();
    final long drawn;
    final long step;

    CheckedLamp(EnergyOracle.Metered metered, long drawn, long step) {
      this.metered = metered;
      this.expected = metered.quarters();
      this.drawn = drawn;
      this.step = step;
    }
  }

  private final Defects defects;
  private final Map<VerifiedLampKey, CheckedLamp> lamps = new HashMap<>();
  private final Map<VerifiedLampKey, CheckedLamp> feeders = new HashMap<>();
  private final Map<String, List<VerifiedLampKey>> byLamp = new HashMap<>();
  private final Set<VerifiedLampKey> uncheckedLamps = new HashSet<>();
  private long compared;

  /**
   * @param trail has judged the readings without sequence number
   * @param registered lamps by the controller that serves them
   * @param skipped devices whose figures cannot be right yet
   */
  QuarterHourCheck(
      SendLog ledger,
      KafkaTrace trail,
      Map<String, DatabaseReader.VerifiedLamp> registered,
      Set<Integer> skipped,
      Defects defects) {
    this.defects = defects;
    SentReadings readings = ledger.readings();
    List<List<Content>> byDevice = new ArrayList<>();
    readings.devices().forEach(device -> byDevice.add(new ArrayList<>()));
    for (int i = 0; i < readings.size(); i++) {
      if (readings.is(i, SentReadings.IN_KAFKA) && !readings.is(i, SentReadings.TOO_LATE)) {
        byDevice.get(readings.device(i)).add(readings.content(i));
      }
    }
    for (int d = 0; d < byDevice.size(); d++) {
      SimulatedDevice device = readings.devices().get(d);
      UnnumberedReadings.Judged judged = trail.judged(device.key());
      if (judged != null) {
        List<Content> its = byDevice.get(d);
        judged.accepted().stream()
            .filter(found -> !judged.tooLate().contains(found))
            .forEach(found -> its.add(found.content()));
      }
      SendLog.TrueEnergy used = ledger.drawn().get(device.key());
      long drawn = used == null ? Long.MAX_VALUE : used.milliwattHours();
      if (device.meter()) {
        meter(ledger, device, byDevice.get(d), skipped.contains(d), drawn);
        continue;
      }
      DatabaseReader.VerifiedLamp lamp = registered.get(device.key());
      VerifiedLampKey key =
          new VerifiedLampKey(
              device.cityId(), lamp == null ? device.controllerId() : lamp.lampId());
      byLamp.computeIfAbsent(key.lampId(), l -> new ArrayList<>(1)).add(key);
      if (skipped.contains(d) || lamps.containsKey(key)) {
        uncheckedLamps.add(key);
        continue;
      }
      OracleLamp oracle =
          (lamp == null ? OracleLamp.unregistered() : lamp.oracle())
              .rollingOverAt(device.registerMilliwattHours());
      lamps.put(
          key,
          new CheckedLamp(
              EnergyOracle.metered(oracle, byDevice.get(d)), drawn, device.stepMilliwattHours()));
      byDevice.set(d, List.of());
    }
    uncheckedLamps.forEach(lamps::remove);
  }

  private void meter(
      SendLog ledger, SimulatedDevice meter, List<Content> readings, boolean skip, long drawn) {
    VerifiedLampKey feeder = new VerifiedLampKey(meter.cityId(), meter.feederId());
    if (skip || meter.feederId().isEmpty() || feeders.containsKey(feeder)) {
      return;
    }
    OracleLamp oracle =
        OracleLamp.meter(
            ledger.circuitMilliwatts(meter.cityId(), meter.feederId()), meter.intervalMillis());
    feeders.put(
        feeder,
        new CheckedLamp(EnergyOracle.metered(oracle, readings), drawn, meter.stepMilliwattHours()));
  }

  /** Takes what a feeder's meter shows; it is checked at the end. */
  void meterRow(QuarterHour row) {
    CheckedLamp feeder = feeders.get(new VerifiedLampKey(row.cityId(), row.lampId()));
    if (feeder != null) {
      feeder.published.put(row.periodStart(), row);
    }
  }

  /** Checks a published row. */
  void row(QuarterHour row) {
    VerifiedLampKey key = new VerifiedLampKey(row.cityId(), row.lampId());
    CheckedLamp lamp = lamps.get(key);
    if (lamp == null) {
      crossCity(row, key);
      return;
    }
    Quarter quarter = lamp.expected.get(row.periodStart());
    lamp.published.put(row.periodStart(), row);
    compared++;
    if (quarter == null) {
      if (row.readingsAccepted() > 0
          || row.unbooked() != 0
          || (row.energy() != null && row.energy() != 0)) {
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
    } else if (row.unbooked() != quarter.unbooked && lamp.metered.arrivalMillis() == 0) {
      wrong(row, "expected " + quarter.unbooked + " mWh unbooked");
    } else if (row.energy() != null
        && row.energy() != row.measured() + row.interpolated() + row.estimated()) {
      wrong(row, "the parts are not the whole");
    } else if (!quarter.mayEstimate && row.estimated() != 0) {
      wrong(row, "nothing may be estimated here");
    } else if (lamp.metered.fixed()) {
      fixed(row, quarter);
    }
  }

  private void fixed(QuarterHour row, Quarter quarter) {
    if (quarter.estimateOpen) {
      if (apart(row.measured(), quarter.measured, quarter)
          || apart(row.interpolated(), quarter.interpolated, quarter)) {
        wrong(
            row,
            "expected measured " + quarter.measured + ", interpolated " + quarter.interpolated);
      }
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

  private static boolean apart(long found, long wanted, Quarter quarter) {
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
      CheckedLamp lamp = lamps.get(other);
      Quarter quarter = lamp == null ? null : lamp.expected.get(row.periodStart());
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
   * Finds what is not published, and what does not add up.
   *
   * @return how many rows were compared
   */
  long finish() {
    lamps.forEach(
        (key, lamp) -> {
          missing(key, lamp);
          boundaries(key, lamp);
          neverMoreThanWasUsed(key, lamp);
          noJumpThatWasNone(key, lamp);
        });
    feeders.forEach(
        (key, feeder) -> {
          boundaries(key, feeder);
          neverMoreThanWasUsed(key, feeder);
        });
    return compared;
  }

  private void missing(VerifiedLampKey key, CheckedLamp lamp) {
    lamp.expected.forEach(
        (period, quarter) -> {
          if (!lamp.published.containsKey(period)
              && (quarter.accepted > 0 || quarter.known || quarter.unbooked != 0)) {
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
        });
  }

  /**
   * At the end of every quarter hour: what is booked and unbooked so far lies between what must be
   * there by then and what can be. At the last one both are the same, and the sum is exact.
   */
  private void boundaries(VerifiedLampKey key, CheckedLamp lamp) {
    TreeSet<Long> periods = new TreeSet<>(lamp.published.keySet());
    periods.addAll(lamp.expected.keySet());
    List<EnergySpan> bookings = new ArrayList<>(lamp.metered.bookings());
    long published = 0;
    long unbooked = 0;
    long fixed = 0;
    long rounded = 0;
    for (long period : periods) {
      QuarterHour row = lamp.published.get(period);
      Quarter quarter = lamp.expected.get(period);
      published += row == null ? 0 : row.measured() + row.interpolated() + row.unbooked();
      if (quarter != null) {
        fixed += quarter.measured + quarter.interpolated;
        unbooked += quarter.unbooked;
        rounded += quarter.splits;
      }
      long end = period + EnergyOracle.QUARTER;
      long least = fixed + unbooked;
      long most = least;
      for (EnergySpan booking : bookings) {
        if (booking.free()) {
          least += booking.to() <= end ? booking.milliwattHours() : 0;
          most += booking.from() < end ? booking.milliwattHours() : 0;
        }
      }
      if (lamp.metered.arrivalMillis() > 0) {
        // An arrival is an upper bound, not a measurement: what belongs together may be seen
        // otherwise for some intervals, but nothing may be missing after it.
        least = Math.min(least, lamp.metered.movedUntil(end - lamp.metered.arrivalMillis()));
        most = Math.max(most, lamp.metered.movedUntil(end + lamp.metered.arrivalMillis()));
      }
      if (published < least - rounded || published > most + rounded) {
        defects.add(
            DefectKind.WRONG_AGGREGATE,
            key.cityId() + '/' + key.lampId(),
            period,
            "until the end of it %d mWh are booked or unbooked, expected %d to %d ± %d"
                .formatted(published, least, most, rounded));
        return;
      }
    }
  }

  /**
   * Where the rules leave open which readings belong together, at least no more may stand unbooked
   * than what has jumped and a fifth of what was used.
   */
  private void noJumpThatWasNone(VerifiedLampKey key, CheckedLamp lamp) {
    if (lamp.metered.arrivalMillis() == 0 || lamp.drawn == Long.MAX_VALUE) {
      return;
    }
    long unbooked = lamp.published.values().stream().mapToLong(QuarterHour::unbooked).sum();
    long jumped = lamp.metered.jumps().values().stream().mapToLong(Long::longValue).sum();
    if (unbooked > jumped + lamp.drawn / 5) {
      defects.add(
          DefectKind.WRONG_AGGREGATE,
          key.cityId() + '/' + key.lampId(),
          lamp.published.firstKey(),
          "%d mWh stand unbooked, expected about %d".formatted(unbooked, jumped));
    }
  }

  /** No figure is invented: more than was used, to a step of the counter, is nowhere booked. */
  private void neverMoreThanWasUsed(VerifiedLampKey key, CheckedLamp lamp) {
    long booked =
        lamp.published.values().stream().mapToLong(q -> q.measured() + q.interpolated()).sum();
    if (lamp.drawn == Long.MAX_VALUE || lamp.metered.fromPower()) {
      return;
    }
    if (booked > lamp.drawn + lamp.step + lamp.metered.falls()) {
      defects.add(
          DefectKind.WRONG_AGGREGATE,
          key.cityId() + '/' + key.lampId(),
          lamp.published.firstKey(),
          "%d mWh are measured or interpolated, the lamp used %d".formatted(booked, lamp.drawn));
    }
  }
}
