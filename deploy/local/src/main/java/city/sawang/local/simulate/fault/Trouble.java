package city.sawang.local.simulate.fault;

import java.util.Comparator;
import java.util.List;

/**
 * What is wrong with one lamp or meter, instant by instant. Never two things at once.
 *
 * <p>The strength of a fault is a factor of power (POWER_HIGH, POWER_LOW) or of the power factor
 * (LOW_POWER_FACTOR), a light level in percent (DIMMING_FAILURE; of a control points below the
 * command), a voltage in volts (OVERVOLTAGE, UNDERVOLTAGE), a temperature in °C (OVER_TEMPERATURE), or
 * seconds that the clock is ahead (CLOCK_DRIFT; negative: behind).
 */
public final class Trouble {
  /** There is no such instant. */
  public static final long NEVER = Long.MAX_VALUE;

  private static final Trouble NONE = new Trouble(List.of(), false);

  /** Off for the last third of every cycle. */
  private static final long CYCLE_MILLIS = 720_000;

  private static final long CYCLE_ON_MILLIS = 480_000;

  private final List<InjectedFault> faults;
  private final boolean gasps;
  private int newest;

  /**
   * @param faults in any order, no two at one time
   * @param gasps it has the energy to say that its supply is gone
   */
  public Trouble(List<InjectedFault> faults, boolean gasps) {
    this.faults = faults.stream().sorted(Comparator.comparingLong(InjectedFault::from)).toList();
    this.gasps = gasps;
  }

  /** Nothing is ever wrong. */
  public static Trouble none() {
    return NONE;
  }

  /** What is wrong at an instant; null: nothing. */
  private InjectedFault at(long t) {
    if (faults.isEmpty()) {
      return null;
    }
    // Lamps ask in order of time, but for a look ahead.
    while (newest > 0 && faults.get(newest).from() > t) {
      newest--;
    }
    while (newest + 1 < faults.size() && faults.get(newest + 1).from() <= t) {
      newest++;
    }
    InjectedFault fault = faults.get(newest);
    return fault.isAt(t) ? fault : null;
  }

  private InjectedFault at(FaultKind kind, long t) {
    InjectedFault fault = at(t);
    return fault != null && fault.kind() == kind ? fault : null;
  }

  /** The next instant after {@code t} at which anything begins, changes or ends. */
  public long nextEdge(long t) {
    long next = NEVER;
    for (InjectedFault fault : faults) {
      if (fault.from() > t) {
        return Math.min(next, fault.from());
      }
      if (fault.to() > t) {
        next = Math.min(next, fault.to());
        if (fault.kind() == FaultKind.CYCLING) {
          long phase = (t - fault.from()) % CYCLE_MILLIS;
          next =
              Math.min(
                  next, t - phase + (phase < CYCLE_ON_MILLIS ? CYCLE_ON_MILLIS : CYCLE_MILLIS));
        }
      }
    }
    return next;
  }

  /** Something is wrong within [from, to). */
  public boolean isWithin(long from, long to) {
    return faults.stream().anyMatch(fault -> fault.from() < to && fault.to() > from);
  }

  /** Lamp and controller have no supply. */
  public boolean isCut(long t) {
    InjectedFault fault = at(t);
    return fault != null && fault.kind().cutsSupply();
  }

  /** The first instant from {@code t} on at which it has supply, and has booted. */
  public long upFrom(long t, long bootMillis) {
    for (InjectedFault fault : faults) {
      if (fault.kind().cutsSupply() && t >= fault.from() && t < fault.to() + bootMillis) {
        return fault.to() + bootMillis;
      }
    }
    return t;
  }

  /** The supply failed and came back after {@code from}, until {@code to}. */
  public boolean wasCutBetween(long from, long to) {
    return faults.stream().anyMatch(f -> f.kind().cutsSupply() && f.from() >= from && f.to() <= to);
  }

  /** The next instant after {@code t} at which it says that its supply is gone, or {@link #NEVER}. */
  public long nextGasp(long t) {
    if (!gasps) {
      return NEVER;
    }
    for (InjectedFault fault : faults) {
      if (fault.from() > t && fault.kind().cutsSupply()) {
        return fault.from();
      }
    }
    return NEVER;
  }

