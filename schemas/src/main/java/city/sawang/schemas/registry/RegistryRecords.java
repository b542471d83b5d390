package city.sawang.schemas.registry;

import city.sawang.schemas.avro.Assignment;
import city.sawang.schemas.avro.DeviceKind;
import city.sawang.schemas.avro.RegistryCity;
import city.sawang.schemas.avro.RegistryController;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/** Turns a registry into the records of {@code lighting.registry.v1}: cities and controllers. */
public final class RegistryRecords {
  private static final Comparator<Assignment> OLDEST_FIRST =
      Comparator.comparing(
          Assignment::getValidFrom, Comparator.nullsFirst(Comparator.naturalOrder()));

  private RegistryRecords() {}

  /** One record per city, in the order of their ids. */
  public static List<RegistryCity> cities(Registry registry) {
    return registry.cities().stream()
        .map(
            city ->
                RegistryCity.newBuilder()
                    .setCityId(city.cityId())
                    .setNameEn(city.nameEn())
                    .setNameTh(city.nameTh())
                    .setTimezone(city.timezone().getId())
                    .setLatitudeMicrodegrees(city.position().latitudeMicrodegrees())
                    .setLongitudeMicrodegrees(city.position().longitudeMicrodegrees())
                    .build())
        .toList();
  }

  /**
   * One record per controller and meter with its whole history, oldest assignment first; in the
   * order of city and controller, so that the same files give the same records.
   */
  public static List<RegistryController> controllers(Registry registry) {
    var controllers = new ArrayList<RegistryController>();
    for (City city : registry.cities()) {
      var assignments = new TreeMap<String, List<Assignment>>();
      for (Lamp lamp : city.lamps()) {
        for (Lamp.Service service : lamp.services()) {
          if (service.controllerId() != null) {
            assignments
                .computeIfAbsent(service.controllerId(), id -> new ArrayList<>())
                .add(assignment(lamp, service));
          }
        }
      }
      for (Meter meter : city.meters()) {
        assignments.put(meter.meterId(), List.of(assignment(city, meter)));
      }
      assignments.forEach((id, history) -> controllers.add(controller(city, id, history)));
    }
    return List.copyOf(controllers);
  }

  private static RegistryController controller(City city, String id, List<Assignment> history) {
    return RegistryController.newBuilder()
        .setCityId(city.cityId())
        .setControllerId(id)
        .setTimezone(city.timezone().getId())
        .setCityLatitudeMicrodegrees(city.position().latitudeMicrodegrees())
        .setCityLongitudeMicrodegrees(city.position().longitudeMicrodegrees())
        .setAssignments(history.stream().sorted(OLDEST_FIRST).toList())
        .build();
  }

  private static Assignment assignment(Lamp lamp, Lamp.Service service) {
    return Assignment.newBuilder()
        .setLampId(lamp.lampId())
        .setKind(DeviceKind.LAMP)
        .setDeploymentId(lamp.deploymentId())
        .setFeederId(service.feederId())
        .setGatewayId(service.gatewayId())
        .setCommissionedDay(day(lamp.commissionedOn()))
        .setLatitudeMicrodegrees(lamp.position().latitudeMicrodegrees())
        .setLongitudeMicrodegrees(lamp.position().longitudeMicrodegrees())
        .setNominalMilliwatts(service.nominalMilliwatts())
        .setStage(service.stage().name())
        .setNightPowered(service.nightPowered())
        .setReportIntervalSeconds(service.reportIntervalSeconds())
        .setSchedule(service.schedule().toString())
        .setPowerLightGradientBasisPoints(service.powerLightGradientBasisPoints())
        .setMinimumMilliwatts(service.minimumMilliwatts())
        .setCounterBits(service.counterBits())
        .setCounterResolutionMilliwattHours(service.counterResolutionMilliwattHours())
        .setValidFrom(millis(service.from()))
        .setValidTo(millis(service.to()))
        .build();
  }

  /** What the lamps of a circuit take, and half as much again for what nobody registered there. */
  private static long circuitMilliwatts(City city, Meter meter) {
    long lamps =
        city.lamps().stream()
            .map(Lamp::current)
            .filter(service -> meter.feederId().equals(service.feederId()))
            .mapToLong(Lamp.Service::nominalMilliwatts)
            .sum();
    return lamps + lamps / 2;
  }

  private static Assignment assignment(City city, Meter meter) {
    return Assignment.newBuilder()
        .setLampId(meter.meterId())
        .setKind(DeviceKind.METER)
        .setDeploymentId(meter.deploymentId())
        .setFeederId(meter.feederId())
        .setGatewayId(meter.gatewayId())
        .setLatitudeMicrodegrees(meter.position().latitudeMicrodegrees())
        .setLongitudeMicrodegrees(meter.position().longitudeMicrodegrees())
        .setNominalMilliwatts(
            meter.nominalMilliwatts() == null
                ? circuitMilliwatts(city, meter)
                : meter.nominalMilliwatts())
        .setCounterResolutionMilliwattHours(meter.counterResolutionMilliwattHours())
        .setStage(meter.stage().name())
        .setNightPowered(false)
        .setReportIntervalSeconds(meter.reportIntervalSeconds())
        .build();
  }

  private static Integer day(LocalDate date) {
    return date == null ? null : Integer.valueOf(Math.toIntExact(date.toEpochDay()));
  }

  private static Long millis(Instant instant) {
    return instant == null ? null : Long.valueOf(instant.toEpochMilli());
  }
}
