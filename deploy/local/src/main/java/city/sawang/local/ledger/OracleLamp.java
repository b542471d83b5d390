package city.sawang.local.ledger;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.HashMap;
import java.util.Map;
import net.e175.klaus.solarpositioning.DeltaT;
import net.e175.klaus.solarpositioning.SPA;
import net.e175.klaus.solarpositioning.SunriseResult;

/**
 * A lamp as the oracle sees it: where it hangs, what it may use, and when it is meant to burn. The
 * same sun algorithm and the same rounding of the position to a hundredth of a degree as the jobs
 * (otherwise a split at dusk could differ by seconds), but none of their code.
 *
 * @param nominalMilliwatts 0 for a lamp nobody registered
 * @param schedule dimming steps in the registry's words
 */
record OracleLamp(
    double latitude,
    double longitude,
    long nominalMilliwatts,
    long intervalMillis,
    String schedule,
    ZoneId zone,
    Map<LocalDate, long[]> nights) {

  private static final double UPPER_LIMB_DEGREES = -0.833;
  private static final long DAY = 86_400_000;
  private static final long UNREGISTERED_INTERVAL = 900_000;
  private static final ZoneId BANGKOK = ZoneId.of("Asia/Bangkok");

  static OracleLamp registered(
      double latitude, double longitude, long nominalMilliwatts, int seconds, String schedule) {
    return new OracleLamp(
        Math.floor((latitude * 1e6 + 5_000) / 10_000) / 100,
        Math.floor((longitude * 1e6 + 5_000) / 10_000) / 100,
        nominalMilliwatts,
        seconds * 1000L,
        schedule,
        BANGKOK,
        new HashMap<>());
  }

  /** Stands in the middle of Thailand and burns from dusk to dawn. */
  static OracleLamp unregistered() {
    return new OracleLamp(
        13.75, 100.5, 0, UNREGISTERED_INTERVAL, "dusk-to-dawn", BANGKOK, new HashMap<>());
  }

  /** Milliseconds within [from, to) in which it is meant to burn. */
  long litMillis(long from, long to) {
    long sum = 0;
    LocalDate night = date(from - DAY / 2);
    LocalDate last = date(to - DAY / 2);
    while (!night.isAfter(last)) {
      long[] sun = nights.computeIfAbsent(night, this::sun);
      sum += litMillis(night, sun[0], sun[1], from, to);
      night = night.plusDays(1);
    }
    return sum;
  }

  private LocalDate date(long t) {
    return Instant.ofEpochMilli(t).atZone(zone).toLocalDate();
  }

  /** Walks the schedule's parts one after the other; a part of 0 % is dark. */
  private long litMillis(LocalDate night, long dusk, long dawn, long from, long to) {
    String[] parts = schedule.strip().split("\\s*;\\s*");
    String[] first = parts[0].split("\\s+");
    boolean lit = first.length < 2 || !isZero(first[1]);
    long since = dusk;
    long sum = 0;
    for (int i = 1; i <= parts.length; i++) {
      long next = dawn;
      boolean nextLit = false;
      if (i < parts.length) {
        String[] step = parts[i].split("\\s+");
        LocalTime time = LocalTime.parse(step[0]);
        LocalDate on = time.isBefore(LocalTime.NOON) ? night.plusDays(1) : night;
        next = Math.min(dawn, on.atTime(time).atZone(zone).toInstant().toEpochMilli());
        nextLit = !isZero(step[1]);
      }
      if (lit) {
        sum += Math.max(0, Math.min(next, to) - Math.max(Math.max(since, dusk), from));
      }
      since = Math.max(since, next);
      lit = nextLit;
    }
    return sum;
  }

  private static boolean isZero(String percent) {
    return percent.matches("0+(\\.0+)?%?");
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
      return (set ? day.sunset() : day.sunrise()).toInstant().toEpochMilli();
    }
    throw new IllegalArgumentException("no sunrise or sunset at latitude " + latitude);
  }
}
