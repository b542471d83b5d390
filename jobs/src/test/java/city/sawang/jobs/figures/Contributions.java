package city.sawang.jobs.figures;

import city.sawang.jobs.metering.LampAssignment;
import city.sawang.jobs.metering.Light;
import city.sawang.jobs.metering.MeterReading;
import city.sawang.jobs.metering.QuarterHourContribution;
import city.sawang.schemas.avro.Assignment;
import java.time.LocalDate;

/** Contributions made by hand. */
final class Contributions {
  private Contributions() {}

  /** The schedule and place of an assignment. */
  static LampAssignment lamp(Assignment a) {
    return new LampAssignment(
        a.getLampId(),
        a.getDeploymentId(),
        a.getFeederId(),
        a.getLatitudeMicrodegrees(),
        a.getLongitudeMicrodegrees(),
        a.getNominalMilliwatts(),
        a.getNightPowered(),
        a.getReportIntervalSeconds(),
        a.getSchedule(),
        10_000,
        0,
        MeterReading.ABSENT_INT,
        a.getStage(),
        Long.MIN_VALUE,
        Long.MAX_VALUE);
  }

  /**
   * @param numbers readings expected, dark seconds, wanted seconds
   */
  static QuarterHourContribution silent(
      String city,
      String lamp,
      String feeder,
      String controller,
      long period,
      int[] numbers,
      int night) {
    LocalDate date = LocalDate.ofEpochDay(night);
    return new QuarterHourContribution(
        city,
        lamp,
        "demo",
        feeder,
        controller,
        period,
        false,
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
        numbers[0],
        0,
        0,
        false,
        night,
        12 * date.getYear() + date.getMonthValue() - 1,
        0,
        0,
        0,
        new Light(numbers[1], numbers[2], 0, 0, numbers[1] - numbers[2], 0),
        true,
        Long.MIN_VALUE,
        MeterReading.ABSENT,
        false);
  }
}
