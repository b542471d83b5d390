package city.sawang.jobs.incident.rule;

import city.sawang.jobs.expected.Expectation;
import city.sawang.jobs.expected.ExpectedState;
import city.sawang.jobs.incident.input.LampReading;
import city.sawang.jobs.incident.model.Evidence;
import city.sawang.jobs.incident.model.FaultCode;
import city.sawang.jobs.incident.model.Quantity;
import city.sawang.jobs.metering.input.LampAssignment;
import city.sawang.jobs.metering.input.MeteringRules;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * A live reading beside what was expected at its instant.
 *
 * @param expectation by sun, schedule, and by what was said last about override and maintenance
 * @param unjudged somebody overrides the lamp or works on it, by what was said last
 * @param expected gives more about the lamp's sun and schedule
 */
public record Sample(
    LampReading reading,
    LampAssignment lamp,
    String zone,
    Expectation expectation,
    boolean unjudged,
    ExpectedState expected) {

  public long at() {
    return reading.at();
  }

  boolean says(Quantity quantity) {
    return reading.says(quantity);
  }

  long get(Quantity quantity) {
    return reading.get(quantity);
  }

  boolean flags(FaultCode code) {
    return reading.flags(code);
  }

  boolean denies(FaultCode code) {
    return reading.denies(code);
  }

  long nominalMw() {
    return lamp.nominalMw();
  }

  /** The lamp should give light now, and may be judged by that. */
  boolean shouldBeLit() {
    return expectation.judged() && expectation.lit();
  }

  /** It should give light for the given time before and after, too: it has warmed up. */
  boolean shouldBeLitAround(long millis) {
    return shouldBeLit()
        && expected.isOn(lamp.light(), zone, at() - millis)
        && expected.isOn(lamp.light(), zone, at() + millis);
  }

  /** It should have the same light level for the given time before and after. */
  boolean shouldBeSteadyAround(long millis) {
    return shouldBeLit()
        && expected.levelAt(lamp.light(), zone, at() - millis) == expectation.dimBp()
        && expected.levelAt(lamp.light(), zone, at() + millis) == expectation.dimBp();
  }

  /** The sun is higher than six degrees at the lamp. */
  boolean isBroadDay() {
    return expected.isBroadDay(lamp.light(), zone, at());
  }

  /** It is dark then, and neither dusk nor dawn is near: a circuit of the night has power. */
  boolean shouldBeDark(long at) {
    int lat = lamp.light().latMicro();
    int lon = lamp.light().lonMicro();
    return at >= expected.sunset(lat, lon, zone, at) + ExpectedState.TWILIGHT_GUARD_MILLIS
        && at < expected.sunrise(lat, lon, zone, at) - ExpectedState.TWILIGHT_GUARD_MILLIS;
  }

  /** Another instant lies in the same lighting night, from noon to noon. */
  boolean isSameNight(long other) {
    return nightDay() == expected.nightDay(zone, other);
  }

  /** Epoch day that names the lighting night. */
  int nightDay() {
    return expected.nightDay(zone, at());
  }

  /** Darkness between an instant and this reading, ms. */
  long darkMillisSince(long from) {
    return expected.darkMillis(lamp.light(), zone, from, at());
  }

  /** Darkness of the whole lighting night, ms. */
  long darkMillisOfNight() {
    int lat = lamp.light().latMicro();
    int lon = lamp.light().lonMicro();
    return expected.sunrise(lat, lon, zone, at()) - expected.sunset(lat, lon, zone, at());
  }

  /** The light level that it says it has, else the expected one, basis points. */
  int dimBp() {
    return says(Quantity.DIM_ACTUAL_BP) ? (int) get(Quantity.DIM_ACTUAL_BP) : expectation.dimBp();
  }

  /** The part of nominal power, but at least so much, mW. */
  long nominalShare(long percent, long leastMw) {
    return Math.max(leastMw, nominalMw() * percent / 100);
  }

  /** It burns (1) or not (0), by its power, else by its own word; −1: it does not say. */
  public static int burns(LampReading reading, LampAssignment lamp) {
    if (reading.says(Quantity.ACTIVE_POWER_MW)) {
      long lit = Math.max(MeteringRules.LIT_MW, lamp.nominalMw() / MeteringRules.LIT_DIVISOR);
      return reading.get(Quantity.ACTIVE_POWER_MW) > lit ? 1 : 0;
    }
    return reading.says(Quantity.LAMP_ON) ? (int) reading.get(Quantity.LAMP_ON) : -1;
  }

  /** This reading, as far as a rule looked at it. */
  public Evidence evidence(List<Quantity> uses) {
    Map<Quantity, Long> values = new EnumMap<>(Quantity.class);
    for (Quantity quantity : uses) {
      if (says(quantity)) {
        values.put(quantity, get(quantity));
      }
    }
    return new Evidence(
        at(), values, expectation.lit(), expectation.dimBp(), expectation.milliwatts());
  }
}
