package city.sawang.jobs.metering.contribution;

/**
 * Takes back what a controller contributed to a quarter hour from one source: it contributes nothing
 * to it (any more).
 *
 * <p>The source belongs to it because figures from readings and figures that fill a gap stand side
 * by side in the lamp's state, and a retraction must remove only its own kind. Whether the figures
 * were decided does not: nothing is left that could be.
 */
public record IntervalRetraction(
    IntervalKey key, ContributionSource source, ControllerProgress progress)
    implements IntervalContribution {

  /** The retraction of a contribution. */
  public static IntervalRetraction of(IntervalContribution contribution) {
    return new IntervalRetraction(
        contribution.key(), contribution.source(), ControllerProgress.NONE);
  }

  @Override
  public IntervalRetraction with(ControllerProgress other) {
    return new IntervalRetraction(key, source, other);
  }
}
