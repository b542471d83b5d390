package city.sawang.local.simulate;

import city.sawang.schemas.HomeZone;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;

/**
 * How a fleet is played. Start from {@link #of} and change what differs.
 *
 * @param mqttUrl broker, e.g. {@code tcp://127.0.0.1:1883}
 * @param lamps the fleet, at least one
 * @param meters feeder meters over these lamps, may be none
 * @param faults what goes wrong how often
 * @param seed same seed, same fleet, same start: same messages
 * @param history how far back the fleet begins; sent as fast as the platform takes it
 * @param historyBatch readings per message while history is sent, 1…100
 * @param ratePerSecond at most so many messages per second; 0: no limit
 * @param count ends after so many messages; 0: never
 * @param runFor ends after this time; zero: never
 * @param ledger file for every message sent; null: none
 * @param stateFile file in which the fleet's counters survive a restart; null: none
 * @param connections MQTT connections, 1…64
 * @param window messages without a PUBACK per connection, 1…10000
 * @param zone the cities' time zone
 * @param clock the wall clock
 */
public record FleetConfig(
    String mqttUrl,
    List<FleetLamp> lamps,
    List<FleetMeter> meters,
    FaultRates faults,
    long seed,
    Duration history,
    int historyBatch,
    double ratePerSecond,
    long count,
    Duration runFor,
    Path ledger,
    Path stateFile,
    int connections,
    int window,
    ZoneId zone,
    Clock clock) {

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
        1,
        Duration.ofHours(1),
        1,
        0,
        0,
        Duration.ZERO,
        null,
        null,
        8,
        100,
        zone,
        Clock.systemUTC());
  }

  /**
   * @param past how far back; more than six hours are sent in arrays of fifteen readings
   */
  public FleetConfig withHistory(Duration past) {
    int batch = past.compareTo(Duration.ofHours(6)) > 0 ? 15 : 1;
    return with(faults, seed, past, batch, ratePerSecond, count, runFor, ledger, stateFile, clock);
  }

  /**
   * @param readings per message while history is sent; set it after {@link #withHistory}
   */
  public FleetConfig withHistoryBatch(int readings) {
    return with(
        faults, seed, history, readings, ratePerSecond, count, runFor, ledger, stateFile, clock);
  }

  public FleetConfig withFaults(FaultRates mix) {
    return with(
        mix, seed, history, historyBatch, ratePerSecond, count, runFor, ledger, stateFile, clock);
  }

  public FleetConfig withSeed(long number) {
    return with(
        faults,
        number,
        history,
        historyBatch,
        ratePerSecond,
        count,
        runFor,
        ledger,
        stateFile,
        clock);
  }

  public FleetConfig withRate(double perSecond) {
    return with(
        faults, seed, history, historyBatch, perSecond, count, runFor, ledger, stateFile, clock);
  }

  /**
   * Ends after so many messages. The fleet begins far enough in the past to have that much to send,
   * one reading per message: twice the time, because half of the lamps are silent by day.
   */
  public FleetConfig withCount(long messages) {
    double perSecond = lamps.stream().mapToDouble(lamp -> 1.0 / lamp.intervalSeconds()).sum();
    Duration past = Duration.ofSeconds((long) (2 * messages / perSecond)).plusHours(24);
    return with(faults, seed, past, 1, ratePerSecond, messages, runFor, ledger, stateFile, clock);
  }

  public FleetConfig withRunFor(Duration time) {
    return with(
        faults, seed, history, historyBatch, ratePerSecond, count, time, ledger, stateFile, clock);
  }

  public FleetConfig withLedger(Path file) {
    return with(
        faults, seed, history, historyBatch, ratePerSecond, count, runFor, file, stateFile, clock);
  }

  public FleetConfig withStateFile(Path file) {
    return with(
        faults, seed, history, historyBatch, ratePerSecond, count, runFor, ledger, file, clock);
  }

  public FleetConfig withClock(Clock other) {
    return with(
        faults,
        seed,
        history,
        historyBatch,
        ratePerSecond,
        count,
        runFor,
        ledger,
        stateFile,
        other);
  }

  private FleetConfig with(
      FaultRates newFaults,
      long newSeed,
      Duration newHistory,
      int newBatch,
      double newRate,
      long newCount,
      Duration newRunFor,
      Path newLedger,
      Path newStateFile,
      Clock newClock) {
    return new FleetConfig(
        mqttUrl,
        lamps,
        meters,
        newFaults,
        newSeed,
        newHistory,
        newBatch,
        newRate,
        newCount,
        newRunFor,
        newLedger,
        newStateFile,
        connections,
        window,
        zone,
        newClock);
  }
}
