package city.sawang.jobs.metering.input;

import city.sawang.jobs.expected.LightPoint;

/**
 * A controller served this lamp position (or this meter measured) from {@code validFrom} (inclusive)
 * to {@code validTo} (exclusive), epoch milliseconds; {@link Long#MIN_VALUE} and {@link
 * Long#MAX_VALUE} mean unbounded on that side.
 *
 * @param kind a lamp, or a feeder or cabinet meter
 * @param light where it stands and what it should do
 */
public record LampAssignment(
    String lampId,
    Kind kind,
    Membership membership,
    LightPoint light,
    Reporting reporting,
    long validFrom,
    long validTo) {

  /** What is assigned. */
  public enum Kind {
    /** A lamp position. */
    LAMP,
    /** A feeder or cabinet meter: it gives no light, no power is expected of it. */
    METER
  }

  /**
   * What the lamp position belongs to.
   *
   * @param deploymentId null when the registry names none
   * @param feederId null when the registry names none
   * @param gatewayId through which the controller talks; null when the registry names none
   * @param stage DONATED … RETIRED
   * @param commissionedDay days since 1970-01-01 of the local date on which it was commissioned, or
   *     {@link MeterReading#ABSENT_INT} when the registry does not say
   */
  public record Membership(
      String deploymentId, String feederId, String gatewayId, String stage, int commissionedDay) {
    /** Of a controller that is not registered. */
    public static final Membership NONE = new Membership(null, null, "");

    /** Of a lamp of which neither gateway nor date of commissioning is known. */
    public Membership(String deploymentId, String feederId, String stage) {
      this(deploymentId, feederId, null, stage, MeterReading.ABSENT_INT);
    }
  }

  /**
   * How the controller reports from there.
   *
   * @param intervalSeconds declared reporting interval, > 0
   * @param nightPowered the circuit is switched off at the cabinet by day
   * @param counterBits width of the energy register (counts of 1 Wh), or {@link
   *     MeterReading#ABSENT_INT}; a width that the reading itself declares goes before it
   * @param resolutionMwh the step in which the register moves, or {@link MeterReading#ABSENT}; one
   *     that the reading itself declares goes before it
   */
  public record Reporting(
      int intervalSeconds, boolean nightPowered, int counterBits, long resolutionMwh) {
    /** Of a register whose step the registry does not know. */
    public Reporting(int intervalSeconds, boolean nightPowered, int counterBits) {
      this(intervalSeconds, nightPowered, counterBits, MeterReading.ABSENT);
    }
  }

  public boolean isMeter() {
    return kind == Kind.METER;
  }

  public String deploymentId() {
    return membership.deploymentId();
  }

  public String feederId() {
    return membership.feederId();
  }

  public String gatewayId() {
    return membership.gatewayId();
  }

  public String stage() {
    return membership.stage();
  }

  /** Whether the registry says when the lamp was commissioned. */
  public boolean hasCommissioning() {
    return membership.commissionedDay() != MeterReading.ABSENT_INT;
  }

  /** Epoch day of the local date of commissioning, when {@link #hasCommissioning}. */
  public int commissionedDay() {
    return membership.commissionedDay();
  }

  /** Power at full light, mW; also the P_max of the register's cap. */
  public long nominalMw() {
    return light.nominalMw();
  }

  public int intervalSeconds() {
    return reporting.intervalSeconds();
  }

  public boolean nightPowered() {
    return reporting.nightPowered();
  }

  public int counterBits() {
    return reporting.counterBits();
  }

  public long resolutionMwh() {
    return reporting.resolutionMwh();
  }
}