  /** It says just now that its supply is gone. */
  public boolean isGasp(long t) {
    return nextGasp(t - 1) == t;
  }

  /** It measures, and nobody hears of it. */
  public boolean isMute(long t) {
    InjectedFault fault = at(t);
    return fault != null && fault.kind().mutes();
  }

  /** What it measures while it is mute is kept and delivered afterwards. */
  public boolean isStored(long t) {
    InjectedFault fault = at(t);
    return fault != null && fault.form() == InjectedFault.Form.STORED;
  }

  /** A meter behind the same breaker is silent, too. */
  public boolean silencesMeter(long t) {
    InjectedFault fault = at(t);
    return fault != null
        && (fault.kind() == FaultKind.CITY_LINK_DOWN
            || fault.form() == InjectedFault.Form.METER_SILENT);
  }

  /** It gives no light and takes no power worth mentioning, whatever it is commanded. */
  public boolean isDark(long t) {
    InjectedFault fault = at(t);
    return fault != null
        && (fault.kind() == FaultKind.LAMP_FAILURE
            || (fault.kind() == FaultKind.CYCLING
                && (t - fault.from()) % CYCLE_MILLIS >= CYCLE_ON_MILLIS));
  }

  /** It is commanded to burn, whatever the hour. */
  public boolean isCommandedByDay(long t) {
    return at(FaultKind.DAY_BURNER, t) != null;
  }

  /** It burns although it is commanded off. */
  public boolean isWelded(long t) {
    InjectedFault fault = at(FaultKind.RELAY_FAILURE, t);
    return fault != null && fault.form() == InjectedFault.Form.WELDED;
  }

  /** The light level that it has instead of the commanded one, basis points. */
  public int light(long t, int commanded) {
    InjectedFault fault = at(FaultKind.DIMMING_FAILURE, t);
    if (fault == null || commanded == 0) {
      return commanded;
    }
    int level = (int) Math.round(fault.strength() * 100);
    return fault.demand() == InjectedFault.Demand.QUIET ? commanded - level : level;
  }

  /** The factor between the power that it takes and the one it should take. */
  public double powerRatio(long t) {
    InjectedFault fault = at(t);
    return fault != null
            && (fault.kind() == FaultKind.POWER_HIGH || fault.kind() == FaultKind.POWER_LOW)
        ? fault.strength()
        : 1;
  }

  /** The factor between its power factor and the one it should have. */
  public double powerFactorRatio(long t) {
    InjectedFault fault = at(FaultKind.LOW_POWER_FACTOR, t);
    return fault == null ? 1 : fault.strength();
  }

  /** How far the middle of its voltage is from the usual one, mV. */
  public long voltageShift(long t, long usualMillivolts) {
    InjectedFault fault = at(t);
    return fault != null
            && (fault.kind() == FaultKind.OVERVOLTAGE || fault.kind() == FaultKind.UNDERVOLTAGE)
        ? Math.round(fault.strength() * 1000) - usualMillivolts
        : 0;
  }

  /** Its temperature instead of the usual one, m°C. */
  public long temperature(long t, long usual) {
    InjectedFault fault = at(FaultKind.OVER_TEMPERATURE, t);
    return fault == null ? usual : Math.round(fault.strength() * 1000);
  }

  /** The measurements repeat themselves; 0: they do not, else the id of the fault. */
  public int frozen(long t) {
    InjectedFault fault = at(FaultKind.FROZEN_SENSOR, t);
    return fault == null ? 0 : fault.id();
  }

  /** How far its clock is ahead, ms. */
  public long clockAhead(long t) {
    InjectedFault fault = at(FaultKind.CLOCK_DRIFT, t);
    return fault == null ? 0 : Math.round(fault.strength() * 1000);
  }

  /** What the device says of itself. */
  public List<String> flags(long t) {
    InjectedFault fault = at(t);
    if (fault == null || fault.form() != InjectedFault.Form.FLAGGED) {
      return List.of();
    }
    return switch (fault.kind()) {
      case LAMP_FAILURE -> List.of("lampFailure");
      case CONTROL_GEAR_FAILURE -> List.of("controlGearFailure");
      case RELAY_FAILURE -> List.of("relayFailure");
      case OVER_TEMPERATURE -> List.of("overTemperature");
      default -> List.of();
    };
  }
}
