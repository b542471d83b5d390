package city.sawang.local.simulate.fault;

import city.sawang.local.simulate.given.LightPlan;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * When a fault can be told from other faults: long enough for its rule, at a time at which the rule
 * judges, and away from what would make it two faults (a frozen meter over a dimming step also shows a
 * wrong power).
 */
final class FaultMoments {
  /**
   * From when to when something is broken, epoch milliseconds.
   *
   * @param due when the rule's own timer is over
   */
  record Moment(long from, long to, long due) {}

  private static final long MINUTE = 60_000;
  private static final long HOUR = 60 * MINUTE;
  private static final long DAY = 24 * HOUR;

  /** Away from dusk and dawn, around which nothing is judged for half an hour. */
  private static final long TWILIGHT = 45 * MINUTE;

  /** Away from a dimming step, around which power is not judged for ten minutes. */
  private static final long STEP = 12 * MINUTE;

  /** So many intervals for readings that are late, partial or lost. */
  private static final int SPARE_INTERVALS = 5;

  private static final long MOST_EXTRA = 2 * HOUR;

  /** An outage lasts longer than a short silence. */
  private static final long LEAST_OUTAGE = 45 * MINUTE;

  /** Where readings are too seldom to see it, the count of switchings of a night tells it. */
  private static final long LEAST_CYCLING = 3 * HOUR;

  private static final long CYCLE = 12 * MINUTE;
  private static final int CONTROL_CYCLES = 3;
  private static final int FROZEN_CONTROL_READINGS = 20;

  /** When a lamp of a night-powered circuit that does not come up is missed. */
  private static final long AFTER_DUSK = 2 * HOUR;

  private final SplittableRandom dice;

  FaultMoments(SplittableRandom dice) {
    this.dice = dice;
  }

  /**
   * A moment in the lighting night that begins with a noon.
   *
   * @param noon local noon, epoch milliseconds
   * @return empty when the fault does not fit into that night
   */
  Optional<Moment> of(FaultKind kind, InjectedFault.Form form, FaultTarget target, long noon) {
    if (kind == FaultKind.COMM_LOSS && target.nightPowered() && dice.nextInt(3) == 0) {
      return notUpAfterDusk(target, noon);
    }
    long interval = target.intervalMillis();
    long length = length(kind, interval);
    Optional<Moment> moment =
        switch (kind) {
          case DAY_BURNER -> byDay(target, noon, length);
          case RELAY_FAILURE ->
              form == InjectedFault.Form.WELDED
                  ? byDay(target, noon, length)
                  : byNight(target, noon, length);
          case POWER_HIGH, POWER_LOW, FROZEN_SENSOR -> betweenSteps(target, noon, length);
          case SUPPLY_LOSS, COMM_LOSS, OVERVOLTAGE, UNDERVOLTAGE, CLOCK_DRIFT, CITY_LINK_DOWN ->
              target.nightPowered() || dice.nextBoolean()
                  ? byNight(target, noon, length)
                  : within(noon, noon + DAY, length);
          default -> byNight(target, noon, length);
        };
    // Without a last gasp only its end tells that the supply was lost.
    long rule = kind == FaultKind.SUPPLY_LOSS ? length : kind.ruleMillis(interval);
    return moment.map(m -> new Moment(m.from(), m.to(), m.from() + rule));
  }

  private long length(FaultKind kind, long interval) {
    long least = kind.ruleMillis(interval) + (SPARE_INTERVALS + 1) * interval;
    return switch (kind) {
      // Mostly a short one, which ends before its silence is an alarm of its own.
      case SUPPLY_LOSS ->
          MINUTE * (dice.nextInt(4) > 0 ? dice.nextLong(3, 20) : dice.nextLong(60, 240));
      // A night has hardly room for more.
      case FROZEN_SENSOR -> kind.ruleMillis(interval) + 3 * interval;
      case CYCLING -> Math.max(least, LEAST_CYCLING) + dice.nextLong(MOST_EXTRA);
      case FEEDER_OUTAGE, GATEWAY_OUTAGE, CITY_LINK_DOWN ->
          Math.max(least, LEAST_OUTAGE) + dice.nextLong(MOST_EXTRA);
      default -> least + dice.nextLong(MOST_EXTRA);
    };
  }

  /** A moment of a quiet control; empty when the kind has none, or it does not fit. */
  Optional<Moment> ofControl(FaultKind kind, boolean weak, FaultTarget target, long noon) {
    long interval = target.intervalMillis();
    if (weak) {
      return kind == FaultKind.CLOCK_DRIFT
          ? byNight(target, noon, length(kind, interval))
          : betweenSteps(target, noon, length(kind, interval));
    }
    return switch (kind) {
      case CYCLING -> byNight(target, noon, CONTROL_CYCLES * CYCLE);
      case DAY_BURNER -> byDay(target, noon, kind.leastMillis() - 2 * MINUTE);
      case CONTROL_GEAR_FAILURE, RELAY_FAILURE -> byNight(target, noon, interval - 1);
      case FROZEN_SENSOR -> betweenSteps(target, noon, FROZEN_CONTROL_READINGS * interval);
      // What is missing is silent from the reading before it to the one after it.
      case COMM_LOSS -> byNight(target, noon, kind.ruleMillis(interval) - 2 * interval - 1);
      default -> betweenSteps(target, noon, kind.leastMillis() - MINUTE);
    };
  }

  /** On a circuit that is off by day, from before dusk until it must have been missed. */
  private Optional<Moment> notUpAfterDusk(FaultTarget target, long noon) {
    long dusk = target.light().dusk(noon);
    long due = dusk + AFTER_DUSK;
    long extra = SPARE_INTERVALS * target.intervalMillis() + dice.nextLong(MOST_EXTRA);
    return Optional.of(new Moment(dusk - HOUR, due + extra, due));
  }

  private Optional<Moment> byNight(FaultTarget target, long noon, long length) {
    LightPlan light = target.light();
    return within(light.dusk(noon) + TWILIGHT, light.dawn(noon) - TWILIGHT, length);
  }

  private Optional<Moment> byDay(FaultTarget target, long noon, long length) {
    if (target.nightPowered()) {
      return Optional.empty();
    }
    long dawn = target.light().dawn(noon);
    return within(dawn + TWILIGHT, target.light().dusk(noon + DAY) - TWILIGHT, length);
  }

  /** In the longest part of the night that has one light level. */
  private Optional<Moment> betweenSteps(FaultTarget target, long noon, long length) {
    LightPlan light = target.light();
    long dusk = light.dusk(noon);
    long end = light.dawn(noon) - TWILIGHT;
    long bestFrom = 0;
    long bestTo = 0;
    for (long at = dusk; at < end; at = light.nextChange(at)) {
      long from = at == dusk ? dusk + TWILIGHT : at + STEP;
      long to = Math.min(light.nextChange(at) - STEP, end);
      if (to - from > bestTo - bestFrom) {
        bestFrom = from;
        bestTo = to;
      }
    }
    return within(bestFrom, bestTo, length);
  }

  private Optional<Moment> within(long from, long to, long length) {
    if (length <= 0 || to - from <= length) {
      return Optional.empty();
    }
    long at = dice.nextLong(from, to - length);
    return Optional.of(new Moment(at, at + length, at + length));
  }
}
