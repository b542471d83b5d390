package city.sawang.jobs.coverage;

import static city.sawang.jobs.metering.contribution.MeteringInterval.QUARTER_MILLIS;

import city.sawang.jobs.expected.ExpectedState;
import city.sawang.jobs.metering.contribution.IntervalFigures;
import city.sawang.jobs.metering.input.ControllerAssignments;
import city.sawang.jobs.metering.input.LampAssignment;
import city.sawang.jobs.metering.interval.ExpectedIntervals;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Fills the gaps of a controller: contributions of what was expected of it, with nothing known. */
final class ExpectedContributions {
  /** Lamps in these stages are expected to report. */
  private static final Set<String> REPORTING_STAGES = Set.of("COMMISSIONED", "REPORTING");

  private final ExpectedIntervals quarters = new ExpectedIntervals();
  private final ExpectedState expected;

  ExpectedContributions(ExpectedState expected) {
    this.expected = expected;
  }

  /** One contribution per lamp that the controller should serve in it; mostly one. */
  List<IntervalFigures> of(ControllerAssignments controller, long quarter) {
    List<IntervalFigures> contributions = new ArrayList<>(1);
    List<LampAssignment> assignments = controller.assignments();
    for (int i = 0; i < assignments.size(); i++) {
      LampAssignment lamp = assignments.get(i);
      if (lamp.validFrom() < quarter + QUARTER_MILLIS
          && lamp.validTo() > quarter
          && REPORTING_STAGES.contains(lamp.stage())
          && isCommissioned(lamp, controller.zone(), quarter)
          && !contains(lamp.lampId(), contributions)) {
        contributions.add(quarters.of(controller, i, quarter));
      }
    }
    return contributions;
  }

  /** Before the night in which it was commissioned nobody misses its readings. */
  private boolean isCommissioned(LampAssignment lamp, String zone, long quarter) {
    return !lamp.hasCommissioning() || expected.nightDay(zone, quarter) >= lamp.commissionedDay();
  }

  /** A lamp that was given another circuit within the quarter hour counts once. */
  static boolean contains(String lampId, List<IntervalFigures> contributions) {
    for (IntervalFigures other : contributions) {
      if (other.lampId().equals(lampId)) {
        return true;
      }
    }
    return false;
  }
}
