package city.sawang.jobs.metering;

import static city.sawang.jobs.metering.QuarterHourContribution.QUARTER_MILLIS;
import static city.sawang.jobs.metering.QuarterHourContribution.quarterOf;
import static city.sawang.jobs.metering.ReadingWindow.NONE;

import java.util.ArrayList;
import java.util.List;

/**
 * Books a range of quarter hours from the log, once the fate of every counter is decided: a pure
 * function of the readings and the placement. It walks through the readings that touch the range
 * once, in log order.
 */
final class QuarterBooks {
  /** Without a counter, a quarter hour is decided by this many later readings… */
  private static final int DECIDING_READINGS = 3;

  /** …or by one that is later than its end by more than this. */
  private static final long DECIDING_MILLIS = 3_600_000L;

  /** Readings with one counter that make it a frozen one (domain §4). */
  private static final int FROZEN_READINGS = 6;

  /** Energy that must have moved any counter (ours). */
  private static final long NOTICEABLE_MWH = 5_000;

  private static final long WATT_HOUR_MWH = 1_000;

  private final ReadingWindow window;
  private final Site site;
  private final CounterFold fold;
  private final long newestCounterAt;
  private final long finalBefore;
  private QuarterLedger ledger;
  private LightHolds light;
  private final List<int[]> openPairs = new ArrayList<>(2);
  private long countedSlot;
  private String countedLamp;

  QuarterBooks(ReadingWindow window, Site site, CounterFold fold, ControllerSummary summary) {
    this.window = window;
    this.site = site;
    this.fold = fold;
    newestCounterAt = summary.newestCounterAt();
    finalBefore = summary.frozenBefore();
  }

  /** The contributions of the quarter hours from {@code first} to {@code last}, in order. */
  List<QuarterHourContribution> book(long first, long last) {
    return book(first, last, BookingTrace.NONE);
  }

  /** The same, and {@code trace} is told every entry. */
  List<QuarterHourContribution> book(long first, long last, BookingTrace trace) {
    ledger = new QuarterLedger(site, trace, first, last);
    light = new LightHolds(window, site, ledger);
    countedLamp = null;
    openPairs.clear();
    walk(startFor(first), last + QUARTER_MILLIS);
    List<QuarterHourContribution> booked = new ArrayList<>();
    for (long q = first; q <= last; q += QUARTER_MILLIS) {
      for (QuarterAccount a = ledger.accounts(q); a != null; a = a.other) {
        booked.add(close(a, q));
      }
    }
    return booked;
  }

  /** The reading to begin with: what it says reaches into the first quarter hour. */
  private int startFor(long first) {
    int from = window.firstFrom(first);
    int start = from;
    int speaker = window.previousSpeaker(from);
    while (speaker != NONE) {
      start = speaker;
      if (isUsable(speaker)) {
        break;
      }
      speaker = window.previousSpeaker(speaker);
    }
    start = Math.min(start, holderFor(first, from));
    if (newestCounterAt >= first) {
      int counter = window.previousCounter(from);
      while (counter != NONE && first - window.get(counter).at() <= CounterFold.LONGEST_MILLIS) {
        if (window.get(counter).status.isBase()) {
          return Math.min(start, counter);
        }
        counter = window.previousCounter(counter);
      }
    }
    return start;
  }

  /** The reading whose word about light may hold in the first quarter hour, else {@code from}. */
  private int holderFor(long first, int from) {
    int speaker = window.previousSpeaker(from);
    while (speaker != NONE && first - window.get(speaker).at() < site.longestHoldMillis()) {
      if (window.get(speaker).reading.tellsLight()) {
        return speaker;
      }
      speaker = window.previousSpeaker(speaker);
    }
    return from;
  }

  private boolean isUsable(int index) {
    MeterReading r = window.get(index).reading;
    return r.hasCounter() || r.hasPower();
  }

