package city.sawang.jobs.coverage;

import static city.sawang.jobs.metering.QuarterHourContribution.QUARTER_MILLIS;

import city.sawang.jobs.metering.LampAssignment;
import city.sawang.jobs.metering.Light;
import city.sawang.jobs.metering.MeterReading;
import city.sawang.jobs.metering.Placement;
import city.sawang.jobs.metering.QuarterHourContribution;
import city.sawang.jobs.metering.SilentQuarters;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Makes the contributions that fill the gaps of a controller: what was expected of it, and nothing known. */
final class ExpectedContributions {
  /** Lamps in these stages are expected to report. */
  private static final Set<String> REPORTING_STAGES = Set.of("COMMISSIONED", "REPORTING");

  private final SilentQuarters quarters = new SilentQuarters();

  /** One contribution per lamp that the controller should serve in it; mostly one. */
  List<QuarterHourContribution> of(Placement placement, long quarter) {
    List<QuarterHourContribution> said = new ArrayList<>(1);
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
  static boolean contains(String lampId, List<QuarterHourContribution> said) {
    for (QuarterHourContribution other : said) {
      if (other.lampId().equals(lampId)) {
        return true;
      }
    }
    return false;
  }

  /** Takes back what was said for a controller. */
  static QuarterHourContribution retraction(QuarterHourContribution said) {
    return new QuarterHourContribution(
        said.cityId(),
        said.lampId(),
        null,
        null,
        said.controllerId(),
        said.periodStart(),
        true,
        false,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        false,
        0,
        0,
        0,
        0,
        0,
        Light.NONE,
        true,
        Long.MIN_VALUE,
        MeterReading.ABSENT,
        false);
  }
}
