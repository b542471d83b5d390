package city.sawang.jobs.incident.rule;

import city.sawang.jobs.expected.ExpectedState;
import city.sawang.jobs.incident.input.LampReading;
import city.sawang.jobs.metering.input.LampAssignment;
import city.sawang.jobs.metering.input.MeterReading;

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
  private final long believedMillis;
  private final long guardMillis;

  /**
   * @param prefix of its entries: {@code comm_loss}, or {@code outage} of the sign that comes before
   */
  Silence(RulesReader rules, String prefix) {
    intervals = rules.number(prefix + ".intervals", 2, 100);
    leastMillis = rules.minutes(prefix + ".least_minutes");
    afterDuskMillis = rules.minutes(prefix + ".after_dusk_minutes");
    believedMillis = rules.number("clock.believed_hours", 1, 720) * HOUR;
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

  /** The other one is never due before this one. */
  boolean isBefore(Silence other) {
    return intervals < other.intervals
        && leastMillis < other.leastMillis
        && afterDuskMillis < other.afterDuskMillis;
  }

  /**
   * When a reading shows that its controller was alive: when it was observed; but when it says that
   * this was a day before it came, its clock is not believed, and it was alive when it came.
   */
  public long aliveAt(LampReading.Stamp stamp) {
    return stamp.receivedAt() - stamp.observedAt() > believedMillis
        ? stamp.receivedAt()
        : stamp.observedAt();
  }

  /**
   * Its clock was wrong for this reading: it took a day longer to come than the one observed before it.
   *
   * @param lagBefore how long that one took, ms; {@link MeterReading#ABSENT} when there is none
   */
  public boolean isMisdated(LampReading.Stamp stamp, long lagBefore) {
    return !stamp.arrival()
        && lagBefore != MeterReading.ABSENT
        && stamp.receivedAt() - stamp.observedAt() - lagBefore > believedMillis;
  }

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
