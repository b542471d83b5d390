package city.sawang.jobs.rollup;

import city.sawang.jobs.measures.MeasureDelta;

/**
 * A circuit, or a city as a whole; feeder ids are unique within their city. It keys the state: its
 * hash code decides in which key group the sums lie in every savepoint, so it is written down and
 * not left to the Java runtime.
 *
 * @param feederId {@link city.sawang.jobs.measures.RollUpTarget#NO_FEEDER}: the city
 */
public record RollUpKey(String cityId, String feederId) {
  public static RollUpKey of(MeasureDelta delta) {
    return new RollUpKey(delta.target().cityId(), delta.target().feederId());
  }

  @Override
  public int hashCode() {
    return 31 * cityId.hashCode() + feederId.hashCode();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RollUpKey that
        && feederId.equals(that.feederId)
        && cityId.equals(that.cityId);
  }
}
