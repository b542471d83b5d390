package city.sawang.local.simulate;

import city.sawang.local.simulate.FieldFaults.Fault;
import city.sawang.local.simulate.given.SeededRandom;
import city.sawang.local.simulate.payload.NativePayload;
import city.sawang.local.simulate.payload.SimulatedReading;
import city.sawang.local.simulate.payload.VendorPayload;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * One controller that is not of the native kind: what its register shows of the energy that its lamp
 * truly uses, the messages in which its vendor says so, and what goes wrong with both.
 */
final class FieldDevice {
  private static final long MINUTE = 60_000;
  private static final long HOUR = 60 * MINUTE;
  private static final long DAY = 24 * HOUR;
  private static final long KILOWATT_HOUR = 1_000_000;

  /** From a counter that has just begun, zero is no fall that can be told from a fresh start. */
  private static final long LEAST_GLITCH = 3 * KILOWATT_HOUR;

  /** How often a saver saves. */
  private static final long SAVES_EVERY = HOUR;

  /** After a fault of the register so many readings are in order. */
  private static final int QUIET_READINGS = 8;

  /** A disturbed register is right again within so many readings and so much time. */
  private static final int LOOK_AHEAD = 3;

  private static final long LOOK_AHEAD_MILLIS = 55 * MINUTE;
  private static final long FIRST_CLOCK_BEHIND = 20 * DAY;

  /** Beside the grid, so that no two readings of a device share an instant. */
  private static final long BESIDE_THE_GRID = 137_000;

  private static final int STATUS_EVERY = 4;

  /** The longest burst, in intervals. */
  private static final int MOST_BURST = 24;

  // The questions asked of chance.
  private static final int WHETHER = 401;
  private static final int HOW_MUCH = 431;

  private final SimulatedLamp lamp;
  private final FleetLamp what;
  private final DeviceModel model;
  private final SeededRandom chance;
  private final FieldFaults faults;
  private final NoiseTruth noise;
  private final NativePayload json;
  private final VendorPayload vendor;
  private final long start;
  private final long liveFrom;
  private final long interval;
  private final List<FleetMessage> held = new ArrayList<>();

  private long next;
  private long reports;
  private long inOrder;
  private long heldUntil = Long.MIN_VALUE;
  private long repeatedUntil = Long.MIN_VALUE;
  private long registerFailsFrom = Long.MIN_VALUE;
  private long lastShown;
  private long clockBehind;
  private int clockReadings;
  private long disturbance;
  private int disturbedReadings;
  private long savedAt;
  private long saved;
  private long counted;

  /**
   * @param start when the fleet begins to send
   * @param liveFrom from then on also what has no clock is heard
   */
  FieldDevice(
      SimulatedLamp lamp,
      FieldFaults faults,
      NoiseTruth noise,
      ZoneId zone,
      long start,
      long liveFrom) {
    this.lamp = lamp;
    this.what = lamp.lamp();
    this.model = what.model();
    this.chance = lamp.chance();
    this.faults = faults;
    this.noise = noise;
    this.json = new NativePayload(zone);
    this.vendor = new VendorPayload(zone);
    this.start = start;
    this.liveFrom = liveFrom;
    this.interval = what.intervalSeconds() * 1000L;
    this.next = lamp.nextReport(model.kind().hasClock() ? start : Math.max(start, liveFrom));
  }

  String id() {
    return what.cityId() + '/' + what.controllerId();
  }

  /** When it reports next. */
  long next() {
    return next;
  }

  /** Reports at {@link #next}: sends, now or later, what it has to say. */
  void report(Consumer<FleetMessage> out) {
    long t = next;
    next = lamp.nextReport(t);
    if (lamp.trouble().isMute(t)) {
      lamp.report(t);
      inOrder = 0;
      return;
    }
    boolean online = t >= heldUntil;
    if (online) {
      held.forEach(message -> out.accept(message.dueAt(t)));
      held.clear();
      if (happens(Fault.BURST, t)
          && !lamp.trouble().isWithin(t - interval, t + (MOST_BURST + 1) * interval)) {
        heldUntil = t + Math.round(interval * amount(Fault.BURST, t, 6, MOST_BURST));
        online = false;
        if (!model.kind().hasClock()) {
          // Whose messages carry a time, of that nothing is missing afterwards.
          noise.silence(lamp, t - interval, heldUntil);
        }
      }
    }
    if (online && registerMayFail(t)) {
      failRegister(t);
    }
    List<FleetMessage> messages = messages(t, shown(t, lamp.report(t)));
    for (FleetMessage message : messages) {
      if (online) {
        deliver(t, message, out);
      } else {
        held.add(message);
      }
    }
    reports++;
    inOrder = online && disturbedReadings == 0 ? inOrder + 1 : 0;
  }

  private boolean happens(Fault fault, long t) {
    return chance.happens(faults.rate(fault), WHETHER + fault.ordinal(), t);
  }

