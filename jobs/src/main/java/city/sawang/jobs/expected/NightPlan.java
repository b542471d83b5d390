package city.sawang.jobs.expected;

import city.sawang.schemas.registry.LampSchedule;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Arrays;

/**
 * One schedule laid over one night: levels[i] holds from starts[i] to starts[i + 1], the last one
 * to dawn.
 */
final class NightPlan {
  private final long[] starts;
  private final int[] levels;
  private final long dawn;

  NightPlan(Night night, LampSchedule schedule, ZoneId zone) {
    long[] edges = new long[schedule.steps().size() + 1];
    int[] dims = new int[edges.length];
    int count = 1;
    edges[0] = night.dusk();
    dims[0] = schedule.duskBasisPoints();
    for (LampSchedule.Step step : schedule.steps()) {
      LocalDate date = step.at().isBefore(LocalTime.NOON) ? night.date().plusDays(1) : night.date();
      long at = date.atTime(step.at()).atZone(zone).toInstant().toEpochMilli();
      if (at <= edges[count - 1]) {
        // A step before dusk sets the level that dusk begins with.
        dims[count - 1] = step.dimBasisPoints();
      } else if (at < night.dawn()) {
        edges[count] = at;
        dims[count++] = step.dimBasisPoints();
      }
    }
    starts = Arrays.copyOf(edges, count);
    levels = Arrays.copyOf(dims, count);
    dawn = night.dawn();
  }

  private long end(int i) {
    return i + 1 < starts.length ? starts[i + 1] : dawn;
  }

  /** The sun rises or sets less than {@code guard} milliseconds from an instant. */
  boolean isTwilight(long at, long guard) {
    return Math.abs(at - starts[0]) < guard || Math.abs(at - dawn) < guard;
  }

  /** Level at an instant, basis points; 0 outside the night. */
  int levelAt(long at) {
    if (at >= dawn) {
      return 0;
    }
    int i = starts.length - 1;
    while (i >= 0 && at < starts[i]) {
      i--;
    }
    return i < 0 ? 0 : levels[i];
  }

  /** The first instant after {@code at} at which the lamp goes on or off, or MAX_VALUE. */
  long nextSwitch(long at) {
    boolean on = false;
    for (int i = 0; i < starts.length; i++) {
      boolean lit = levels[i] > 0;
      if (lit != on && starts[i] > at && starts[i] < end(i)) {
        return starts[i];
      }
      on = lit;
    }
    return on && dawn > at && dawn > starts[0] ? dawn : Long.MAX_VALUE;
  }

  /** Milliseconds within [from, to) in which the lamp is expected on. */
  long onMillis(long from, long to) {
    long sum = 0;
    for (int i = 0; i < starts.length; i++) {
      if (levels[i] > 0) {
        sum += Math.max(0, Math.min(to, end(i)) - Math.max(from, starts[i]));
      }
    }
    return sum;
  }

  /** Expected milliwatts times milliseconds within [from, to). */
  long milliwattMillis(LightPoint light, long from, long to) {
    long sum = 0;
    for (int i = 0; i < starts.length; i++) {
      long span = Math.min(to, end(i)) - Math.max(from, starts[i]);
      if (span > 0 && levels[i] > 0) {
        sum += span * ExpectedState.powerMw(light, levels[i]);
      }
    }
    return sum;
  }
}
