package city.sawang.jobs.figures;

import city.sawang.jobs.expected.LightPoint;
import city.sawang.jobs.metering.contribution.Averages;
import city.sawang.jobs.metering.contribution.ContributionSource;
import city.sawang.jobs.metering.contribution.ControllerProgress;
import city.sawang.jobs.metering.contribution.IntervalAttribution;
import city.sawang.jobs.metering.contribution.IntervalEnergy;
import city.sawang.jobs.metering.contribution.IntervalFigures;
import city.sawang.jobs.metering.contribution.IntervalKey;
import city.sawang.jobs.metering.contribution.LightSeconds;
import city.sawang.jobs.metering.contribution.ReadingCount;
import city.sawang.jobs.metering.input.LampAssignment;
import city.sawang.jobs.metering.input.MeterReading;
import city.sawang.schemas.avro.Assignment;
import java.time.LocalDate;

/** Contributions made by hand. */
final class Contributions {
  private Contributions() {}

  /** The schedule and place of an assignment. */
  static LampAssignment lamp(Assignment a) {
    return new LampAssignment(
        a.getLampId(),
        LampAssignment.Kind.LAMP,
        new LampAssignment.Membership(a.getDeploymentId(), a.getFeederId(), a.getStage()),
        new LightPoint(
            a.getLatitudeMicrodegrees(),
            a.getLongitudeMicrodegrees(),
            a.getNominalMilliwatts(),
            0,
            10_000,
            a.getSchedule()),
        new LampAssignment.Reporting(
            a.getReportIntervalSeconds(), a.getNightPowered(), MeterReading.ABSENT_INT),
        Long.MIN_VALUE,
        Long.MAX_VALUE);
  }

  /**
   * @param numbers readings expected, dark seconds, wanted seconds
   */
  static IntervalFigures silent(
      String city,
      String lamp,
      String feeder,
      String controller,
      long period,
      int[] numbers,
      int night) {
    LocalDate date = LocalDate.ofEpochDay(night);
    return new IntervalFigures(
        new IntervalKey(city, lamp, controller, period),
        ContributionSource.EXPECTATION,
        new IntervalAttribution(
            "demo", feeder, night, 12 * date.getYear() + date.getMonthValue() - 1),
        IntervalEnergy.UNKNOWN,
        Averages.NONE,
        new LightSeconds(numbers[1], numbers[2], 0, 0, numbers[1] - numbers[2], 0),
        new ReadingCount(numbers[0], 0),
        0,
        false,
        ControllerProgress.NONE);
  }
}
