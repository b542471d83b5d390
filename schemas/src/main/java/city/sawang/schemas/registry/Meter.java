package city.sawang.schemas.registry;

/**
 * The energy meter of a feeder or cabinet: it reports like a controller and is no lamp.
 *
 * @param gatewayId the gateway or concentrator through which it talks; null: not known
 * @param nominalMilliwatts the most that its circuit takes; null: by the lamps of the circuit
 * @param counterResolutionMilliwattHours the step in which its counter moves; null: not known
 */
public record Meter(
    String meterId,
    String deploymentId,
    String feederId,
    String gatewayId,
    Position position,
    Stage stage,
    int reportIntervalSeconds,
    Long nominalMilliwatts,
    Long counterResolutionMilliwattHours) {}
