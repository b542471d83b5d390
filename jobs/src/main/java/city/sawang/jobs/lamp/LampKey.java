package city.sawang.jobs.lamp;

import city.sawang.jobs.metering.QuarterHourContribution;

/** A lamp position; lamp ids are unique within their city. */
public record LampKey(String cityId, String lampId) {
  /** The lamp that a contribution is about. */
  public static LampKey of(QuarterHourContribution contribution) {
    return new LampKey(contribution.cityId(), contribution.lampId());
  }
}
