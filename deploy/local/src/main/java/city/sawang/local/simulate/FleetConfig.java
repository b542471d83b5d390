package city.sawang.local.simulate;

import city.sawang.local.simulate.fault.IncidentFaults;
import city.sawang.schemas.HomeZone;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.function.Consumer;

/**
 * How a fleet is played. Start from {@link #of} and change what differs.
 *
 * @param mqttUrl broker, e.g. {@code tcp://127.0.0.1:1883}
 * @param lamps the fleet, at least one
 * @param meters feeder meters over these lamps, may be none
 * @param faults what goes wrong how often with native lamps
 * @param fieldFaults what goes wrong how often with all others
 * @param incidentFaults what is broken so that incidents must be raised
 * @param seed same seed, same fleet, same start: same messages
 * @param history how far back the fleet begins; sent as fast as the platform takes it
 * @param historyBatch readings per message while history is sent, 1…100
 * @param ratePerSecond at most so many messages per second; 0: no limit
 * @param count ends after so many messages; 0: never
 * @param runFor ends after this time; zero: never
 * @param ledger file for every message sent; null: none
 * @param truth file for what was broken; null: none
 * @param stateFile file in which the fleet's counters survive a restart; null: none
 * @param connections MQTT connections, 1…64
 * @param window messages without a PUBACK per connection, 1…10000
 * @param zone the cities' time zone
 * @param clock the fleet's time: the wall clock's, or a faster one
 */
public record FleetConfig(
    String mqttUrl,
    List<FleetLamp> lamps,
    List<FleetMeter> meters,
    FaultRates faults,
    FieldFaults fieldFaults,
    IncidentFaults incidentFaults,
    long seed,
    Duration history,
    int historyBatch,
    double ratePerSecond,
    long count,
    Duration runFor,
    Path ledger,
    Path truth,
    Path stateFile,
    int connections,
    int window,
    ZoneId zone,
    TimeLapse clock) {

  public FleetConfig {
    lamps = List.copyOf(lamps);
    meters = List.copyOf(meters);
    require(!lamps.isEmpty(), "lamps", 0, "at least one");
    require(!history.isNegative(), "history", history, "zero or more");
    require(historyBatch >= 1 && historyBatch <= 100, "historyBatch", historyBatch, "1…100");
    require(ratePerSecond >= 0, "ratePerSecond", ratePerSecond, "0 or more");
    require(count >= 0, "count", count, "0 or more");
    require(!runFor.isNegative(), "runFor", runFor, "zero or more");
    require(connections >= 1 && connections <= 64, "connections", connections, "1…64");
    require(window >= 1 && window <= 10_000, "window", window, "1…10000");
  }

  private static void require(boolean ok, String key, Object value, String expected) {
    if (!ok) {
      throw new IllegalArgumentException(key + " is " + value + ", expected " + expected);
    }
  }

  /** A fleet that sends its last hour and then goes live, with the usual faults. */
  public static FleetConfig of(String mqttUrl, RegisteredFleet fleet) {
    return of(mqttUrl, fleet.lamps(), fleet.meters(), fleet.zone());
  }

  /** Devices of the field, each of which sends its own messages one by one. */
  public static FleetConfig of(String mqttUrl, DeviceFleet fleet) {
    return of(mqttUrl, fleet.lamps(), fleet.meters(), HomeZone.ID);
  }

  /** A fleet of lamps without a registry, played in {@link HomeZone}. */
  public static FleetConfig of(String mqttUrl, List<FleetLamp> lamps) {
    return of(mqttUrl, lamps, List.of(), HomeZone.ID);
  }

  private static FleetConfig of(
      String mqttUrl, List<FleetLamp> lamps, List<FleetMeter> meters, ZoneId zone) {
    return new FleetConfig(
        mqttUrl,
        lamps,
        meters,
        FaultRates.usual(),
        FieldFaults.none(),
        IncidentFaults.none(),
        1,
        Duration.ofHours(1),
        1,
        0,
        0,
        Duration.ZERO,
        null,
        null,
        null,
        8,
        100,
        zone,
        TimeLapse.none());
  }

  /**
   * @param past how far back; more than six hours are sent in arrays of fifteen readings
   */
  public FleetConfig withHistory(Duration past) {
    return with(
        draft -> {
          draft.history = past;
          draft.historyBatch = past.compareTo(Duration.ofHours(6)) > 0 ? 15 : 1;
        });
  }

  /**
   * @param readings per message while history is sent; set it after {@link #withHistory}
   */
  public FleetConfig withHistoryBatch(int readings) {
    return with(draft -> draft.historyBatch = readings);
  }

  public FleetConfig withFaults(FaultRates mix) {
    return with(draft -> draft.faults = mix);
  }

  public FleetConfig withFieldFaults(FieldFaults mix) {
    return with(draft -> draft.fieldFaults = mix);
  }

  public FleetConfig withIncidentFaults(IncidentFaults mix) {
    return with(draft -> draft.incidentFaults = mix);
  }

  public FleetConfig withTruth(Path file) {
    return with(draft -> draft.truth = file);
  }

  public FleetConfig withSeed(long number) {
    return with(draft -> draft.seed = number);
  }

  public FleetConfig withRate(double perSecond) {
    return with(draft -> draft.ratePerSecond = perSecond);
  }

  /**
   * Ends after so many messages. The fleet begins far enough in the past to have that much to send,
   * one reading per message: twice the time, because half of the lamps are silent by day.
   */
  public FleetConfig withCount(long messages) {
    double perSecond = lamps.stream().mapToDouble(lamp -> 1.0 / lamp.intervalSeconds()).sum();
    return with(
        draft -> {
          draft.history = Duration.ofSeconds((long) (2 * messages / perSecond)).plusHours(24);
          draft.historyBatch = 1;
          draft.count = messages;
        });
  }

  public FleetConfig withRunFor(Duration time) {
    return with(draft -> draft.runFor = time);
  }

  public FleetConfig withLedger(Path file) {
    return with(draft -> draft.ledger = file);
  }

  public FleetConfig withStateFile(Path file) {
    return with(draft -> draft.stateFile = file);
  }

  /** Lets the fleet live in another time than the wall clock's. */
  public FleetConfig withClock(TimeLapse other) {
    return with(draft -> draft.clock = other);
  }

  /** What can be changed, while it is changed. */
  private static final class Draft {
    FaultRates faults;
    FieldFaults fieldFaults;
    IncidentFaults incidentFaults;
    long seed;
    Duration history;
    int historyBatch;
    double ratePerSecond;
    long count;
    Duration runFor;
    Path ledger;
    Path truth;
    Path stateFile;
    TimeLapse clock;
  }

  private FleetConfig with(Consumer<Draft> change) {
    Draft draft = new Draft();
    draft.faults = faults;
    draft.fieldFaults = fieldFaults;
    draft.incidentFaults = incidentFaults;
    draft.seed = seed;
    draft.history = history;
    draft.historyBatch = historyBatch;
    draft.ratePerSecond = ratePerSecond;
    draft.count = count;
    draft.runFor = runFor;
    draft.ledger = ledger;
    draft.truth = truth;
    draft.stateFile = stateFile;
    draft.clock = clock;
    change.accept(draft);
    return new FleetConfig(
        mqttUrl,
        lamps,
        meters,
        draft.faults,
        draft.fieldFaults,
        draft.incidentFaults,
        draft.seed,
        draft.history,
        draft.historyBatch,
        draft.ratePerSecond,
        draft.count,
        draft.runFor,
        draft.ledger,
        draft.truth,
        draft.stateFile,
        connections,
        window,
        zone,
        draft.clock);
  }
}
