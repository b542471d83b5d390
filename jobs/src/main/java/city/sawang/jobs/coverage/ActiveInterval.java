package city.sawang.jobs.coverage;

/**
 * A quarter hour in which a reading of a city was taken.
 *
 * @param periodStart epoch milliseconds, multiple of 900,000
 * @param unregisteredLamp lamp id under which an unregistered controller is booked; {@link
 *     #REGISTERED}: a registered one reported, which counts for the city's coverage
 */
public record ActiveInterval(String cityId, long periodStart, String unregisteredLamp) {
  static final String REGISTERED = "";

  boolean isRegistered() {
    return unregisteredLamp.equals(REGISTERED);
  }
}