  private void walk(int start, long end) {
    int speaker = NONE;
    int usable = NONE;
    int base = NONE;
    boolean usableAfter = false;
    boolean baseAfter = newestCounterAt < end;
    boolean rejected = false;
    long seen = Long.MIN_VALUE;
    for (int i = start; window.has(i); i++) {
      LogEntry entry = window.get(i);
      int slot = site.slotAt(entry.at());
      if (entry.at() >= end) {
        long interval = site.intervalMillis(slot);
        boolean slotsOver = QUARTER_MILLIS % interval == 0 || entry.at() >= end + interval;
        if (usableAfter && baseAfter && slotsOver && light.isOver(end, entry.at())) {
          seen = entry.at();
          break;
        }
      }
      countSlot(entry, slot);
      if (!window.speaks(i)) {
        ledger.flag(entry.at(), slot, MeterFlag.REPEATED_INSTANT);
        continue;
      }
      if (speaker != NONE) {
        betweenSpeakers(speaker, i, slot);
      }
      speaker = i;
      light.next(i, slot);
      if (ledger.covers(quarterOf(entry.at()))) {
        ledger.account(quarterOf(entry.at()), slot).average(entry.reading);
      }
      if (isUsable(i)) {
        if (usable != NONE && isOneEpoch(usable, slot)) {
          openPairs.add(new int[] {usable, i});
        }
        usable = i;
        usableAfter |= entry.at() >= end;
      }
      if (entry.status.isBase()) {
        closeOpenPairs(entry.status);
        counterPair(base, i, slot, rejected);
        base = i;
        rejected = false;
        baseAfter |= entry.at() >= end;
      } else if (entry.status == CounterStatus.REJECTED) {
        rejected = true;
        ledger.flag(entry.at(), slot, MeterFlag.METER_GLITCH);
      }
    }
    closeOpenPairs(CounterStatus.FIRST);
    light.finish(seen);
  }

  /** No counter lies on both sides of these pairs, so power must do. */
  private void closeOpenPairs(CounterStatus base) {
    if (base == CounterStatus.FIRST) {
      for (int[] pair : openPairs) {
        powerPair(window.get(pair[0]), window.get(pair[1]));
      }
    }
    openPairs.clear();
  }

  private boolean isOneEpoch(int index, int slot) {
    return site.isOneEpoch(site.slotAt(window.get(index).at()), slot);
  }

  private void countSlot(LogEntry entry, int slot) {
    LampAssignment lamp = site.lamp(slot);
    long interval = site.intervalMillis(slot);
    long start = Math.floorDiv(entry.at(), interval) * interval;
    boolean again = lamp.lampId().equals(countedLamp) && start == countedSlot;
    countedLamp = lamp.lampId();
    countedSlot = start;
    if (again || start < site.from(slot) || !ledger.covers(quarterOf(start))) {
      return;
    }
    if (!lamp.nightPowered() || site.expected.isOn(lamp, site.zone(), start)) {
      ledger.account(quarterOf(start), slot).accepted++;
    }
  }

  private void betweenSpeakers(int from, int to, int slot) {
    LogEntry a = window.get(from);
    LogEntry b = window.get(to);
    int slotA = site.slotAt(a.at());
    if (site.isOneEpoch(slotA, slot)) {
      if (b.at() - a.at() <= CounterFold.LONGEST_MILLIS) {
        ledger.open(a.at(), b.at(), slot);
      }
    } else {
      ledger.flag(b.at(), slot, MeterFlag.METER_SWAP);
    }
  }

  private void counterPair(int baseIndex, int index, int slot, boolean rejected) {
    LogEntry k = window.get(index);
    if (isFrozen(index, slot)) {
      ledger.flag(k.at(), slot, MeterFlag.METER_FROZEN);
    }
    if (k.status == CounterStatus.FIRST) {
      Pair alone = new Pair(null, k, slot, false, false, false);
      ledger.bookNothing(alone, baseIndex == NONE ? BookingRule.FIRST : BookingRule.SWAP);
      return;
    }
    if (baseIndex == NONE) {
      return;
    }
    LogEntry b = window.get(baseIndex);
    Pair pair = Pair.of(site, b, k, slot);
    long difference = k.reading.energyMwh() - b.reading.energyMwh();
    switch (k.status) {
      case NORMAL -> {
        bookDifference(pair, rejected ? BookingRule.GLITCH : BookingRule.NORMAL, difference);
        compareWithPower(pair, difference);
      }
      case WRAP -> {
        bookDifference(pair, BookingRule.WRAP, difference + site.modulusMwh(k.reading, slot));
        ledger.flag(k.at(), slot, MeterFlag.METER_WRAP);
      }
      case RESET -> {
        bookDifference(pair, BookingRule.RESET, k.reading.energyMwh());
        long lost = Math.max(0, likelyMwh(pair) - k.reading.energyMwh());
        if (lost > 0) {
          ledger.book(pair, BookingRule.REMAINDER, lost, EnergyClass.ESTIMATED);
        }
        ledger.flag(k.at(), slot, MeterFlag.METER_RESET);
      }
      case JUMP -> {
        ledger.bookNothing(pair, BookingRule.JUMP);
        ledger.flag(b.at(), slot, MeterFlag.METER_JUMP);
        ledger.flag(k.at(), slot, MeterFlag.METER_JUMP);
      }
      default -> throw new IllegalStateException("no base: " + k.status);
    }
  }

