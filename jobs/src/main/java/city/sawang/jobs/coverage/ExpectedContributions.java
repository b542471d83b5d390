package city.sawang.jobs.coverage;

import static city.sawang.jobs.metering.contribution.MeteringInterval.QUARTER_MILLIS;

import city.sawang.jobs.metering.contribution.IntervalFigures;
import city.sawang.jobs.metering.input.ControllerAssignments;
import city.sawang.jobs.metering.input.LampAssignment;
import city.sawang.jobs.metering.interval.ExpectedIntervals;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Makes the contributions that fill the gaps of a controller: what was expected of it, and nothing known. */
final class ExpectedContributions {
  /** Lamps in these stages are expected to report. */
  private static final Set<String> REPORTING_STAGES = Set.of("COMMISSIONED", "REPORTING");

  private final ExpectedIntervals quarters = new ExpectedIntervals();

  /** One contribution per lamp that the controller should serve in it; mostly one. */
  List<IntervalFigures> of(ControllerAssignments placement, long quarter) {
    List<IntervalFigures> said = new ArrayList<>(1);
    List<LampAssignment> assignments = placement.assignments();
    for (int i = 0; i < assignments.size(); i++) {
      LampAssignment lamp = assignments.get(i);
      if (lamp.validFrom() < quarter + QUARTER_MILLIS
          && lamp.validTo() > quarter
          && REPORTING_STAGES.contains(lamp.stage())
          && !contains(lamp.lampId(), said)) {
        said.add(quarters.of(placement, i, quarter));
      }
    }
    return said;
  }

  /** A lamp that was given another circuit within the quarter hour counts once. */
  static boolean contains(String lampId, List<IntervalFigures> said) {
    for (IntervalFigures other : said) {
      if (other.lampId().equals(lampId)) {
        return true;
      }
    }
    return false;
  }
}
