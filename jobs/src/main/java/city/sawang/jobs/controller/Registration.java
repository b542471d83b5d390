package city.sawang.jobs.controller;

import city.sawang.jobs.expected.LightPoint;
import city.sawang.jobs.metering.input.ControllerAssignments;
import city.sawang.jobs.metering.input.LampAssignment;
import city.sawang.jobs.metering.input.MeterReading;
import city.sawang.schemas.HomeZone;
import city.sawang.schemas.avro.Assignment;
import city.sawang.schemas.avro.DeviceKind;
import city.sawang.schemas.avro.RegistryController;
import java.util.List;
import java.util.Optional;

/**
 * What the registry says about a controller.
 *
 * @param placement where it has hung; without assignments when nobody registered it
 * @param meter it is a feeder or cabinet meter: its energy is not a lamp's and enters no quarter
 *     hour of a lamp
 */
public record Registration(ControllerAssignments placement, boolean meter) {
  /** Where a controller is taken to hang that nobody registered: the middle of Thailand. */
  private static final int HOME_LATITUDE_MICRODEGREES = 13_750_000;

  private static final int HOME_LONGITUDE_MICRODEGREES = 100_500_000;

  /** A controller that nobody registered. */
  public static Registration nobody(String cityId, String controllerId) {
    return new Registration(
        new ControllerAssignments(
            cityId,
            controllerId,
            HomeZone.NAME,
            HOME_LATITUDE_MICRODEGREES,
            HOME_LONGITUDE_MICRODEGREES,
            List.of()),
        false);
  }

  /** What a record of the registry says. */
  public static Registration of(RegistryController controller) {
    List<Assignment> assignments = controller.getAssignments();
    return new Registration(
        new ControllerAssignments(
            controller.getCityId(),
            controller.getControllerId(),
            controller.getTimezone(),
            controller.getCityLatitudeMicrodegrees(),
            controller.getCityLongitudeMicrodegrees(),
            assignments.stream().map(Registration::assignment).toList()),
        assignments.stream().anyMatch(a -> a.getKind() == DeviceKind.METER));
  }

  /** What it served at an instant; empty when the registry does not say. */
  Optional<LampAssignment> at(long epochMillis) {
    for (LampAssignment assignment : placement.assignments()) {
      if (assignment.validFrom() <= epochMillis && epochMillis < assignment.validTo()) {
        return Optional.of(assignment);
      }
    }
    return Optional.empty();
  }

  private static LampAssignment assignment(Assignment a) {
    return new LampAssignment(
        a.getLampId(),
        a.getKind() == DeviceKind.METER ? LampAssignment.Kind.METER : LampAssignment.Kind.LAMP,
        new LampAssignment.Membership(
            a.getDeploymentId(),
            a.getFeederId(),
            a.getGatewayId(),
            a.getStage(),
            a.getCommissionedDay() == null ? MeterReading.ABSENT_INT : a.getCommissionedDay()),
        new LightPoint(
            a.getLatitudeMicrodegrees(),
            a.getLongitudeMicrodegrees(),
            a.getNominalMilliwatts(),
            a.getMinimumMilliwatts(),
            a.getPowerLightGradientBasisPoints(),
            a.getSchedule()),
        new LampAssignment.Reporting(
            a.getReportIntervalSeconds(),
            a.getNightPowered(),
            a.getCounterBits() == null ? MeterReading.ABSENT_INT : a.getCounterBits(),
            a.getCounterResolutionMilliwattHours() == null
                ? MeterReading.ABSENT
                : a.getCounterResolutionMilliwattHours()),
        a.getValidFrom() == null ? Long.MIN_VALUE : a.getValidFrom(),
        a.getValidTo() == null ? Long.MAX_VALUE : a.getValidTo());
  }
}
