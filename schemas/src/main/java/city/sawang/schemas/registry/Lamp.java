package city.sawang.schemas.registry;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;

/**
 * A lamp position: the place outlives the luminaires and controllers that serve it.
 *
 * @param installedOn local date; null when unknown
 * @param commissionedOn local date from which on it is expected to work; null when unknown
 * @param services one for every row of the file, oldest first, without overlap, at least one
 */
public record Lamp(
    String lampId,
    String deploymentId,
    Position position,
    LocalDate installedOn,
    LocalDate commissionedOn,
    List<Service> services) {
  /**
   * A controller and luminaire that serve the position for a time.
   *
   * @param controllerId null as long as none is mounted
   * @param gatewayId the gateway or concentrator through which the controller talks; null: not known
   * @param nominalMilliwatts at full light
   * @param nightPowered the circuit has power at night only
   * @param powerLightGradientBasisPoints share of the nominal power that dimming can save per share
   *     of light, 10000 = proportional
   * @param minimumMilliwatts what it uses however far it is dimmed
   * @param counterBits width of its energy counter when the city knows it; null: as the profile says
   * @param counterResolutionMilliwattHours the step in which it moves when the city knows it; null: as
   *     the profile or the readings say
   * @param from inclusive; null: since ever
   * @param to exclusive; null: until further notice
   */
  public record Service(
      String controllerId,
      String feederId,
      String gatewayId,
      long nominalMilliwatts,
      Stage stage,
      boolean nightPowered,
      int reportIntervalSeconds,
      LampSchedule schedule,
      int powerLightGradientBasisPoints,
      long minimumMilliwatts,
      Integer counterBits,
      Long counterResolutionMilliwattHours,
      Instant from,
      Instant to) {
    boolean overlaps(Service other) {
      return (from == null || other.to == null || from.isBefore(other.to))
          && (other.from == null || to == null || other.from.isBefore(to));
    }
  }

  public Lamp {
    services = List.copyOf(services);
  }

  /** The newest service: what stands at the position now, as far as the files know. */
  public Service current() {
    return services.get(services.size() - 1);
  }
}
