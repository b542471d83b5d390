package city.sawang.ingest.metrics;

import city.sawang.schemas.ReasonCode;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/** Counts nothing. */
enum NoBridgeMetrics implements BridgeMetrics {
  INSTANCE;

  @Override
  public void received() {}

  @Override
  public void flawed(PacketFlaw flaw) {}

  @Override
  public void ended(Outcome outcome, int messages) {}

  @Override
  public void accepted() {}

  @Override
  public void backlog() {}

  @Override
  public void quarantined(ReasonCode reason) {}

  @Override
  public void heartbeat() {}

  @Override
  public void reconnect(EndReason reason) {}

  @Override
  public void possibleGap() {}

  @Override
  public void watch(String broker, LongSupplier outstanding, DoubleSupplier oldestSeconds) {}
}
