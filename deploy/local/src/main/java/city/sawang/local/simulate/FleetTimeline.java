package city.sawang.local.simulate;

import city.sawang.local.simulate.given.SeededRandom;
import city.sawang.local.simulate.payload.MalformedPayloads;
import city.sawang.local.simulate.payload.MeterReport;
import city.sawang.local.simulate.payload.NativePayload;
import city.sawang.local.simulate.payload.SimulatedReading;
import city.sawang.local.simulate.payload.VendorPayload;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Everything a fleet will ever send, in the order of sending: an endless, deterministic sequence of
 * messages. Knows neither the wall clock nor MQTT.
 */
final class FleetTimeline {
  private static final long MINUTE = 60_000;

  /** The longest that a lamp is without its network, and the hour after it. */
  private static final long MOST_OFFLINE = 7 * 60 * MINUTE;

  private static final long YEAR_2000 = 946_684_800_000L;

  private static final int DUPLICATE = 101;
  private static final int SHUFFLE = 102;
  private static final int BACKLOG = 103;
  private static final int CLOCK = 104;
  private static final int RESET = 105;
  private static final int GLITCH = 106;
  private static final int MALFORMED = 107;

  /** One lamp's place in the sequence. */
  private static final class LampCursor {
    final SimulatedLamp lamp;
    final SeededRandom chance;
    final List<SimulatedReading> batch = new ArrayList<>();
    final List<SimulatedReading> stored = new ArrayList<>();
    long next;
    long offlineUntil = Long.MIN_VALUE;

    LampCursor(SimulatedLamp lamp, long start) {
      this.lamp = lamp;
      this.chance = lamp.chance();
      this.next = lamp.nextReport(start);
    }
  }

  /** One meter's place in the sequence. */
  private static final class MeterCursor {
    final SimulatedMeter meter;
    long next;

    MeterCursor(SimulatedMeter meter, long start) {
      this.meter = meter;
      this.next = meter.nextReport(start);
    }
  }

  private record Delayed(FleetMessage message, long order) {}

  private final FaultRates faults;
  private final NoiseTruth noise;
  private final NativePayload json;
  private final VendorPayload vendor;
  private final DateTimeFormatter time;
  private final int batchSize;
  private final long batchUntil;
  private final PriorityQueue<LampCursor> lampCursors =
      new PriorityQueue<>(
          Comparator.<LampCursor>comparingLong(v -> v.next)
              .thenComparing(v -> v.lamp.lamp().controllerId()));
  private final PriorityQueue<MeterCursor> meterCursors =
      new PriorityQueue<>(
          Comparator.<MeterCursor>comparingLong(d -> d.next)
              .thenComparing(d -> d.meter.meter().meterId()));
  private final PriorityQueue<FieldDevice> devices =
      new PriorityQueue<>(
          Comparator.comparingLong(FieldDevice::next).thenComparing(FieldDevice::id));
  private final PriorityQueue<Delayed> delayed =
      new PriorityQueue<>(
          Comparator.<Delayed>comparingLong(d -> d.message.dueAt())
              .thenComparingLong(d -> d.order));
  private long order;

  /**
   * @param lamps already alive at {@code start}
   * @param fieldFaults what goes wrong with the lamps that are not native
   * @param noise is told what of this is a fault of its own
   * @param batchSize readings per message before {@code batchUntil}, where history is sent
   */
  FleetTimeline(
      List<SimulatedLamp> lamps,
      List<SimulatedMeter> meters,
      FaultRates faults,
      FieldFaults fieldFaults,
      NoiseTruth noise,
      ZoneId zone,
      long start,
      int batchSize,
      long batchUntil) {
    this.faults = faults;
    this.noise = noise;
    this.json = new NativePayload(zone);
    this.vendor = new VendorPayload(zone);
    this.time = DateTimeFormatter.ISO_OFFSET_DATE_TIME.withZone(zone);
    this.batchSize = batchSize;
    this.batchUntil = batchUntil;
    for (SimulatedLamp lamp : lamps) {
      if (lamp.lamp().model().kind() == FieldDeviceKind.NATIVE) {
        lampCursors.add(new LampCursor(lamp, start));
      } else {
        devices.add(new FieldDevice(lamp, fieldFaults, noise, zone, start, batchUntil));
      }
    }
    meters.forEach(meter -> meterCursors.add(new MeterCursor(meter, start)));
  }

  /** The next message; messages come in the order of {@link FleetMessage#dueAt}. */
  FleetMessage next() {
    while (delayed.isEmpty() || delayed.peek().message().dueAt() > nextDue()) {
      long due = nextDue();
      if (!meterCursors.isEmpty() && meterCursors.peek().next == due) {
        MeterCursor cursor = meterCursors.poll();
        if (!cursor.meter.isSilent(cursor.next)) {
          reportMeter(cursor);
        }
        cursor.next = cursor.meter.nextReport(cursor.next);
        meterCursors.add(cursor);
        continue;
      }
      if (!devices.isEmpty() && devices.peek().next() == due) {
        FieldDevice device = devices.poll();
        device.report(message -> delayed.add(new Delayed(message, order++)));
        devices.add(device);
        continue;
      }
      LampCursor cursor = lampCursors.poll();
      report(cursor, cursor.next);
      cursor.next = cursor.lamp.nextReport(cursor.next);
      lampCursors.add(cursor);
    }
    return delayed.poll().message();
  }

  private long nextDue() {
    long lamp = lampCursors.isEmpty() ? Long.MAX_VALUE : lampCursors.peek().next;
    long meter = meterCursors.isEmpty() ? Long.MAX_VALUE : meterCursors.peek().next;
    long device = devices.isEmpty() ? Long.MAX_VALUE : devices.peek().next();
    return Math.min(lamp, Math.min(meter, device));
  }

