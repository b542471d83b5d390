package city.sawang.jobs.expected;

import city.sawang.schemas.registry.LampSchedule;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Says what a lamp should do, for every fault and every saving by one function: sun at the lamp
 * (upper limb, −0.833°), schedule, then what the reading says about overrides and maintenance
 * (METERING.md#expected).
 *
 * <p>Nights are kept by position, rounded to a hundredth of a degree (less than 3 s in the sun's
 * times at the equator), because the metering job asks for every reading. Dusk and dawn are cut to
 * whole seconds, so that seconds of light and darkness add up exactly. Not safe for use by
 * several threads; make one per thread.
 */
public final class ExpectedState {
  private static final long DAY = 86_400_000L;
  private static final long HALF_DAY = DAY / 2;
  private static final int CELL_MICRO = 10_000;
  private static final int FULL_BP = 10_000;

  /** Nights of one zone that are kept before starting again; some 100 bytes each. */
  private static final int NIGHTS_KEPT = 100_000;

  /** No lamp is judged so near to sunset and sunrise. */
  public static final long TWILIGHT_GUARD_MILLIS = 1_800_000L;

  private static final long MILLIS_PER_HOUR = 3_600_000L;
  private static final long SECOND = 1_000L;

  /** There is no such switch. */
  public static final long NEVER = Long.MIN_VALUE;

  private final Map<String, Zone> zones = new HashMap<>();
  private final Map<String, LampSchedule> schedules = new HashMap<>();
  private Zone lastZone;

  /** Sunset of the lighting night that contains {@code at}, epoch milliseconds. */
  public long sunset(int latMicro, int lonMicro, String zone, long at) {
    Zone z = zone(zone);
    return sky(z, latMicro, lonMicro, z.nightDay(at)).night.dusk();
  }

  /** Sunrise that ends the lighting night that contains {@code at}, epoch milliseconds. */
  public long sunrise(int latMicro, int lonMicro, String zone, long at) {
    Zone z = zone(zone);
    return sky(z, latMicro, lonMicro, z.nightDay(at)).night.dawn();
  }

  /** Whether the upper limb of the sun is below the horizon. */
  public boolean isDark(int latMicro, int lonMicro, String zone, long at) {
    Zone z = zone(zone);
    Night night = sky(z, latMicro, lonMicro, z.nightDay(at)).night;
    return at >= night.dusk() && at < night.dawn();
  }

  /** Whether the sun is higher than {@link Nights#BROAD_DAY_DEGREES} above the horizon. */
  public boolean isBroadDay(LightPoint light, String zone, long at) {
    Zone z = zone(zone);
    Sky sky = sky(z, light.latMicro(), light.lonMicro(), z.nightDay(at));
    if (sky.lowSun == null) {
      sky.lowSun =
          Nights.lowSun(cell(light.latMicro()), cell(light.lonMicro()), z.id, sky.night.date());
    }
    return at < sky.lowSun.dusk() || at >= sky.lowSun.dawn();
  }

  /** Milliseconds within [from, to) in which the upper limb of the sun is below the horizon. */
  public long darkMillis(LightPoint light, String zone, long from, long to) {
    Zone z = zone(zone);
    long sum = 0;
    long last = z.nightDay(to);
    for (long day = z.nightDay(from); day <= last; day++) {
      Night night = sky(z, light.latMicro(), light.lonMicro(), day).night;
      sum += Math.max(0, Math.min(to, night.dawn()) - Math.max(from, night.dusk()));
    }
    return sum;
  }

  /**
   * The instant after {@code from} and before {@code to} at which sun and schedule switch the lamp
   * on (or off), when that is the only switch between them; else {@link #NEVER}.
   */
  public long onlySwitch(LightPoint light, String zone, long from, long to, boolean on) {
    Zone z = zone(zone);
    long found = NEVER;
    int count = 0;
    long last = z.nightDay(to);
    for (long day = z.nightDay(from); day <= last; day++) {
      NightPlan plan = plan(z, light, day);
      for (long at = plan.nextSwitch(from); at < to; at = plan.nextSwitch(at)) {
        count++;
        found = (plan.levelAt(at) > 0) == on ? at : NEVER;
      }
    }
    return count == 1 ? found : NEVER;
  }

  /**
   * What the lamp should do by sun and schedule alone. Around sunset and sunrise it is not judged:
   * photocells, cabinets and clocks do not switch to the second.
   */
  public Expectation at(LightPoint light, String zone, long at) {
    Zone z = zone(zone);
    NightPlan plan = plan(z, light, z.nightDay(at));
    int dimBp = plan.levelAt(at);
    boolean judged = !plan.isTwilight(at, TWILIGHT_GUARD_MILLIS);
    return dimBp == 0
        ? new Expectation(false, 0, 0, judged)
        : new Expectation(true, dimBp, powerMw(light, dimBp), judged);
  }

  /**
   * What the lamp should do, given what its reading says: an override goes before the schedule and
   * expects the commanded level, or the scheduled one when the command is not known; neither an
   * override nor maintenance is judged.
   *
   * @param overrideActive −1 unknown, 0, 1
   * @param maintenanceMode −1 unknown, 0, 1
   * @param dimCommandBp commanded level in basis points, or a negative number when unknown
   */
  public Expectation at(
      LightPoint light,
      String zone,
      long at,
      byte overrideActive,
      byte maintenanceMode,
      int dimCommandBp) {
    Expectation scheduled = at(light, zone, at);
    if (overrideActive != 1 && maintenanceMode != 1) {
      return scheduled;
    }
    int dimBp = overrideActive == 1 && dimCommandBp >= 0 ? dimCommandBp : scheduled.dimBp();
    return new Expectation(dimBp > 0, dimBp, dimBp > 0 ? powerMw(light, dimBp) : 0, false);
  }

  /** The lamp is expected on at {@code at}, by sun and schedule. */
  public boolean isOn(LightPoint light, String zone, long at) {
    return levelAt(light, zone, at) > 0;
  }

  /** The light level at {@code at} by sun and schedule, basis points; 0: off. */
  public int levelAt(LightPoint light, String zone, long at) {
    Zone z = zone(zone);
    return plan(z, light, z.nightDay(at)).levelAt(at);
  }

  /** Milliseconds within [from, to) in which the lamp is expected on, by sun and schedule. */
  public long onMillis(LightPoint light, String zone, long from, long to) {
    Zone z = zone(zone);
    long sum = 0;
    long last = z.nightDay(to);
    for (long day = z.nightDay(from); day <= last; day++) {
      sum += plan(z, light, day).onMillis(from, to);
    }
    return sum;
  }

  /** Expected power over [from, to): milliwatts times milliseconds. */
  public long milliwattMillis(LightPoint light, String zone, long from, long to) {
    Zone z = zone(zone);
    long sum = 0;
    long last = z.nightDay(to);
    for (long day = z.nightDay(from); day <= last; day++) {
      sum += plan(z, light, day).milliwattMillis(light, from, to);
    }
    return sum;
  }

  /** Energy expected within [from, to), mWh, rounded down. */
  public long energyMwh(LightPoint light, String zone, long from, long to) {
    return milliwattMillis(light, zone, from, to) / MILLIS_PER_HOUR;
  }

  /** The nights from {@code first} to {@code last}, both included, at the exact position. */
  public List<Night> nights(
      int latMicro, int lonMicro, String zone, LocalDate first, LocalDate last) {
    ZoneId id = zone(zone).id;
    List<Night> nights = new ArrayList<>();
    for (LocalDate night = first; !night.isAfter(last); night = night.plusDays(1)) {
      nights.add(Nights.at(latMicro, lonMicro, id, night));
    }
    return nights;
  }

  /**
   * P_exp(d) = max(P_min, P_nom·(1 − (1 − d)/g)), mW, for a lit lamp.
   *
   * @param dimBp light level d, 1 … 10000
   */
  public static long powerMw(LightPoint light, int dimBp) {
    long saved = light.nominalMw() * (FULL_BP - dimBp) / Math.max(1, light.gradientBp());
    return Math.max(light.minimumMw(), Math.max(0, light.nominalMw() - saved));
  }

  /** Epoch day that names the lighting night which contains {@code at}: local noon to noon. */
  public int nightDay(String zone, long at) {
    return (int) zone(zone).nightDay(at);
  }

  /** Calendar month in the zone: 12 · year + month − 1. */
  public int month(String zone, long at) {
    return zone(zone).month(at);
  }

  private Zone zone(String zone) {
    if (lastZone == null || !lastZone.name.equals(zone)) {
      lastZone = zones.computeIfAbsent(zone, Zone::new);
    }
    return lastZone;
  }

  private NightPlan plan(Zone zone, LightPoint light, long day) {
    Sky sky = sky(zone, light.latMicro(), light.lonMicro(), day);
    String schedule = light.schedule() == null ? "" : light.schedule();
    if (schedule.equals(sky.lastSchedule)) {
      return sky.lastPlan;
    }
    NightPlan plan = sky.plans.get(schedule);
    if (plan == null) {
      plan =
          new NightPlan(
              sky.night, schedules.computeIfAbsent(schedule, ExpectedState::read), zone.id);
      sky.plans.put(schedule, plan);
    }
    sky.lastSchedule = schedule;
    sky.lastPlan = plan;
    return plan;
  }

  private static LampSchedule read(String schedule) {
    return schedule.isBlank() ? LampSchedule.DUSK_TO_DAWN : LampSchedule.parse(schedule);
  }

  private static Sky sky(Zone zone, int latMicro, int lonMicro, long day) {
    long lat = Math.floorDiv(latMicro + CELL_MICRO / 2, CELL_MICRO);
    long lon = Math.floorDiv(lonMicro + CELL_MICRO / 2, CELL_MICRO);
    long key = (day << 32) ^ ((lat + 20_000) << 16) ^ (lon + 30_000);
    // One reading asks many times about one night at one lamp.
    if (zone.lastSky != null && zone.lastKey == key) {
      return zone.lastSky;
    }
    Sky sky = skyOf(zone, key, lat, lon, day);
    zone.lastSky = sky;
    zone.lastKey = key;
    return sky;
  }

  private static Sky skyOf(Zone zone, long key, long lat, long lon, long day) {
    Sky sky = zone.skies.get(key);
    if (sky == null) {
      if (zone.skies.size() >= NIGHTS_KEPT) {
        zone.skies.clear();
      }
      LocalDate date = LocalDate.ofEpochDay(day);
      Night night = Nights.at((int) lat * CELL_MICRO, (int) lon * CELL_MICRO, zone.id, date);
      sky = new Sky(new Night(date, wholeSecond(night.dusk()), wholeSecond(night.dawn())));
      zone.skies.put(key, sky);
    }
    return sky;
  }

  /** The position that stands for all of its cell, so that nothing depends on who asks first. */
  private static int cell(int micro) {
    return Math.floorDiv(micro + CELL_MICRO / 2, CELL_MICRO) * CELL_MICRO;
  }

  private static long wholeSecond(long at) {
    return Math.floorDiv(at, SECOND) * SECOND;
  }

  private static final class Sky {
    final Night night;
    final Map<String, NightPlan> plans = new HashMap<>(2);
    private Night lowSun;
    private String lastSchedule;
    private NightPlan lastPlan;

    Sky(Night night) {
      this.night = night;
    }
  }

  private static final class Zone {
    final String name;
    final ZoneId id;
    final boolean fixed;
    final long offset;
    final Map<Long, Sky> skies = new HashMap<>();
    private Sky lastSky;
    private long lastKey;
    private long monthDay = Long.MIN_VALUE;
    private int month;

    Zone(String name) {
      this.name = name;
      id = ZoneId.of(name);
      // Asia/Bangkok counts as fixed: its last change was in 1920.
      fixed =
          id.getRules().isFixedOffset()
              || id.getRules().nextTransition(Instant.parse("2019-01-01T00:00:00Z")) == null;
      ZoneOffset now = id.getRules().getOffset(Instant.parse("2020-01-01T00:00:00Z"));
      offset = now.getTotalSeconds() * 1000L;
    }

    /** Epoch day that names the lighting night of {@code at}. */
    long nightDay(long at) {
      return Math.floorDiv(at + shift(at) - HALF_DAY, DAY);
    }

    int month(long at) {
      long day = Math.floorDiv(at + shift(at), DAY);
      if (day != monthDay) {
        LocalDate date = LocalDate.ofEpochDay(day);
        month = 12 * date.getYear() + date.getMonthValue() - 1;
        monthDay = day;
      }
      return month;
    }

    private long shift(long at) {
      return fixed
          ? offset
          : id.getRules().getOffset(Instant.ofEpochMilli(at)).getTotalSeconds() * 1000L;
    }
  }
}
