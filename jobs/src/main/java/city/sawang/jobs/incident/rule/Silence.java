package city.sawang.jobs.incident.rule;

import city.sawang.jobs.expected.ExpectedState;
import city.sawang.jobs.metering.input.LampAssignment;

/**
 * When a controller that says nothing more is overdue: a timer on event time
 * (INCIDENTS.md#silence). On a circuit that is switched off by day, no silence by day is an alarm.
 */
public final class Silence {
  private static final long DAY = 86_400_000L;
  private static final long HOUR = 3_600_000L;

  private final long intervals;
  private final long leastMillis;
  private final long afterDuskMillis;
  private final long guardMillis;

  Silence(RulesReader rules) {
    intervals = rules.number("comm_loss.intervals", 2, 100);
    leastMillis = rules.minutes("comm_loss.least_minutes");
    afterDuskMillis = rules.number("comm_loss.after_dusk_hours", 1, 8) * HOUR;
    guardMillis = ExpectedState.TWILIGHT_GUARD_MILLIS;
  }

  /**
   * A silence.
   *
   * @param since its begin: the last reading, or the dusk with which the controller should have
   *     spoken; epoch milliseconds
   * @param due when it becomes an incident
   */
  public record Alarm(long since, long due) {}

  /** How long a controller may be silent, ms; what was consecutive before is not after it. */
  public long limitMillis(LampAssignment lamp) {
    return Math.max(intervals * lamp.intervalSeconds() * 1_000L, leastMillis);
  }

  /** What comes of it when nothing is heard after {@code last}. */
  public Alarm after(long last, LampAssignment lamp, String zone, ExpectedState expected) {
    long limit = limitMillis(lamp);
    if (!lamp.nightPowered()) {
      return new Alarm(last, last + limit);
    }
    int lat = lamp.light().latMicro();
    int lon = lamp.light().lonMicro();
    long dusk = expected.sunset(lat, lon, zone, last);
    long dawn = expected.sunrise(lat, lon, zone, last);
    boolean on = last >= dusk - guardMillis && last + limit < dawn - guardMillis;
    if (on) {
      return new Alarm(last, last + limit);
    }
    long next = last < dusk - guardMillis ? dusk : expected.sunset(lat, lon, zone, last + DAY);
    return new Alarm(next, next + afterDuskMillis);
  }
}
