package city.sawang.jobs.incident.rule;

import static city.sawang.jobs.metering.input.MeterReading.ABSENT;

import city.sawang.jobs.incident.model.FaultCode;
import city.sawang.jobs.incident.model.Quantity;
import java.util.List;

/**
 * The lamp should be lit and takes no power worth mentioning, or its device says so and its power
 * does not contradict (INCIDENTS.md#lamp-failure). Darkness that the lamp has switched on in is none
 * that lasts: it cycles. Remembers whether it ever said its power, and its count of switchings.
 */
final class LampFailure implements FaultRule {
  private static final int KNOWS_POWER = 0;
  private static final int COUNT = 1;

  private final DarkLimit dark;
  private final VoltageBand band;
  private final long litPercent;
  private final long warmUpMillis;
  private final Persistence raise;
  private final Persistence raiseByFlag;
  private final Persistence clear;

  LampFailure(RulesReader rules) {
    dark = DarkLimit.of(rules);
    band = VoltageBand.ofSupply(rules);
    litPercent = rules.number("lamp_failure.lit_percent", 10, 100);
    warmUpMillis = rules.minutes("warm_up_minutes");
    raise = rules.persistence("lamp_failure.raise");
    raiseByFlag = rules.persistence("device_flag.raise");
    clear = rules.persistence("lamp_failure.clear");
    rules.require(
        litPercent > dark.percent(),
        "lamp_failure.lit_percent: must be above lamp_failure.dark_percent");
  }

  @Override
  public FaultCode code() {
    return FaultCode.LAMP_FAILURE;
  }

  @Override
  public List<Quantity> uses() {
    return List.of(
        Quantity.ACTIVE_POWER_MW,
        Quantity.SUPPLY_VOLTAGE_MV,
        Quantity.DIM_COMMAND_BP,
        Quantity.DEVICE_FLAGS);
  }

  @Override
  public long[] freshMemory() {
    return new long[] {0, ABSENT};
  }

  @Override
  public Judgement judge(Sample s, long[] memory) {
    boolean flagged = s.flags(code()) && !s.unjudged();
    boolean switched = switchedOn(s, memory);
    if (!s.says(Quantity.ACTIVE_POWER_MW)) {
      return withoutPower(s, flagged, memory[KNOWS_POWER] == 1);
    }
    memory[KNOWS_POWER] = 1;
    long power = s.get(Quantity.ACTIVE_POWER_MW);
    long expected = s.expectation().milliwatts();
    if (s.shouldBeLitAround(warmUpMillis)) {
      if (power >= expected * litPercent / 100 && !dark.isDark(power, expected)) {
        // A flag that stands beside it is contradicted.
        return Judgement.clear(clear);
      }
      if (dark.isDark(power, expected) && !band.isOutside(s)) {
        return switched && !flagged
            ? Judgement.BETWEEN
            : Judgement.raise(flagged ? raiseByFlag : raise);
      }
    }
    boolean contradicted = power >= s.nominalShare(litPercent, dark.leastMw());
    return flagged && !contradicted ? Judgement.raise(raiseByFlag) : Judgement.BETWEEN;
  }

  /** It was switched on since it said its count last. */
  private static boolean switchedOn(Sample s, long[] memory) {
    if (!s.says(Quantity.SWITCH_ON_COUNT)) {
      return false;
    }
    long before = memory[COUNT];
    memory[COUNT] = s.get(Quantity.SWITCH_ON_COUNT);
    return before != ABSENT && memory[COUNT] > before;
  }

  /** A device that never says its power is believed when it takes its flag back. */
  private Judgement withoutPower(Sample s, boolean flagged, boolean knowsPower) {
    if (flagged) {
      return Judgement.raise(raiseByFlag);
    }
    return s.denies(code()) && !knowsPower ? Judgement.clear(raiseByFlag) : Judgement.UNSAID;
  }
}
