package city.sawang.jobs.metering;

import city.sawang.jobs.expected.LightPoint;

/**
 * This controller served this lamp position (or this meter measured) from {@code validFrom} (inclusive) to {@code validTo}
 * (exclusive), epoch milliseconds; {@link Long#MIN_VALUE} and {@link Long#MAX_VALUE} mean without
 * end on that side.
 *
 * @param deploymentId null when the registry names none
 * @param feederId null when the registry names none
 * @param nominalMw power at full light, mW; also the P_max of the counter's cap
 * @param nightPowered the circuit is switched off at the cabinet by day
 * @param intervalSeconds declared reporting interval, > 0
 * @param schedule schedule text of the registry
 * @param gradientBp powerLightGradient, basis points
 * @param minimumMw lowest power of the lit lamp, mW
 * @param counterBits width of the energy counter (counts of 1 Wh), or {@link
 *     MeterReading#ABSENT_INT}; a width that the reading itself declares goes before it
 * @param stage DONATED … RETIRED
 * @param meter it is a feeder or cabinet meter, not a lamp: it gives no light, nothing is expected
 *     of its power
 */
public record LampAssignment(
    String lampId,
    String deploymentId,
    String feederId,
    int latMicro,
    int lonMicro,
    long nominalMw,
    boolean nightPowered,
    int intervalSeconds,
    String schedule,
    int gradientBp,
    long minimumMw,
    int counterBits,
    String stage,
    long validFrom,
    long validTo,
    boolean meter)
    implements LightPoint {

  /** A lamp. */
  public LampAssignment(
      String lampId,
      String deploymentId,
      String feederId,
      int latMicro,
      int lonMicro,
      long nominalMw,
      boolean nightPowered,
      int intervalSeconds,
      String schedule,
      int gradientBp,
      long minimumMw,
      int counterBits,
      String stage,
      long validFrom,
      long validTo) {
    this(
        lampId,
        deploymentId,
        feederId,
        latMicro,
        lonMicro,
        nominalMw,
        nightPowered,
        intervalSeconds,
        schedule,
        gradientBp,
        minimumMw,
        counterBits,
        stage,
        validFrom,
        validTo,
        false);
  }
}
