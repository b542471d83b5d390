package city.sawang.jobs.metering.input;

import java.util.List;

/**
 * The whole assignment history of a controller as the registry has it today, oldest first. Without
 * assignments the controller is not registered; its energy is then booked under a lamp named like
 * the controller.
 *
 * @param zone IANA name of the city's time zone
 */
public record ControllerAssignments(
    String cityId,
    String controllerId,
    String zone,
    int cityLatMicro,
    int cityLonMicro,
    List<LampAssignment> assignments) {}
