package city.sawang.local.simulate.fault;

import city.sawang.local.simulate.given.LightPlan;

/**
 * A lamp, as far as it matters to what can be broken there.
 *
 * @param feederId circuit, or empty when unknown
 * @param gatewayId gateway, or empty when it has none of its own
 * @param nightPowered its circuit has no power by day
 * @param speaksNatively its controller says all that the native payload has room for
 * @param broken it is broken for the whole play already
 * @param light when it is meant to be lit
 */
public record FaultTarget(
    String cityId,
    String lampId,
    String feederId,
    String gatewayId,
    boolean nightPowered,
    boolean speaksNatively,
    boolean broken,
    long intervalMillis,
    LightPlan light) {
  String group(FaultKind.Reach scope) {
    return switch (scope) {
      case LAMP -> lampId;
      case FEEDER -> feederId;
      case GATEWAY -> gatewayId;
      case CITY -> cityId;
    };
  }
}
