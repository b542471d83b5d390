package city.sawang.jobs.incident.outage;

import city.sawang.jobs.expected.LightPoint;
import city.sawang.jobs.metering.input.LampAssignment;

/**
 * A lamp as a member of its circuit, gateway and city, for as long as a controller serves it.
 *
 * @param intervalMillis declared reporting interval
 * @param zone IANA name of the city's time zone
 * @param from inclusive, epoch milliseconds
 * @param to exclusive
 */
record GroupLamp(
    String lampId, LightPoint light, String zone, long intervalMillis, long from, long to) {
  private static final long SECOND = 1_000L;

  static GroupLamp of(LampAssignment lamp, String zone) {
    return new GroupLamp(
        lamp.lampId(),
        lamp.light(),
        zone,
        lamp.intervalSeconds() * SECOND,
        lamp.validFrom(),
        lamp.validTo());
  }
}