  private double amount(Fault fault, long t, double low, double high) {
    return chance.between(low, high, HOW_MUCH + fault.ordinal(), t);
  }

  /** Not twice in a row, and not where the lamp is silent before one can see what it was. */
  private boolean registerMayFail(long t) {
    long ahead = t;
    for (int i = 0; i < LOOK_AHEAD; i++) {
      ahead = lamp.nextReport(ahead);
    }
    return inOrder >= QUIET_READINGS
        && t >= registerFailsFrom
        && ahead - t <= LOOK_AHEAD_MILLIS
        && model.kind() != FieldDeviceKind.WRAP
        && model.kind() != FieldDeviceKind.NOCOUNTER;
  }

  private void failRegister(long t) {
    // Who cannot tell the time cannot tell a message of before a reset from one of after it; and a
    // saver that has just begun again cannot be told from one that begins again every evening.
    if (t > repeatedUntil && model.kind() != FieldDeviceKind.SAVER && happens(Fault.RESET, t)) {
      lamp.resetCounter();
      inOrder = 0;
    } else if (happens(Fault.JUMP, t)) {
      long jump = Math.round(amount(Fault.JUMP, t, 20, 120)) * KILOWATT_HOUR;
      lamp.shiftCounter(jump);
      saved += jump;
      counted += jump;
      inOrder = 0;
    } else if (happens(Fault.SPIKE, t)) {
      disturb(Fault.SPIKE, t, Math.round(amount(Fault.SPIKE, t, 20, 220)) * KILOWATT_HOUR);
    } else if (lastShown > LEAST_GLITCH && happens(Fault.GLITCH, t)) {
      disturb(Fault.GLITCH, t, Long.MIN_VALUE);
    }
  }

  private void disturb(Fault fault, long t, long by) {
    disturbance = by;
    disturbedReadings = amount(fault, t + 1, 0, 1) < 0.5 ? 1 : 2;
    inOrder = 0;
  }

  /** What its register and display make of the truth. */
  private SimulatedReading shown(long t, SimulatedReading truth) {
    SimulatedReading reading = truth;
    if (model.kind() == FieldDeviceKind.SAVER) {
      reading = afterPowerLoss(t, reading);
    }
    long energy = model.shown(reading.energyMilliwattHours());
    lastShown = energy;
    if (disturbedReadings > 0) {
      disturbedReadings--;
      energy = disturbance == Long.MIN_VALUE ? 0 : energy + disturbance;
    }
    reading = reading.energy(energy);
    if (!speaksNatively()) {
      long display = model.kind() == FieldDeviceKind.SHELLY ? 100 : 1_000;
      reading = reading.powerInSteps(display).without(SimulatedReading.NO_SEQUENCE);
    }
    return model.kind() == FieldDeviceKind.NOCOUNTER
        ? reading.without(SimulatedReading.NO_COUNTER)
        : reading;
  }

  private boolean speaksNatively() {
    return switch (model.kind()) {
      case NATIVE, COARSE, SAVER, WRAP, NOCOUNTER -> true;
      case TASMOTA, SHELLY, LORAWAN, THREEPHASE, ZIGBEE2MQTT -> false;
    };
  }

  /** What was counted since it was saved last is lost with the power. */
  private SimulatedReading afterPowerLoss(long t, SimulatedReading truth) {
    boolean booted = reports > 0 && truth.seq() == 0;
    SimulatedReading reading = truth;
    if (reports > 0 && (booted || (inOrder > 0 && happens(Fault.POWER_LOSS, t)))) {
      long lost = saved - counted;
      lamp.shiftCounter(lost);
      reading = truth.energy(truth.energyMilliwattHours() + lost);
      inOrder = 0;
    }
    counted = reading.energyMilliwattHours();
    long save = Math.floorDiv(t, SAVES_EVERY);
    if (save > savedAt) {
      savedAt = save;
      saved = counted;
    }
    return reading;
  }

  private List<FleetMessage> messages(long t, SimulatedReading shown) {
    SimulatedReading reading = atItsClock(t, shown);
    boolean partial = happens(Fault.PARTIAL, t);
    List<FleetMessage> messages = new ArrayList<>();
    switch (model.kind()) {
      case TASMOTA -> {
        SimulatedReading timeless = reading.without(SimulatedReading.NO_CLOCK);
        messages.add(message(t, "tele/%s/SENSOR", vendor.tasmota(timeless), timeless));
      }
      case SHELLY -> shelly(t, reading, partial, messages);
      case LORAWAN -> lorawan(t, reading, partial, messages);
      case ZIGBEE2MQTT -> {
        SimulatedReading said = partial ? reading.without(SimulatedReading.NO_COUNTER) : reading;
        String address = what.controllerId().toLowerCase(Locale.ROOT);
        messages.add(message(t, "zigbee2mqtt/%s", vendor.zigbee(address, said), said));
      }
      default -> {
        SimulatedReading said =
            partial
                ? reading.without(SimulatedReading.NO_COUNTER | SimulatedReading.NO_POWER)
                : reading;
        byte[] payload = json.full(said).getBytes(StandardCharsets.UTF_8);
        messages.add(new FleetMessage(t, id(), what.readingTopic(), payload, List.of(said)));
      }
    }
    if (happens(Fault.MALFORMED, t)) {
      byte[] whole = messages.get(0).payload();
      byte[] torn = Arrays.copyOf(whole, whole.length / 2);
      messages.add(new FleetMessage(t, id(), messages.get(0).topic(), torn, List.of()));
    }
    return messages;
  }

