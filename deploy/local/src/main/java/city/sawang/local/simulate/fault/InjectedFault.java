package city.sawang.local.simulate.fault;

/**
 * Something that is broken for a time. Instants are epoch milliseconds of true time.
 *
 * @param id running number within a plan, from 1
 * @param subject lamp position, feeder, gateway or city
 * @param demand whether detection has to raise it
 * @param from first instant at which it is broken
 * @param to first instant at which it is in order again
 * @param due when the rule's own timer is over
 * @param form in which of its forms it appears
 * @param strength how strong it is, in the unit of its kind: {@link Trouble}
 * @param intervalMillis reporting interval of those it concerns
 */
public record InjectedFault(
    int id,
    FaultKind kind,
    String cityId,
    String subject,
    Demand demand,
    long from,
    long to,
    long due,
    Form form,
    double strength,
    long intervalMillis) {
  /** What is asked of detection. */
  public enum Demand {
    /** It must be raised. */
    RAISE,
    /** A quiet control: too weak or too short for the rule, it must not be raised. */
    QUIET,
    /** Chance made it so that both are right: at the edge of the rule. */
    EITHER
  }

  /** In which form a fault appears. */
  public enum Form {
    /** Seen in what is measured. */
    MEASURED,
    /** The device says so, too. */
    FLAGGED,
    /** The contact is welded: current flows although the lamp is commanded off. */
    WELDED,
    /** Stored meanwhile, and delivered as history afterwards. */
    STORED,
    /** Nothing of what was measured meanwhile is ever delivered. */
    LOST,
    /** The meter hangs behind the breaker, too: it is silent. */
    METER_SILENT
  }

  public InjectedFault {
    if (to <= from) {
      throw new IllegalArgumentException(kind + " of " + subject + " ends before it begins");
    }
  }

  boolean isAt(long t) {
    return t >= from && t < to;
  }
}