  /** Meters hang on a wire: they suffer none of the lamps' faults. */
  private void reportMeter(MeterCursor cursor) {
    MeterReport report = cursor.meter.report(cursor.next);
    FleetMeter meter = cursor.meter.meter();
    SimulatedReading whole = report.whole();
    byte[] payload;
    if (meter.kind() == FieldDeviceKind.THREEPHASE) {
      whole =
          whole
              .energy(Math.floorDiv(whole.energyMilliwattHours(), 10) * 10)
              .powerInSteps(100)
              .without(SimulatedReading.NO_SEQUENCE);
      payload = vendor.shellyThreePhases(new MeterReport(whole, report.phases()));
    } else {
      payload = json.meter(report).getBytes(StandardCharsets.UTF_8);
    }
    FleetMessage message =
        new FleetMessage(
            cursor.next,
            meter.cityId() + '/' + meter.meterId(),
            meter.topic(),
            payload,
            List.of(whole));
    delayed.add(new Delayed(message, order++));
  }

  private void report(LampCursor cursor, long t) {
    if (cursor.chance.happens(faults.reset(), RESET, t)) {
      cursor.lamp.resetCounter();
    }
    SimulatedReading reading = disturb(cursor, t, cursor.lamp.report(t));
    if (cursor.lamp.trouble().isMute(t)) {
      if (cursor.lamp.trouble().isStored(t)) {
        cursor.stored.add(reading.asHistorical());
      }
      return;
    }
    if (t < cursor.offlineUntil) {
      cursor.stored.add(reading.asHistorical());
    } else {
      deliverStored(cursor, t);
      // Nobody could tell a fault of which no live reading comes.
      if (cursor.chance.happens(faults.backlog(), BACKLOG, t)
          && !cursor.lamp.trouble().isWithin(t, t + MOST_OFFLINE)) {
        cursor.offlineUntil = t + (long) (MINUTE * cursor.chance.between(10, 360, BACKLOG, t + 1));
        noise.silence(cursor.lamp, t, cursor.offlineUntil);
      }
      publish(cursor, t, reading);
    }
    if (cursor.chance.happens(faults.malformed(), MALFORMED, t)) {
      String observedAt = time.format(Instant.ofEpochMilli(t));
      byte[] payload = MalformedPayloads.pick(cursor.chance.bits(MALFORMED, t + 1), observedAt);
      send(cursor, t, payload, List.of());
    }
  }

  private SimulatedReading disturb(LampCursor cursor, long t, SimulatedReading reading) {
    if (cursor.chance.happens(faults.clock(), CLOCK, t)) {
      return switch ((int) Math.floorMod(cursor.chance.bits(CLOCK, t + 1), 3L)) {
        case 0 -> reading.observedAt(YEAR_2000 + reading.seq() * 1000);
        case 1 -> reading.observedAt(t + 120 * MINUTE);
        default -> reading.observedAt(t - 10 * MINUTE + 1000);
      };
    }
    if (cursor.chance.happens(faults.glitch(), GLITCH, t)) {
      return reading.energy(Math.max(0, reading.energyMilliwattHours()) / 1000);
    }
    return reading;
  }

  private void publish(LampCursor cursor, long t, SimulatedReading reading) {
    cursor.batch.add(reading);
    if (cursor.batch.size() < batchSize && t < batchUntil) {
      return;
    }
    List<SimulatedReading> readings = List.copyOf(cursor.batch);
    cursor.batch.clear();
    byte[] payload =
        readings.size() == 1
            ? json.full(readings.get(0)).getBytes(StandardCharsets.UTF_8)
            : NativePayload.array(readings.stream().map(json::full).toList());
    long interval = cursor.lamp.lamp().intervalSeconds() * 1000L;
    long dueAt = t;
    if (cursor.chance.happens(faults.shuffle(), SHUFFLE, t)) {
      dueAt += (long) (interval * cursor.chance.between(1, 5, SHUFFLE, t + 1));
    }
    send(cursor, dueAt, payload, readings);
    if (cursor.chance.happens(faults.duplicate(), DUPLICATE, t)) {
      long again = (long) (10 * MINUTE * cursor.chance.unit(DUPLICATE, t + 1));
      send(cursor, dueAt + again, payload, readings);
    }
  }

  private void deliverStored(LampCursor cursor, long t) {
    List<SimulatedReading> part = new ArrayList<>();
    List<String> elements = new ArrayList<>();
    int bytes = 2;
    for (SimulatedReading reading : cursor.stored) {
      String element = json.stored(reading);
      if (part.size() == NativePayload.MAX_ELEMENTS
          || bytes + element.length() + 1 > NativePayload.MAX_BYTES) {
        send(cursor, t, NativePayload.array(elements), List.copyOf(part));
        part.clear();
        elements.clear();
        bytes = 2;
      }
      part.add(reading);
      elements.add(element);
      bytes += element.length() + 1;
    }
    if (!part.isEmpty()) {
      send(cursor, t, NativePayload.array(elements), List.copyOf(part));
    }
    cursor.stored.clear();
  }

  private void send(
      LampCursor cursor, long dueAt, byte[] payload, List<SimulatedReading> readings) {
    FleetLamp lamp = cursor.lamp.lamp();
    FleetMessage message =
        new FleetMessage(
            dueAt,
            lamp.cityId() + '/' + lamp.controllerId(),
            lamp.readingTopic(),
            payload,
            readings);
    delayed.add(new Delayed(message, order++));
  }
}
