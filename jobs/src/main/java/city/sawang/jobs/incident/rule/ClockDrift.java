package city.sawang.jobs.incident.rule;

import city.sawang.jobs.incident.model.FaultCode;
import city.sawang.jobs.incident.model.Quantity;
import city.sawang.jobs.metering.input.MeterReading;
import java.util.Arrays;
import java.util.List;

/**
 * The device's clock is wrong, by the median of how long its live readings took to arrive
 * (INCIDENTS.md#clock). What was queued somewhere and drains now tells nothing about a clock: it
 * arrives faster than it was observed. Remembers how many it has, the reading before, then how long
 * the last of them took.
 */
public final class ClockDrift implements FaultRule {
  private static final long SECOND = 1_000;
  private static final int COUNT = 0;
  private static final int LAST_AT = 1;
  private static final int LAST_LAG = 2;
  private static final int LAGS = 3;

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

  /** How long the reading that was judged last took to come, ms; ABSENT before any. */
  public static long lagBefore(long[] memory) {
    return memory[LAST_AT] == 0 ? MeterReading.ABSENT : memory[LAST_LAG];
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
    return new long[LAGS + readings];
  }

  @Override
  public Judgement judge(Sample s, long[] memory) {
    if (!s.says(Quantity.CLOCK_LAG_MS)) {
      return Judgement.UNSAID;
    }
    long lag = s.get(Quantity.CLOCK_LAG_MS);
    long observedGap = s.at() - memory[LAST_AT];
    long receivedGap = observedGap + lag - memory[LAST_LAG];
    boolean drains = memory[LAST_AT] != 0 && 2 * receivedGap < observedGap;
    memory[LAST_AT] = s.at();
    memory[LAST_LAG] = lag;
    if (drains) {
      return Judgement.UNSAID;
    }
    System.arraycopy(memory, LAGS, memory, LAGS + 1, readings - 1);
    memory[LAGS] = lag;
    memory[COUNT] = Math.min(readings, memory[COUNT] + 1);
    if (memory[COUNT] < readings) {
      return Judgement.UNSAID;
    }
    if (isMostlyRight(memory)) {
      return Judgement.clear(Persistence.AT_ONCE);
    }
    long[] sorted = Arrays.copyOfRange(memory, LAGS, memory.length);
    Arrays.sort(sorted);
    long median = (sorted[(readings - 1) / 2] + sorted[readings / 2]) / 2;
    if (median > behindMillis || median < -aheadMillis) {
      return Judgement.raise(Persistence.AT_ONCE);
    }
    return Math.abs(median) < clearMillis
        ? Judgement.clear(Persistence.AT_ONCE)
        : Judgement.BETWEEN;
  }

  /** More than half of them clear: then the median does, and nothing needs to be sorted. */
  private boolean isMostlyRight(long[] memory) {
    int right = 0;
    for (int i = LAGS; i < memory.length; i++) {
      right += Math.abs(memory[i]) < clearMillis ? 1 : 0;
    }
    return 2 * right > readings;
  }
}
