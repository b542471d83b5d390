package city.sawang.schemas.registry;

/** A feeder or cabinet meter: it speaks like a controller and is no lamp. */
public record Meter(
    String meterId,
    String deploymentId,
    String feederId,
    Position position,
    Stage stage,
    int reportIntervalSeconds) {}
