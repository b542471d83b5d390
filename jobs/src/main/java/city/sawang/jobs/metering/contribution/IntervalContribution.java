package city.sawang.jobs.metering.contribution;

/**
 * What one controller contributes to one lamp's quarter hour: absolute figures, or the retraction of
 * earlier ones. It replaces whatever the same controller contributed before, from the same source,
 * to the same (lamp, quarter hour).
 */
public sealed interface IntervalContribution permits IntervalFigures, IntervalRetraction {
  IntervalKey key();

  ContributionSource source();

  ControllerProgress progress();

  /** With another progress of its controller. */
  IntervalContribution with(ControllerProgress progress);

  default String cityId() {
    return key().cityId();
  }

  default String lampId() {
    return key().lampId();
  }

  default String controllerId() {
    return key().controllerId();
  }

  /** Start of the quarter hour, epoch milliseconds. */
  default long periodStart() {
    return key().periodStart();
  }

  /** It fills a gap, instead of coming from readings. */
  default boolean isExpectation() {
    return source() == ContributionSource.EXPECTATION;
  }
}
