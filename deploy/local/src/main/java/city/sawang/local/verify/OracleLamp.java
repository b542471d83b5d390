package city.sawang.local.verify;

import city.sawang.schemas.HomeZone;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.HashMap;
import java.util.Map;
import java.util.function.DoubleToLongFunction;
import net.e175.klaus.solarpositioning.DeltaT;
import net.e175.klaus.solarpositioning.SPA;
import net.e175.klaus.solarpositioning.SunriseResult;

/**
 * A lamp as the oracle sees it: where it hangs, what it may use, and when it is meant to burn. The
 * same sun algorithm, the same rounding of the position to a hundredth of a degree and the same
 * whole seconds of dusk and dawn as the jobs (otherwise a split there would differ), but none of
 * their code.
 *
 * @param nominalMilliwatts 0 for a lamp nobody registered
 * @param schedule dimming steps in the registry's words
 * @param zone of its city, in which the steps of the schedule are times
 * @param registerMilliwattHours what its counter shows at most, plus one step; 0: it never rolls over
 */
record OracleLamp(
    double latitude,
    double longitude,
    long nominalMilliwatts,
    boolean nightPowered,
    long intervalMillis,
    String schedule,
    ZoneId zone,
    long registerMilliwattHours,
    Map<LocalDate, long[]> nights) {

  private static final double UPPER_LIMB_DEGREES = -0.833;
  private static final long UNKNOWN_METER_MILLIWATTS = 50_000_000;
  private static final long DAY = 86_400_000;
  private static final long UNREGISTERED_INTERVAL = 900_000;

  static OracleLamp registered(
      double latitude,
      double longitude,
      long nominalMilliwatts,
      boolean nightPowered,
      int seconds,
      String schedule,
      ZoneId zone) {
    return new OracleLamp(
        Math.floor((latitude * 1e6 + 5_000) / 10_000) / 100,
        Math.floor((longitude * 1e6 + 5_000) / 10_000) / 100,
        nominalMilliwatts,
        nightPowered,
        seconds * 1000L,
        schedule,
        zone,
        0,
        new HashMap<>());
  }

  /** With a counter that rolls over. */
  OracleLamp rollingOverAt(long milliwattHours) {
    return new OracleLamp(
        latitude,
        longitude,
        nominalMilliwatts,
        nightPowered,
        intervalMillis,
        schedule,
        zone,
        milliwattHours,
        nights);
  }

  /**
   * A meter over a circuit: it has no light of its own, and may see half as much again as its lamps
   * may use.
   */
  static OracleLamp meter(long circuitMilliwatts, long intervalMillis) {
    return new OracleLamp(
        0,
        0,
        circuitMilliwatts == 0 ? UNKNOWN_METER_MILLIWATTS : circuitMilliwatts * 3 / 2,
        false,
        intervalMillis,
        "",
        HomeZone.ID,
        0,
        new HashMap<>());
  }

  boolean isMeter() {
    return schedule.isEmpty();
  }

  /** In the middle of Thailand, lit from dusk to dawn. */
  static OracleLamp unregistered() {
    return new OracleLamp(
        13.75,
        100.5,
        0,
        false,
        UNREGISTERED_INTERVAL,
        "dusk-to-dawn",
        HomeZone.ID,
        0,
        new HashMap<>());
  }

  /** Milliseconds within [from, to) in which it is meant to burn. */
  long litMillis(long from, long to) {
    if (isMeter()) {
      return 0;
    }
    return walk(from, to, percent -> percent > 0 ? 1 : 0);
  }

  /** Energy it is meant to use within [from, to), in mWh; light and power go one to one. */
  long expectedMilliwattHours(long from, long to) {
    if (isMeter()) {
      return 0;
    }
    return walk(from, to, percent -> Math.round(nominalMilliwatts * percent / 100)) / 3_600_000;
  }

  private long walk(long from, long to, DoubleToLongFunction weight) {
    long sum = 0;
    LocalDate night = date(from - DAY / 2);
    LocalDate last = date(to - DAY / 2);
    while (!night.isAfter(last)) {
      long[] sun = nights.computeIfAbsent(night, this::sun);
      sum += walk(night, sun[0], sun[1], from, to, weight);
      night = night.plusDays(1);
    }
    return sum;
  }

  private LocalDate date(long t) {
    return Instant.ofEpochMilli(t).atZone(zone).toLocalDate();
  }

  /** Walks the schedule's parts one after the other and weighs each by its percent. */
  private long walk(
      LocalDate night, long dusk, long dawn, long from, long to, DoubleToLongFunction weight) {
    String[] parts = schedule.strip().split("\\s*;\\s*");
    String[] first = parts[0].split("\\s+");
    double percent = first.length < 2 ? 100 : percent(first[1]);
    long since = dusk;
    long sum = 0;
    for (int i = 1; i <= parts.length; i++) {
      long next = dawn;
      double nextPercent = 0;
      if (i < parts.length) {
        String[] step = parts[i].split("\\s+");
        LocalTime time = LocalTime.parse(step[0]);
        LocalDate on = time.isBefore(LocalTime.NOON) ? night.plusDays(1) : night;
        next = Math.min(dawn, on.atTime(time).atZone(zone).toInstant().toEpochMilli());
        nextPercent = percent(step[1]);
      }
      long span = Math.min(next, to) - Math.max(Math.max(since, dusk), from);
      sum += span > 0 ? span * weight.applyAsLong(percent) : 0;
      since = Math.max(since, next);
      percent = nextPercent;
    }
    return sum;
  }

  private static double percent(String text) {
    return Double.parseDouble(text.replace("%", ""));
  }

  private long[] sun(LocalDate night) {
    return new long[] {edge(night, true), edge(night.plusDays(1), false)};
  }

  private long edge(LocalDate date, boolean set) {
    ZonedDateTime noon = date.atTime(LocalTime.NOON).atZone(zone);
    SunriseResult result =
        SPA.calculateSunriseTransitSet(
            noon, latitude, longitude, DeltaT.estimate(date), UPPER_LIMB_DEGREES);
    if (result instanceof SunriseResult.RegularDay day) {
      return (set ? day.sunset() : day.sunrise()).toEpochSecond() * 1_000;
    }
    throw new IllegalArgumentException("no sunrise or sunset at latitude " + latitude);
  }
}
