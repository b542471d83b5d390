package city.sawang.jobs.archive;

import city.sawang.jobs.controller.AcceptedReading;
import city.sawang.jobs.controller.AcceptedReading.Lighting;
import city.sawang.jobs.expected.Expectation;

/**
 * Tells what one reading, or several merged, say of a lamp now (METERING.md#now). A member that was
 * not said is null and changes nothing; each member carries the instant of the reading that said
 * it, and of two the later counts, in whatever order they come.
 *
 * @param lampId the lamp position that the controller served; null when nobody registered it
 * @param silenceSeconds beyond so long a silence nothing is known to have lasted
 * @param light whether it burns: the lamp's own word, else by its power
 * @param relay whether its relay is closed: an open one proves that it does not burn
 * @param unjudged whether somebody overrides it or works on it
 * @param power mW, beside what was expected then
 * @param voltage mV
 * @param dim basis points
 */
public record LampNow(
    String cityId,
    String controllerId,
    String lampId,
    int silenceSeconds,
    Heard heard,
    Said light,
    Said relay,
    Said unjudged,
    Measured power,
    Measured voltage,
    Measured dim) {

  /** A lamp burns above this power, or above {@link #BURNS_PER_NOMINAL} of its nominal power. */
  private static final long BURNS_ABOVE_MILLIWATTS = 2_000;

  private static final int BURNS_PER_NOMINAL = 20;
  private static final int SILENT_AFTER_INTERVALS = 3;

  /** The newest live reading. */
  public record Heard(long observedAt, long receivedAt) {}

  /**
   * Something that is so or not so.
   *
   * @param expected what it should have been at that instant; null when nothing is to be compared
   * @param since it was the same in every reading from then on, and never silent between
   */
  public record Said(boolean value, Boolean expected, long observedAt, long since) {
    private boolean isAsBefore(Said before) {
      return value == before.value && isWrong() == before.isWrong();
    }

    private boolean isWrong() {
      return expected != null && expected != value;
    }
  }

  /**
   * A number.
   *
   * @param expected what it should have been at that instant; null when that is not known
   */
  public record Measured(long value, Long expected, long observedAt) {}

  /**
   * What a reading tells. Stored data that is sent later tells nothing about now: its controller
   * only becomes known.
   */
  public static LampNow told(AcceptedReading reading) {
    boolean live = !reading.timing().historical();
    long at = reading.timing().observedAt();
    Lighting lighting = reading.lighting();
    Long power = reading.electrical().activePowerMilliwatts();
    return new LampNow(
        reading.origin().cityId(),
        reading.origin().controllerId(),
        ReadingTable.lampId(reading),
        SILENT_AFTER_INTERVALS * reading.declared().reportIntervalSeconds(),
        live ? new Heard(at, reading.timing().receivedAt()) : null,
        live ? said(burns(reading), expectedLit(reading), at) : null,
        live ? said(lighting.relayOn(), expectedLit(reading), at) : null,
        live ? said(unjudged(lighting), null, at) : null,
        live ? measured(power, expectedPower(reading), at) : null,
        live ? measured(reading.electrical().supplyVoltageMillivolts(), null, at) : null,
        live && lighting.dimActualBasisPoints() != null
            ? new Measured(lighting.dimActualBasisPoints(), null, at)
            : null);
  }

  private static Said said(Boolean value, Boolean expected, long at) {
    return value == null ? null : new Said(value, expected, at, at);
  }

  private static Measured measured(Long value, Long expected, long at) {
    return value == null ? null : new Measured(value, expected, at);
  }

  private static Boolean burns(AcceptedReading reading) {
    Long power = reading.electrical().activePowerMilliwatts();
    if (reading.lighting().lampOn() != null || power == null) {
      return reading.lighting().lampOn();
    }
    long share = reading.declared().nominalMilliwatts() / BURNS_PER_NOMINAL;
    return power > Math.max(BURNS_ABOVE_MILLIWATTS, share);
  }

  /** What an override or maintenance does not say of itself stays as it was said last. */
  private static Boolean unjudged(Lighting lighting) {
    if (lighting.overrideActive() == null && lighting.maintenanceMode() == null) {
      return null;
    }
    return Boolean.TRUE.equals(lighting.overrideActive())
        || Boolean.TRUE.equals(lighting.maintenanceMode());
  }

  private static Boolean expectedLit(AcceptedReading reading) {
    Expectation expectation = reading.expectation();
    return reading.origin().registered() && expectation.judged() ? expectation.lit() : null;
  }

  private static Long expectedPower(AcceptedReading reading) {
    return reading.origin().registered() ? reading.expectation().milliwatts() : null;
  }

  /** Both together; {@code later} came after this. */
  LampNow merge(LampNow later) {
    boolean newest =
        later.heard != null && (heard == null || later.heard.observedAt >= heard.observedAt);
    if (lampId != null && later.lampId != null && !lampId.equals(later.lampId)) {
      // What it said of one lamp says nothing of another.
      return newest ? later : this;
    }
    LampNow newer = newest ? later : this;
    return new LampNow(
        cityId,
        controllerId,
        newer.lampId,
        newer.silenceSeconds,
        newer.heard,
        newer(light, later.light, later.silenceSeconds),
        newer(relay, later.relay, later.silenceSeconds),
        newer(unjudged, later.unjudged, later.silenceSeconds),
        newer(power, later.power),
        newer(voltage, later.voltage),
        newer(dim, later.dim));
  }

  private static Said newer(Said before, Said later, int silenceSeconds) {
    if (before == null || later == null) {
      return before == null ? later : before;
    }
    if (later.observedAt < before.observedAt) {
      return before;
    }
    boolean lasts =
        later.isAsBefore(before) && later.since - before.observedAt <= 1000L * silenceSeconds;
    return lasts
        ? new Said(
            later.value, later.expected, later.observedAt, Math.min(before.since, later.since))
        : later;
  }

  private static Measured newer(Measured before, Measured later) {
    if (before == null || later == null) {
      return before == null ? later : before;
    }
    return later.observedAt < before.observedAt ? before : later;
  }
}
