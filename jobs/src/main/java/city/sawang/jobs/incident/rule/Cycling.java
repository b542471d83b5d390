package city.sawang.jobs.incident.rule;

import static city.sawang.jobs.metering.input.MeterReading.ABSENT;

import city.sawang.jobs.incident.model.FaultCode;
import city.sawang.jobs.incident.model.Quantity;
import java.util.List;

/**
 * The lamp goes off and on again though nothing commands it, or counts too many switchings in a
 * night; a night that was heard for long enough, with few of them, clears it
 * (INCIDENTS.md#cycling). A fault that comes and goes counts as switching, too.
 */
public final class Cycling implements FaultRule {
  private static final int LIT = 0;
  private static final int COUNT = 1;
  private static final int NIGHT = 2;
  private static final int COUNTED = 3;
  private static final int SWITCHED = 4;
  private static final int HEARD = 5;
  private static final int DARK = 6;
  private static final int LAST_AT = 7;
  private static final int TIMES = 8;
  private static final int UNKNOWN = -1;

  private final int switchings;
  private final long withinMillis;
  private final long countedInNight;
  private final long quiet;
  private final long heardPercent;

  Cycling(RulesReader rules) {
    switchings = (int) rules.number("cycling.switchings", 2, 100);
    withinMillis = rules.minutes("cycling.within_minutes");
    countedInNight = rules.number("cycling.counted_in_night", 2, 1_000);
    quiet = rules.number("cycling.quiet_at_most", 0, 100);
    heardPercent = rules.number("cycling.quiet_heard_percent", 1, 100);
    rules.require(
        quiet < Math.min(switchings, countedInNight),
        "cycling.quiet_at_most: must be below cycling.switchings and cycling.counted_in_night");
  }

  @Override
  public FaultCode code() {
    return FaultCode.CYCLING;
  }

  @Override
  public List<Quantity> uses() {
    return List.of(
        Quantity.ACTIVE_POWER_MW,
        Quantity.LAMP_ON,
        Quantity.SWITCH_ON_COUNT,
        Quantity.DIM_COMMAND_BP);
  }

  @Override
  public long[] freshMemory() {
    long[] memory = new long[TIMES + switchings];
    memory[LIT] = UNKNOWN;
    memory[COUNT] = ABSENT;
    memory[NIGHT] = ABSENT;
    memory[LAST_AT] = ABSENT;
    for (int i = TIMES; i < memory.length; i++) {
      memory[i] = ABSENT;
    }
    return memory;
  }

  @Override
  public Judgement judge(Sample s, long[] memory) {
    boolean quietNight = false;
    if (s.nightDay() != memory[NIGHT]) {
      quietNight =
          memory[NIGHT] != ABSENT
              && Math.max(memory[COUNTED], memory[SWITCHED]) <= quiet
              && memory[HEARD] * 100 >= memory[DARK] * heardPercent;
      memory[NIGHT] = s.nightDay();
      memory[COUNTED] = 0;
      memory[SWITCHED] = 0;
      memory[HEARD] = 0;
    }
    heard(s, memory);
    boolean switched = switched(s, memory);
    boolean counted = counted(s, memory);
    long first = memory[TIMES + switchings - 1];
    if (switched && first != ABSENT && s.at() - first <= withinMillis
        || counted && memory[COUNTED] >= countedInNight) {
      return Judgement.raise(Persistence.AT_ONCE);
    }
    return quietNight ? Judgement.clear(Persistence.AT_ONCE) : Judgement.UNSAID;
  }

  /** A fault came and went once more. */
  public static void flapped(long[] memory) {
    memory[SWITCHED]++;
  }

  /** How much of the night was heard, ms: the reporting interval before each reading. */
  private static void heard(Sample s, long[] memory) {
    long from = s.at() - s.lamp().intervalSeconds() * 1_000L;
    memory[HEARD] += s.darkMillisSince(Math.max(from, memory[LAST_AT]));
    memory[DARK] = s.darkMillisOfNight();
    memory[LAST_AT] = s.at();
  }

  /** It went off and on again by itself. */
  private boolean switched(Sample s, long[] memory) {
    int burns = Sample.burns(s.reading(), s.lamp());
    boolean commandedOff = s.get(Quantity.DIM_COMMAND_BP) == 0 || s.get(Quantity.RELAY_ON) == 0;
    if (!s.shouldBeLit() || commandedOff) {
      memory[LIT] = UNKNOWN;
      return false;
    }
    if (burns == UNKNOWN) {
      return false;
    }
    boolean on = burns == 1 && memory[LIT] == 0;
    memory[LIT] = burns;
    if (on) {
      memory[SWITCHED]++;
      System.arraycopy(memory, TIMES, memory, TIMES + 1, switchings - 1);
      memory[TIMES] = s.at();
    }
    return on;
  }

  private static boolean counted(Sample s, long[] memory) {
    if (!s.says(Quantity.SWITCH_ON_COUNT)) {
      return false;
    }
    long count = s.get(Quantity.SWITCH_ON_COUNT);
    // A count that falls was reset, or has wrapped: it begins again.
    boolean more = memory[COUNT] != ABSENT && count > memory[COUNT];
    memory[COUNTED] += more ? count - memory[COUNT] : 0;
    memory[COUNT] = count;
    return more;
  }
}
