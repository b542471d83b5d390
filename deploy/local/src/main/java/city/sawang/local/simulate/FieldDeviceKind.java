package city.sawang.local.simulate;

import city.sawang.schemas.text.NearMatch;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Names what devices of the field are played: how they count, and in whose words they speak. */
public enum FieldDeviceKind {
  /** The native payload with boot, sequence number and a counter to the milliwatt-hour. */
  NATIVE("native", 1),
  /** Tasmota: no usable time, a counter in kWh that shows single watt-hours. */
  TASMOTA("tasmota", 1_000),
  /** Shelly Gen2: a notification with the device's time and a status without one; partial ones. */
  SHELLY("shelly", 1),
  /** A counter of 100 Wh, 10 Wh or 1 kWh a step, whatever the payload has decimals for. */
  COARSE("coarse", 100_000),
  /** NAS UL20xx behind ChirpStack 4 or The Things Stack 3, known by an EUI written in capitals. */
  LORAWAN("lorawan", 1_000),
  /** A counter that is saved every hour and falls back to what was saved when the power goes. */
  SAVER("saver", 1),
  /** A register of 16, 24 or 32 bits that counts watt-hours and rolls over. */
  WRAP("wrap", 1_000),
  /** Power only. */
  NOCOUNTER("nocounter", 1),
  /** A three-phase meter in the cabinet (Shelly Pro 3EM) over a circuit of native lamps. */
  THREEPHASE("threephase", 10),
  /** A plug behind Zigbee2MQTT: 10 Wh a step, nulls in between. */
  ZIGBEE2MQTT("zigbee2mqtt", 10_000);

  /** All kinds, mixed. */
  public static final String ALL = "all";

  private static final long[] COARSE_STEPS = {100_000, 10_000, 1_000_000};
  private static final int[] REGISTER_BITS = {16, 24, 32};
  private static final long CLOCK_AHEAD = 120_000;
  private static final int AHEAD_ONE_IN = 3;

  private final String label;
  private final long stepMilliwattHours;

  FieldDeviceKind(String label, long stepMilliwattHours) {
    this.label = label;
    this.stepMilliwattHours = stepMilliwattHours;
  }

  /** The name on the command line and in the send log. */
  public String label() {
    return label;
  }

  /**
   * Reads {@code all} or a list such as {@code tasmota,shelly}.
   *
   * @throws IllegalArgumentException naming the unknown kind and the one that was probably meant
   */
  public static List<FieldDeviceKind> parse(List<String> labels) {
    Set<FieldDeviceKind> kinds = new LinkedHashSet<>();
    List<String> known = Arrays.stream(values()).map(FieldDeviceKind::label).toList();
    for (String text : labels) {
      String typed = text.strip();
      if (typed.equals(ALL)) {
        kinds.addAll(List.of(values()));
      } else if (known.contains(typed)) {
        kinds.add(values()[known.indexOf(typed)]);
      } else {
        throw new IllegalArgumentException(
            "device '%s': expected all or %s%s"
                .formatted(typed, String.join(", ", known), NearMatch.suggestion(typed, known)));
      }
    }
    return List.copyOf(kinds);
  }

  /**
   * The smallest step of its counter.
   *
   * @param variant a running number; counters of one kind differ by it
   */
  long stepMilliwattHours(int variant) {
    return this == COARSE ? COARSE_STEPS[variant % COARSE_STEPS.length] : stepMilliwattHours;
  }

  /** Width of its register, of which one count is a step; 0: never rolls over. */
  int registerBits(int variant) {
    return this == WRAP ? REGISTER_BITS[variant % REGISTER_BITS.length] : 0;
  }

  /**
   * How far its clock runs ahead, ms; of some, as far as the platform puts up with.
   *
   * @param variant a running number; clocks of one kind differ by it
   */
  long clockAhead(int variant) {
    return this == SHELLY && variant % AHEAD_ONE_IN == 1 ? CLOCK_AHEAD : 0;
  }

  /** Whether a message of it says when it was measured; without, there is no past to be told. */
  boolean hasClock() {
    return this != TASMOTA;
  }
}
