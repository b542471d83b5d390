package city.sawang.ingest.metrics;

import city.sawang.schemas.ReasonCode;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/** Counts in memory; for tests and for asking a running bridge. */
public final class InMemoryBridgeMetrics implements BridgeMetrics {
  private final LongAdder received = new LongAdder();
  private final LongAdder accepted = new LongAdder();
  private final LongAdder backlog = new LongAdder();
  private final LongAdder heartbeats = new LongAdder();
  private final LongAdder possibleGaps = new LongAdder();
  private final Map<Outcome, LongAdder> ended = counters(Outcome.class);
  private final Map<ReasonCode, LongAdder> quarantined = counters(ReasonCode.class);
  private final Map<EndReason, LongAdder> reconnects = counters(EndReason.class);
  private final Map<PacketFlaw, LongAdder> flawed = counters(PacketFlaw.class);
  private final CopyOnWriteArrayList<LongSupplier> outstanding = new CopyOnWriteArrayList<>();
  private final CopyOnWriteArrayList<DoubleSupplier> oldest = new CopyOnWriteArrayList<>();

  private static <E extends Enum<E>> Map<E, LongAdder> counters(Class<E> keys) {
    Map<E, LongAdder> counters = new EnumMap<>(keys);
    for (E key : keys.getEnumConstants()) {
      counters.put(key, new LongAdder());
    }
    return counters;
  }

  @Override
  public void received() {
    received.increment();
  }

  @Override
  public void flawed(PacketFlaw flaw) {
    flawed.get(flaw).increment();
  }

  @Override
  public void ended(Outcome outcome, int messages) {
    ended.get(outcome).add(messages);
  }

  @Override
  public void accepted() {
    accepted.increment();
  }

  @Override
  public void backlog() {
    backlog.increment();
  }

  @Override
  public void quarantined(ReasonCode reason) {
    quarantined.get(reason).increment();
  }

  @Override
  public void heartbeat() {
    heartbeats.increment();
  }

  @Override
  public void reconnect(EndReason reason) {
    reconnects.get(reason).increment();
  }

  @Override
  public void possibleGap() {
    possibleGaps.increment();
  }

  @Override
  public void watch(String broker, LongSupplier outstanding, DoubleSupplier oldestSeconds) {
    this.outstanding.add(outstanding);
    this.oldest.add(oldestSeconds);
  }

  public long receivedMessages() {
    return received.sum();
  }

  public long endedMessages(Outcome outcome) {
    return ended.get(outcome).sum();
  }

  public long acceptedReadings() {
    return accepted.sum();
  }

  public long backlogReadings() {
    return backlog.sum();
  }

  public long quarantinedPayloads(ReasonCode reason) {
    return quarantined.get(reason).sum();
  }

  public long kafkaAcks() {
    return accepted.sum()
        + heartbeats.sum()
        + quarantined.values().stream().mapToLong(LongAdder::sum).sum();
  }

  public long heartbeats() {
    return heartbeats.sum();
  }

  public long flawedPackets(PacketFlaw flaw) {
    return flawed.get(flaw).sum();
  }

  public long flawedPackets() {
    return flawed.values().stream().mapToLong(LongAdder::sum).sum();
  }

  public long reconnects(EndReason reason) {
    return reconnects.get(reason).sum();
  }

  public long reconnects() {
    return reconnects.values().stream().mapToLong(LongAdder::sum).sum();
  }

  public long possibleGaps() {
    return possibleGaps.sum();
  }

  public long outstandingMessages() {
    return outstanding.stream().mapToLong(LongSupplier::getAsLong).sum();
  }

  public double oldestUnacknowledgedSeconds() {
    return oldest.stream().mapToDouble(DoubleSupplier::getAsDouble).max().orElse(0);
  }
}
