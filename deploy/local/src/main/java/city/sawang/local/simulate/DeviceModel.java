package city.sawang.local.simulate;

/**
 * The make of a device.
 *
 * @param variant a running number among those of its kind, by which they differ
 */
public record DeviceModel(FieldDeviceKind kind, int variant) {
  /** The device of the native payload. */
  public static final DeviceModel NATIVE = new DeviceModel(FieldDeviceKind.NATIVE, 0);

  long stepMilliwattHours() {
    return kind.stepMilliwattHours(variant);
  }

  int registerBits() {
    return kind.registerBits(variant);
  }

  /** How far its clock runs ahead for as long as it lives, ms. */
  long clockAhead() {
    return kind.clockAhead(variant);
  }

  /** What the device shows when it has counted this much. */
  long shown(long milliwattHours) {
    long step = stepMilliwattHours();
    long counts = Math.floorDiv(milliwattHours, step);
    return (registerBits() == 0 ? counts : Math.floorMod(counts, 1L << registerBits())) * step;
  }
}
