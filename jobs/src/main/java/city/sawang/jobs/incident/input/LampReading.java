package city.sawang.jobs.incident.input;

import static city.sawang.jobs.metering.input.MeterReading.ABSENT;

import city.sawang.jobs.incident.model.FaultCode;
import city.sawang.jobs.incident.model.Quantity;
import java.util.Comparator;
import java.util.Map;

/** What incident detection needs of one accepted reading. What the device did not say is absent. */
public final class LampReading {
  /** Order of the log; readings that compare equal are one reading. */
  public static final Comparator<LampReading> ORDER =
      Comparator.comparingLong(LampReading::at)
          .thenComparingLong(r -> r.stamp.bootId)
          .thenComparingLong(r -> r.stamp.seq)
          .thenComparingLong(r -> r.stamp.digest);

  /**
   * Which reading it is. Instants are epoch milliseconds.
   *
   * @param bootId the device's boot counter, or {@link
   *     city.sawang.jobs.metering.input.MeterReading#ABSENT}
   * @param seq its number within the boot, or absent likewise
   * @param digest of the payload
   * @param historical store-and-forward data: neither raises nor clears
   * @param arrival it carries no time of its own: observedAt is when it was received
   */
  public record Stamp(
      long observedAt,
      long receivedAt,
      long bootId,
      long seq,
      long digest,
      boolean historical,
      boolean arrival) {}

  /** What a device says; nothing in the beginning. There is one of every reading: no boxes. */
  public static final class Values {
    private static final int QUANTITIES = Quantity.values().length;

    private final long[] values = new long[QUANTITIES];
    private long said;

    /** It says this, too. */
    public void put(Quantity quantity, long value) {
      values[quantity.ordinal()] = value;
      said |= bit(quantity);
    }
  }

  private final Stamp stamp;
  private final long[] values;
  private final long said;

  /**
   * @param said not changed any more
   */
  public LampReading(Stamp stamp, Values said) {
    this.stamp = stamp;
    values = said.values;
    this.said = said.said;
  }

  public LampReading(Stamp stamp, Map<Quantity, Long> said) {
    this(stamp, of(said));
  }

  private static Values of(Map<Quantity, Long> said) {
    Values values = new Values();
    said.forEach(values::put);
    return values;
  }

  private static long bit(Quantity quantity) {
    return 1L << quantity.ordinal();
  }

  public Stamp stamp() {
    return stamp;
  }

  /** What was sent: a bit for each quantity, by its ordinal. */
  public long said() {
    return said;
  }

  /** When it was observed, epoch milliseconds. */
  public long at() {
    return stamp.observedAt;
  }

  public boolean says(Quantity quantity) {
    return quantity == Quantity.CLOCK_LAG_MS ? !stamp.arrival : (said & bit(quantity)) != 0;
  }

  /** The value, or {@link city.sawang.jobs.metering.input.MeterReading#ABSENT}. */
  public long get(Quantity quantity) {
    if (quantity == Quantity.CLOCK_LAG_MS) {
      return stamp.arrival ? ABSENT : stamp.receivedAt - stamp.observedAt;
    }
    return (said & bit(quantity)) == 0 ? ABSENT : values[quantity.ordinal()];
  }

  /** The device says that this is wrong. */
  public boolean flags(FaultCode code) {
    return says(Quantity.DEVICE_FLAGS) && (get(Quantity.DEVICE_FLAGS) & code.bit()) != 0;
  }

  /** The device says that this is not wrong. */
  public boolean denies(FaultCode code) {
    return says(Quantity.DEVICE_FLAGS) && (get(Quantity.DEVICE_FLAGS) & code.bit()) == 0;
  }
}
