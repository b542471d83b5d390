package city.sawang.jobs.metering.contribution;

/**
 * Figures of one lamp's quarter hour from one controller. Sums and counts instead of averages, so
 * that the contributions of the controllers that served the lamp can be added.
 *
 * @param flags bits of {@link MeterFlag}
 * @param decided no further reading in order can change it; only a late one
 */
public record IntervalFigures(
    IntervalKey key,
    ContributionSource source,
    IntervalAttribution attribution,
    IntervalEnergy energy,
    Averages averages,
    LightSeconds light,
    ReadingCount readings,
    int flags,
    boolean decided,
    ControllerProgress progress)
    implements IntervalContribution {

  @Override
  public IntervalFigures with(ControllerProgress other) {
    return new IntervalFigures(
        key, source, attribution, energy, averages, light, readings, flags, decided, other);
  }

  /**
   * Whether a reading was accepted in it. A quarter hour between two readings has figures as well,
   * but nothing was received in it.
   */
  public boolean hasReadings() {
    return readings.accepted() > 0 || !averages.isEmpty();
  }
}
