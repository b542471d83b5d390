package city.sawang.jobs.metering.contribution;

/** Where a contribution comes from. Each source replaces only its own earlier contribution. */
public enum ContributionSource {
  /** Readings of the controller. */
  READINGS,
  /**
   * The schedule alone, to fill a gap: what was expected of a controller that sent nothing. It
   * gives way to a contribution from readings of the same controller.
   */
  EXPECTATION
}
