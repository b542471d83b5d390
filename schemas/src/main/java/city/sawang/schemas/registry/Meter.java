package city.sawang.schemas.registry;

/** The energy meter of a feeder or cabinet: it reports like a controller and is no lamp. */
public record Meter(
    String meterId,
    String deploymentId,
    String feederId,
    Position position,
    Stage stage,
    int reportIntervalSeconds) {}