  private FleetMessage message(long t, String topic, byte[] payload, SimulatedReading reading) {
    return new FleetMessage(
        t,
        id(),
        what.cityId() + '/' + topic.formatted(what.controllerId()),
        payload,
        List.of(reading));
  }

  private void shelly(
      long t, SimulatedReading reading, boolean partial, List<FleetMessage> messages) {
    String device = what.controllerId();
    messages.add(message(t, "%s/events/rpc", vendor.shellyNotification(device, reading), reading));
    if (t >= liveFrom) {
      SimulatedReading timeless = reading.without(SimulatedReading.NO_CLOCK);
      messages.add(message(t, "%s/status/switch:0", vendor.shellyStatus(timeless), timeless));
    }
    if (partial) {
      SimulatedReading less =
          reading.without(SimulatedReading.NO_COUNTER | SimulatedReading.NO_POWER);
      SimulatedReading first = less.observedAt(less.observedAt() + 7_000);
      SimulatedReading second = less.observedAt(less.observedAt() + 12_000);
      messages.add(message(t, "%s/events/rpc", vendor.shellyCurrent(device, first), first));
      messages.add(message(t, "%s/events/rpc", vendor.shellyVoltage(device, second), second));
    }
  }

  /** The registry writes the EUI in capitals, the network servers in the topic in small letters. */
  private void lorawan(
      long t, SimulatedReading reading, boolean partial, List<FleetMessage> messages) {
    String eui = what.controllerId();
    String inTopic = eui.toLowerCase(Locale.ROOT);
    if (model.variant() % 2 == 1) {
      messages.add(
          message(
              t,
              "v3/lights@device-town/devices/eui-" + inTopic + "/up",
              vendor.thingsStackUsage(eui, reading),
              reading));
      return;
    }
    String topic = "application/ae0d/device/" + inTopic + "/event/up";
    messages.add(message(t, topic, vendor.chirpstackUsage(inTopic, reading), reading));
    if (partial || reports % STATUS_EVERY == 0) {
      SimulatedReading status =
          reading
              .observedAt(reading.observedAt() + 1_000)
              .without(SimulatedReading.NO_COUNTER | SimulatedReading.NO_POWER);
      messages.add(message(t, topic, vendor.chirpstackStatus(inTopic, status), status));
    }
  }

  /** What its clock shows; one that is behind by days shows no time before its second day here. */
  private SimulatedReading atItsClock(long t, SimulatedReading shown) {
    long clock = t + model.clockAhead();
    boolean first = reports == 0;
    if (first && happens(Fault.FIRST_CLOCK, 0)) {
      // Over twenty days almost anything can have been used, until the counter moves again.
      registerFailsFrom = t + 2 * DAY;
      return shown.observedAt(clock - FIRST_CLOCK_BEHIND - BESIDE_THE_GRID);
    }
    if (clockReadings == 0 && happens(Fault.CLOCK, t)) {
      clockBehind = Math.round(amount(Fault.CLOCK, t, 1, 6)) * DAY + BESIDE_THE_GRID;
      clockReadings = amount(Fault.CLOCK, t + 1, 0, 1) < 0.5 ? 1 : 2;
    }
    if (clockReadings > 0) {
      clockReadings--;
      clock = t - clockBehind > start + DAY ? clock - clockBehind : clock;
    }
    return shown.observedAt(clock);
  }

  /** Sends it once, and again where a fault says so. */
  private void deliver(long t, FleetMessage message, Consumer<FleetMessage> out) {
    boolean timed = message.readings().stream().noneMatch(r -> r.omits(SimulatedReading.NO_CLOCK));
    long dueAt = t;
    if (timed && !message.readings().isEmpty() && happens(Fault.LATE, t)) {
      dueAt += Math.round(HOUR * amount(Fault.LATE, t, 1, 12));
    }
    out.accept(message.dueAt(dueAt));
    if (happens(Fault.DUPLICATE, t)) {
      long again = dueAt + Math.round(interval * amount(Fault.DUPLICATE, t, 0, 2));
      repeatedUntil = Math.max(repeatedUntil, again);
      out.accept(message.dueAt(again));
    }
    if (happens(Fault.REPEAT, t)) {
      long again = dueAt + Math.round(HOUR * amount(Fault.REPEAT, t, 1, 20));
      repeatedUntil = Math.max(repeatedUntil, again);
      out.accept(message.dueAt(again));
    }
  }
}
