package city.sawang.jobs.metering;

import java.util.List;

/**
 * Where a controller has hung, as the registry tells it today: its whole assignment history, oldest
 * first. An empty list means that nobody registered it; its energy is then booked under a lamp
 * named like the controller.
 *
 * @param zone IANA name of the city's time zone
 */
public record Placement(
    String cityId,
    String controllerId,
    String zone,
    int cityLatMicro,
    int cityLonMicro,
    List<LampAssignment> assignments) {}
