package city.sawang.jobs.expected;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import net.e175.klaus.solarpositioning.DeltaT;
import net.e175.klaus.solarpositioning.SPA;
import net.e175.klaus.solarpositioning.SunriseResult;

/**
 * The lighting nights of the earth: sunset and next sunrise by NREL's Solar Position Algorithm
 * (Reda and Andreas, 2004) for the upper limb with standard refraction, elevation −0.833°.
 */
public final class Nights {
  private static final double MICRO = 1e6;
  private static final double UPPER_LIMB_DEGREES = -0.833;

  /** By day the lamps burn for nothing when the sun is above this elevation. */
  static final double BROAD_DAY_DEGREES = 6.0;

  private Nights() {}

  /** Name of the lighting night that contains {@code at}: local noon to local noon. */
  public static LocalDate nightOf(long at, ZoneId zone) {
    ZonedDateTime local = Instant.ofEpochMilli(at).atZone(zone);
    return local.toLocalTime().isBefore(LocalTime.NOON)
        ? local.toLocalDate().minusDays(1)
        : local.toLocalDate();
  }

  /**
   * Sunset and next sunrise of one lighting night.
   *
   * @param latMicro −90,000,000 … 90,000,000
   * @param lonMicro −180,000,000 … 180,000,000
   * @param zone whose noons bound the night
   */
  public static Night at(int latMicro, int lonMicro, ZoneId zone, LocalDate night) {
    return below(UPPER_LIMB_DEGREES, latMicro, lonMicro, zone, night);
  }

  /** The time around the same night in which the sun is not above {@link #BROAD_DAY_DEGREES}. */
  static Night lowSun(int latMicro, int lonMicro, ZoneId zone, LocalDate night) {
    return below(BROAD_DAY_DEGREES, latMicro, lonMicro, zone, night);
  }

  private static Night below(
      double elevation, int latMicro, int lonMicro, ZoneId zone, LocalDate night) {
    double latitude = latMicro / MICRO;
    double longitude = lonMicro / MICRO;
    ZonedDateTime noon = night.atTime(LocalTime.NOON).atZone(zone);
    ZonedDateTime nextNoon = night.plusDays(1).atTime(LocalTime.NOON).atZone(zone);
    long from = noon.toInstant().toEpochMilli();
    long to = nextNoon.toInstant().toEpochMilli();
    long dusk = edge(elevation, noon, latitude, longitude, true, from, to);
    long dawn = edge(elevation, nextNoon, latitude, longitude, false, dusk, to);
    return new Night(night, dusk, Math.max(dusk, dawn));
  }

  /** Sunset of the day (or sunrise), held within the noons; without one: the noon that fits. */
  private static long edge(
      double elevation,
      ZonedDateTime day,
      double latitude,
      double longitude,
      boolean set,
      long from,
      long to) {
    SunriseResult sun =
        SPA.calculateSunriseTransitSet(
            day, latitude, longitude, DeltaT.estimate(day.toLocalDate()), elevation);
    if (sun instanceof SunriseResult.RegularDay regular) {
      ZonedDateTime edge = set ? regular.sunset() : regular.sunrise();
      return Math.min(to, Math.max(from, edge.toInstant().toEpochMilli()));
    }
    boolean sunAllDay = sun instanceof SunriseResult.AllDay;
    return set == sunAllDay ? to : from;
  }
}
