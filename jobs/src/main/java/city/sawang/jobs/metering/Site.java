package city.sawang.jobs.metering;

import city.sawang.jobs.expected.ExpectedState;
import java.util.List;

/**
 * A placement with the questions that metering asks it. The time line of a controller is cut into
 * slots: slot 2·i + 1 is assignment i, an even slot is a time without assignment, in which the
 * controller stands for a lamp of its own name.
 */
final class Site {
  /** Reporting interval of a controller that nobody registered (ours). */
  private static final int UNREGISTERED_INTERVAL_SECONDS = 900;

  /** Least power of a lit lamp (ours): a controller alone takes less. */
  private static final long LIT_MW = 2_000;

  /** P_max of a lamp that nobody registered: the greatest power a lamp may report. */
  private static final long UNREGISTERED_MAX_MW = 5_000_000;

  /** The greatest power a meter may report; keeps the arithmetic within its bounds. */
  private static final long GREATEST_MW = 500_000_000;

  /** One count of a counter whose width the registry gives and whose unit nobody: 1 Wh. */
  private static final long REGISTERED_UNIT_MWH = 1_000;

  private static final long WATT_HOUR_MWH = 1_000;

  final Placement placement;
  final ExpectedState expected;
  private LampAssignment standIn;
  private long longestHold;

  Site(Placement placement, ExpectedState expected) {
    this.placement = placement;
    this.expected = expected;
  }

  String zone() {
    return placement.zone();
  }

  int slotAt(long at) {
    List<LampAssignment> all = placement.assignments();
    int before = 0;
    for (int i = all.size() - 1; i >= 0; i--) {
      LampAssignment a = all.get(i);
      if (a.validFrom() <= at) {
        if (at < a.validTo()) {
          return 2 * i + 1;
        }
        before = Math.max(before, i + 1);
      }
    }
    return 2 * before;
  }

  boolean isRegistered(int slot) {
    return (slot & 1) == 1;
  }

  /** What hangs there: the assignment, or the stand-in of an unregistered controller. */
  LampAssignment lamp(int slot) {
    if (isRegistered(slot)) {
      return placement.assignments().get(slot / 2);
    }
    if (standIn == null) {
      standIn =
          new LampAssignment(
              placement.controllerId(),
              null,
              null,
              placement.cityLatMicro(),
              placement.cityLonMicro(),
              0,
              false,
              UNREGISTERED_INTERVAL_SECONDS,
              "",
              10_000,
              0,
              MeterReading.ABSENT_INT,
              "",
              Long.MIN_VALUE,
              Long.MAX_VALUE);
    }
    return standIn;
  }

  long from(int slot) {
    if (isRegistered(slot)) {
      return lamp(slot).validFrom();
    }
    return slot == 0 ? Long.MIN_VALUE : placement.assignments().get(slot / 2 - 1).validTo();
  }

  long to(int slot) {
    if (isRegistered(slot)) {
      return lamp(slot).validTo();
    }
    List<LampAssignment> all = placement.assignments();
    return slot / 2 < all.size() ? all.get(slot / 2).validFrom() : Long.MAX_VALUE;
  }

  /** Counters may be subtracted across these slots: one lamp without a break. */
  boolean isOneEpoch(int slotA, int slotB) {
    if (slotA == slotB) {
      return true;
    }
    if (!isRegistered(slotA) || !isRegistered(slotB)) {
      return false;
    }
    for (int slot = Math.min(slotA, slotB); slot < Math.max(slotA, slotB); slot += 2) {
      LampAssignment a = lamp(slot);
      LampAssignment b = lamp(slot + 2);
      if (!a.lampId().equals(b.lampId()) || a.validTo() != b.validFrom()) {
        return false;
      }
    }
    return true;
  }

  long intervalMillis(int slot) {
    return lamp(slot).intervalSeconds() * 1_000L;
  }

  /**
   * cap = 1.2 · P_max · Δt + 1 Wh (domain §3), mWh. P_max is the nominal power of the lamp, or what
   * the readings at both ends themselves say when that is more: a lamp that was registered too
   * small keeps its energy. Nobody registered it: 5000 W; a meter of unknown size: 500 kW.
   */
  long capMwh(MeterReading from, MeterReading to, int slot) {
    long nominal = lamp(slot).nominalMw();
    long unknown = lamp(slot).meter() ? GREATEST_MW : UNREGISTERED_MAX_MW;
    long max = nominal <= 0 ? unknown : nominal;
    max = Math.min(Math.max(max, Math.max(from.powerMw(), to.powerMw())), GREATEST_MW);
    long span = to.observedAt() - from.observedAt();
    return Exact.mulDiv(max * 12, span, 10 * Exact.MILLIS_PER_HOUR) + WATT_HOUR_MWH;
  }

  /** Where the counter wraps to zero, mWh; 0 when its width is not known. */
  long modulusMwh(MeterReading reading, int slot) {
    int bits = reading.counterBits();
    long unit = reading.counterUnitMwh();
    if (bits == MeterReading.ABSENT_INT) {
      bits = lamp(slot).counterBits();
    }
    if (unit == MeterReading.ABSENT) {
      unit = REGISTERED_UNIT_MWH;
    }
    boolean fits =
        bits > 0 && bits < 62 && unit > 0 && unit <= (Long.MAX_VALUE / 4) >> Math.min(bits, 61);
    return fits ? unit << bits : 0;
  }

  /**
   * The lamp gives light: by its power when it says so, else by its own word, else by its level. Of
   * a meter: something behind it burns.
   */
  boolean isLit(MeterReading reading, int slot) {
    if (reading.hasPower()) {
      LampAssignment lamp = lamp(slot);
      return reading.powerMw() >= (lamp.meter() ? LIT_MW : Math.max(LIT_MW, lamp.nominalMw() / 20));
    }
    return reading.lampOn() == 1
        || (reading.lampOn() == MeterReading.UNKNOWN && reading.dimActualBp() > 0);
  }

  /** The longest time for which what a reading says about light holds: two intervals. */
  long longestHoldMillis() {
    if (longestHold == 0) {
      int seconds = UNREGISTERED_INTERVAL_SECONDS;
      for (LampAssignment a : placement.assignments()) {
        seconds = Math.max(seconds, a.intervalSeconds());
      }
      longestHold = 2_000L * seconds;
    }
    return longestHold;
  }

  /** End of the time without a break in which the controller serves the lamp of {@code slot}. */
  long epochEnd(int slot) {
    int last = slot;
    while (isRegistered(slot)
        && last / 2 + 1 < placement.assignments().size()
        && isOneEpoch(slot, last + 2)) {
      last += 2;
    }
    return to(last);
  }

  /** Power above which energy must follow: 20 % of nominal, or 5 W when that is not known. */
  boolean drawsPower(MeterReading reading, int slot) {
    long nominal = lamp(slot).nominalMw();
    return reading.hasPower() && reading.powerMw() > (nominal <= 0 ? 5_000 : nominal / 5);
  }
}
