package city.sawang.jobs.rollup;

import city.sawang.jobs.measures.MeasureDelta;

/**
 * A circuit; feeder ids are unique within their city. It keys the state: its hash code decides in
 * which key group a circuit lies in every savepoint, so it is written down and not left to the Java
 * runtime.
 */
public record FeederKey(String cityId, String feederId) {
  public static FeederKey of(MeasureDelta difference) {
    return new FeederKey(difference.cityId(), difference.feederId());
  }

  @Override
  public int hashCode() {
    return 31 * cityId.hashCode() + feederId.hashCode();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof FeederKey that
        && feederId.equals(that.feederId)
        && cityId.equals(that.cityId);
  }
}
