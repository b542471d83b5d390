package city.sawang.jobs.incident.rule;

import city.sawang.jobs.incident.model.FaultCode;
import city.sawang.jobs.incident.model.Quantity;
import java.util.Arrays;
import java.util.List;

/**
 * The device's clock is wrong, by the median of how long its live readings took to arrive
 * (INCIDENTS.md#clock). Remembers how many it has, then the last of them.
 */
final class ClockDrift implements FaultRule {
  private static final long SECOND = 1_000;

  private final int readings;
  private final long behindMillis;
  private final long aheadMillis;
  private final long clearMillis;

  ClockDrift(RulesReader rules) {
    readings = (int) rules.number("clock_drift.readings", 2, 100);
    behindMillis = rules.number("clock_drift.behind_s", 1, 86_400) * SECOND;
    aheadMillis = rules.number("clock_drift.ahead_s", 1, 86_400) * SECOND;
    clearMillis = rules.number("clock_drift.clear_s", 1, 86_400) * SECOND;
    rules.require(
        clearMillis <= Math.min(behindMillis, aheadMillis),
        "clock_drift.clear_s: must not be above behind_s or ahead_s");
  }

  @Override
  public FaultCode code() {
    return FaultCode.CLOCK_DRIFT;
  }

  @Override
  public List<Quantity> uses() {
    return List.of(Quantity.CLOCK_LAG_MS);
  }

  @Override
  public long[] freshMemory() {
    return new long[1 + readings];
  }

  @Override
  public Judgement judge(Sample s, long[] memory) {
    if (!s.says(Quantity.CLOCK_LAG_MS)) {
      return Judgement.UNSAID;
    }
    System.arraycopy(memory, 1, memory, 2, readings - 1);
    memory[1] = s.get(Quantity.CLOCK_LAG_MS);
    memory[0] = Math.min(readings, memory[0] + 1);
    if (memory[0] < readings) {
      return Judgement.UNSAID;
    }
    long[] sorted = Arrays.copyOfRange(memory, 1, memory.length);
    Arrays.sort(sorted);
    long median = (sorted[(readings - 1) / 2] + sorted[readings / 2]) / 2;
    if (median > behindMillis || median < -aheadMillis) {
      return Judgement.raise(Persistence.AT_ONCE);
    }
    return Math.abs(median) < clearMillis
        ? Judgement.clear(Persistence.AT_ONCE)
        : Judgement.BETWEEN;
  }
}
