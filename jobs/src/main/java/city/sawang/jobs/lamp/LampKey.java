package city.sawang.jobs.lamp;

import city.sawang.jobs.coverage.NightFinal;
import city.sawang.jobs.metering.contribution.LampContributions;

/**
 * A lamp position; lamp ids are unique within their city. It keys the state: its hash code decides
 * in which key group a lamp lies in every savepoint, so it is written down and not left to the
 * Java runtime, whose own for records is also slower.
 */
public record LampKey(String cityId, String lampId) {
  /** The lamp that contributions are about. */
  public static LampKey of(LampContributions contributions) {
    return new LampKey(contributions.cityId(), contributions.lampId());
  }

  /** The lamp whose night is final. */
  public static LampKey ofNight(NightFinal night) {
    return new LampKey(night.cityId(), night.lampId());
  }

  @Override
  public int hashCode() {
    return 31 * cityId.hashCode() + lampId.hashCode();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof LampKey that
        && lampId.equals(that.lampId)
        && cityId.equals(that.cityId);
  }
}
