package city.sawang.local.simulate.given;

import city.sawang.schemas.registry.LampSchedule;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Arrays;
import net.e175.klaus.solarpositioning.DeltaT;
import net.e175.klaus.solarpositioning.SPA;
import net.e175.klaus.solarpositioning.SunriseResult;

/**
 * When one lamp is meant to be lit and how far, from the sun at its position and its schedule. Keeps
 * the one night that was asked last (local noon to noon); lamps ask in time order.
 */
public final class LightPlan {
  /** Light that means off. */
  public static final int OFF = 0;

  private final double latitude;
  private final double longitude;
  private final ZoneId zone;
  private final LampSchedule schedule;

  private LocalDate night;
  private long noon;
  private long nextNoon;
  private long dusk;
  private long dawn;
  private long[] changes = {};
  private int[] levels = {};

  public LightPlan(double latitude, double longitude, ZoneId zone, LampSchedule schedule) {
    this.latitude = latitude;
    this.longitude = longitude;
    this.zone = zone;
    this.schedule = schedule;
  }

  /** Sunset of the night that {@code t} belongs to. */
  public long dusk(long t) {
    seek(t);
    return dusk;
  }

  /** Sunrise that ends the night that {@code t} belongs to. */
  public long dawn(long t) {
    seek(t);
    return dawn;
  }

  public boolean isDark(long t) {
    seek(t);
    return t >= dusk && t < dawn;
  }

  /** Intended light at {@code t} in basis points; {@link #OFF} by day. */
  public int lightAt(long t) {
    seek(t);
    int level = OFF;
    for (int i = 0; i < changes.length && changes[i] <= t; i++) {
      level = levels[i];
    }
    return level;
  }

  /** The next instant after {@code t} at which the intended light may change. */
  public long nextChange(long t) {
    seek(t);
    for (long change : changes) {
      if (change > t) {
        return change;
      }
    }
    return nextNoon;
  }

  private void seek(long t) {
    if (night != null && t >= noon && t < nextNoon) {
      return;
    }
    LocalDateTime local = LocalDateTime.ofInstant(Instant.ofEpochMilli(t), zone);
    LocalDate date = local.toLocalDate();
    night = local.toLocalTime().isBefore(LocalTime.NOON) ? date.minusDays(1) : date;
    noon = millis(night.atTime(LocalTime.NOON));
    nextNoon = millis(night.plusDays(1).atTime(LocalTime.NOON));
    dusk = millis(sun(night).sunset());
    dawn = millis(sun(night.plusDays(1)).sunrise());
    int n = schedule.steps().size();
    changes = new long[n + 2];
    levels = new int[n + 2];
    changes[0] = dusk;
    levels[0] = schedule.duskBasisPoints();
    int used = 1;
    for (LampSchedule.Step step : schedule.steps()) {
      LocalDate on = step.at().isBefore(LocalTime.NOON) ? night.plusDays(1) : night;
      long at = millis(on.atTime(step.at()));
      if (at <= dusk) {
        levels[0] = step.dimBasisPoints();
      } else if (at < dawn) {
        changes[used] = at;
        levels[used++] = step.dimBasisPoints();
      }
    }
    changes[used] = dawn;
    levels[used++] = OFF;
    changes = Arrays.copyOf(changes, used);
    levels = Arrays.copyOf(levels, used);
  }

  private SunriseResult.RegularDay sun(LocalDate date) {
    ZonedDateTime day = date.atStartOfDay(zone);
    SunriseResult result =
        SPA.calculateSunriseTransitSet(day, latitude, longitude, DeltaT.estimate(date));
    if (result instanceof SunriseResult.RegularDay regular) {
      return regular;
    }
    throw new IllegalArgumentException(
        "no sunrise or sunset at latitude " + latitude + " on " + date + ": not a pilot city");
  }

  private long millis(LocalDateTime local) {
    return local.atZone(zone).toInstant().toEpochMilli();
  }

  private static long millis(ZonedDateTime t) {
    return t.toInstant().toEpochMilli();
  }
}
