package city.sawang.jobs.incident.input;

import static city.sawang.jobs.metering.input.MeterReading.ABSENT;

import city.sawang.jobs.incident.model.FaultCode;
import city.sawang.jobs.incident.model.Quantity;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.Map;

/**
 * What incident detection needs of one accepted reading.
 *
 * @param values what the device said; absent is not zero
 */
public record LampReading(Stamp stamp, Map<Quantity, Long> values) {
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

  public LampReading {
    Map<Quantity, Long> copy = new EnumMap<>(Quantity.class);
    copy.putAll(values);
    values = Collections.unmodifiableMap(copy);
  }

  /** When it was observed, epoch milliseconds. */
  public long at() {
    return stamp.observedAt;
  }

  public boolean says(Quantity quantity) {
    return quantity == Quantity.CLOCK_LAG_MS ? !stamp.arrival : values.containsKey(quantity);
  }

  /** The value, or {@link city.sawang.jobs.metering.input.MeterReading#ABSENT}. */
  public long get(Quantity quantity) {
    if (quantity == Quantity.CLOCK_LAG_MS) {
      return stamp.arrival ? ABSENT : stamp.receivedAt - stamp.observedAt;
    }
    Long value = values.get(quantity);
    return value == null ? ABSENT : value;
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
