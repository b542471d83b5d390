package city.sawang.jobs.coverage;

/**
 * A quarter hour in which a reading of a city was taken.
 *
 * @param periodStart epoch milliseconds, multiple of 900,000
 * @param nightDay epoch day that names its lighting night in the city
 * @param witness the controller or meter that took it
 * @param meter a feeder or cabinet meter took it
 * @param unregisteredLamp lamp id under which an unregistered controller is booked; {@link
 *     #REGISTERED}: a registered one reported, which counts for the city's coverage
 */
public record ActiveInterval(
    String cityId,
    long periodStart,
    int nightDay,
    String witness,
    boolean meter,
    String unregisteredLamp) {
  static final String REGISTERED = "";

  boolean isRegistered() {
    return unregisteredLamp.equals(REGISTERED);
  }
}
