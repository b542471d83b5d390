package city.sawang.jobs.metering;

import java.util.List;

/** Turns the readings of one controller into quarter hours (domain §3). */
public final class ControllerMeter {
  private final MeteringRules rules;

  public ControllerMeter(MeteringRules rules) {
    this.rules = rules;
  }

  /**
   * Takes one reading.
   *
   * @param summary null for the first reading of the controller
   */
  public Acceptance accept(
      ReadingLog log, ControllerSummary summary, Placement placement, MeterReading reading) {
    long newest = summary == null ? reading.observedAt() : summary.newestObservedAt();
    Verdict verdict =
        reading.observedAt() >= newest
            ? Verdict.IN_TIME
            : newest - reading.observedAt() <= rules.horizonMillis()
                ? Verdict.LATE
                : Verdict.TOO_LATE;
    return new Acceptance(verdict, summary, List.of(), List.of());
  }

  /** The registry tells something else about the controller. */
  public Acceptance replace(
      ReadingLog log, ControllerSummary summary, Placement before, Placement after) {
    return new Acceptance(null, summary, List.of(), List.of());
  }
}
