package city.sawang.schemas.registry;

import java.time.ZoneId;
import java.util.List;

/**
 * A municipality with all that was declared about its lights.
 *
 * @param cityId as in its MQTT topics and the name of its directory
 * @param timezone in which its nights and months are counted
 * @param position the centre of the city
 * @param lamps sorted by id
 * @param meters sorted by id
 */
public record City(
    String cityId,
    String nameEn,
    String nameTh,
    ZoneId timezone,
    Position position,
    List<Deployment> deployments,
    List<Tariff> tariffs,
    List<EmissionFactor> emissions,
    List<Lamp> lamps,
    List<Meter> meters) {
  public City {
    deployments = List.copyOf(deployments);
    tariffs = List.copyOf(tariffs);
    emissions = List.copyOf(emissions);
    lamps = List.copyOf(lamps);
    meters = List.copyOf(meters);
  }

  City withDevices(List<Lamp> lamps, List<Meter> meters) {
    return new City(
        cityId, nameEn, nameTh, timezone, position, deployments, tariffs, emissions, lamps, meters);
  }
}