  private void bookDifference(Pair pair, BookingRule rule, long mwh) {
    ledger.book(pair, rule, mwh, pair.gap() ? EnergyClass.INTERPOLATED : EnergyClass.MEASURED);
  }

  /**
   * What the lamp used at least between two readings around a reset: the lower of the two powers,
   * because then nothing is claimed when the counter began anew without losing anything; over a gap
   * what was expected, which of a meter is nothing.
   */
  private long likelyMwh(Pair pair) {
    if (!pair.gap() && pair.hasPower()) {
      return pair.leastMwh();
    }
    if (site.lamp(pair.slot()).meter()) {
      return 0;
    }
    return site.expected.energyMwh(
        site.lamp(pair.slot()), site.zone(), pair.from().at(), pair.to().at());
  }

  private void compareWithPower(Pair pair, long difference) {
    if (pair.gap() || !pair.hasPower()) {
      return;
    }
    int slot = pair.slot();
    MeterReading from = pair.from().reading;
    MeterReading to = pair.to().reading;
    if (difference == 0
        && site.drawsPower(from, slot)
        && site.drawsPower(to, slot)
        && pair.trapezoidMwh() > NOTICEABLE_MWH) {
      ledger.flag(to.observedAt(), slot, MeterFlag.POWER_WITHOUT_ENERGY);
    }
    if (difference > WATT_HOUR_MWH && !site.isLit(from, slot) && !site.isLit(to, slot)) {
      ledger.flag(to.observedAt(), slot, MeterFlag.ENERGY_WITHOUT_POWER);
    }
  }

  private boolean isFrozen(int index, int slot) {
    LogEntry entry = window.get(index);
    int i = index;
    for (int run = 1; run < FROZEN_READINGS; run++) {
      if (!site.drawsPower(window.get(i).reading, slot)) {
        return false;
      }
      i = window.previousCounter(i);
      if (i == NONE
          || window.get(i).reading.energyMwh() != entry.reading.energyMwh()
          || !isOneEpoch(i, slot)) {
        return false;
      }
    }
    return site.drawsPower(window.get(i).reading, slot);
  }

  private void powerPair(LogEntry a, LogEntry b) {
    Pair pair = Pair.of(site, a, b, site.slotAt(b.at()));
    LampAssignment lamp = site.lamp(pair.slot());
    if (!pair.gap() && pair.hasPower()) {
      ledger.book(pair.splitByTime(), BookingRule.POWER, pair.trapezoidMwh(), EnergyClass.MEASURED);
    } else if (site.isRegistered(pair.slot())
        && !lamp.meter()
        && pair.millis() <= CounterFold.LONGEST_MILLIS) {
      ledger.bookExpected(pair);
    } else {
      ledger.bookNothing(pair, BookingRule.UNKNOWN);
    }
  }

  private QuarterHourContribution close(QuarterAccount account, long quarter) {
    Duty duty = Duty.of(site, account.sky, quarter);
    boolean decided = isDecided(quarter, account.sky.slot);
    return account.close(site, duty, quarter, decided, false, finalBefore);
  }

  /** Whether no further reading in order can change a quarter hour. */
  private boolean isDecided(long quarter, int slot) {
    long end = quarter + QUARTER_MILLIS;
    int from = window.firstFrom(end);
    return isEnergyDecided(from, end, slot)
        && LightHolds.isSettled(window, site, quarter, from, slot);
  }

  private boolean isEnergyDecided(int from, long end, int slot) {
    if (newestCounterAt >= end) {
      for (int i = from; window.has(i); i++) {
        if (!isOneEpoch(i, slot)) {
          return true;
        }
        if (window.get(i).status.isBase()) {
          return fold.isSettled(i);
        }
      }
    }
    int count = 0;
    for (int i = from; window.has(i); i++) {
      if (!isOneEpoch(i, slot)
          || (window.speaks(i) && ++count == DECIDING_READINGS)
          || window.get(i).at() - end > DECIDING_MILLIS) {
        return true;
      }
    }
    return false;
  }
}
