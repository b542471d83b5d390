package city.sawang.jobs.incident.fold;

import static city.sawang.jobs.metering.input.MeterReading.ABSENT;

import city.sawang.jobs.expected.ExpectedState;
import city.sawang.jobs.incident.input.LampReading;
import city.sawang.jobs.incident.model.Quantity;
import city.sawang.jobs.incident.rule.Sample;
import city.sawang.jobs.metering.input.LampAssignment;
import city.sawang.jobs.metering.input.MeteringRules;

/**
 * Adds up how long the lamp was dark though it should have been lit, and how much power it took
 * beyond what was expected. What a reading said holds until the next one that says it, for two
 * reporting intervals at most; stored readings count like live ones (INCIDENTS.md#dark).
 */
final class Account {
  private static final int UNKNOWN = -1;

  Totals totals = Totals.NONE;
  long to = ABSENT;
  int burns = UNKNOWN;
  long burnsAt = ABSENT;
  long powerMw = ABSENT;
  long powerAt = ABSENT;

  /**
   * Up to an instant.
   *
   * @param unjudged somebody overrides the lamp or works on it: nothing is counted
   */
  void pass(long at, LampAssignment lamp, String zone, ExpectedState expected, boolean unjudged) {
    if (to == ABSENT || at <= to) {
      return;
    }
    long hold = (long) MeteringRules.HOLD_INTERVALS * lamp.intervalSeconds() * 1_000L;
    long dark = 0;
    long effect = 0;
    if (!unjudged) {
      if (burns == 0) {
        long until = Math.min(at, burnsAt + hold);
        dark = until > to ? expected.onMillis(lamp.light(), zone, to, until) : 0;
      }
      long until = powerMw == ABSENT ? to : Math.min(at, powerAt + hold);
      if (until > to && lamp.nominalMw() > 0) {
        effect = powerMw * (until - to) - expected.milliwattMillis(lamp.light(), zone, to, until);
      }
    }
    totals = totals.plus(new Totals(dark, effect));
    to = at;
  }

  /** What a reading says holds from then on; what it does not say, it does not change. */
  void hold(LampReading reading, LampAssignment lamp) {
    to = reading.at();
    int now = Sample.burns(reading, lamp);
    if (now != UNKNOWN) {
      burns = now;
      burnsAt = reading.at();
    }
    if (reading.says(Quantity.ACTIVE_POWER_MW)) {
      powerMw = reading.get(Quantity.ACTIVE_POWER_MW);
      powerAt = reading.at();
    }
  }

  /** Nothing has come yet. */
  void begin() {
    totals = Totals.NONE;
    forget();
  }

  /** Nothing is known of the lamp that comes now. */
  void forget() {
    to = ABSENT;
    burns = UNKNOWN;
    burnsAt = ABSENT;
    powerMw = ABSENT;
    powerAt = ABSENT;
  }
}
