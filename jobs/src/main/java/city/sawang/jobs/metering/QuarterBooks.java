package city.sawang.jobs.metering;

import static city.sawang.jobs.metering.QuarterHourContribution.QUARTER_MILLIS;
import static city.sawang.jobs.metering.QuarterHourContribution.quarterOf;
import static city.sawang.jobs.metering.ReadingWindow.NONE;

import city.sawang.jobs.metering.QuarterLedger.Kind;
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
  private QuarterLedger ledger;
  private final List<int[]> openPairs = new ArrayList<>(2);
  private long countedSlot;
  private String countedLamp;

  QuarterBooks(ReadingWindow window, Site site, CounterFold fold, long newestCounterAt) {
    this.window = window;
    this.site = site;
    this.fold = fold;
    this.newestCounterAt = newestCounterAt;
  }

  /** The contributions of the quarter hours from {@code first} to {@code last}, in order. */
  List<QuarterHourContribution> book(long first, long last) {
    ledger = new QuarterLedger(site, first, last);
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
    for (int i = start; window.has(i); i++) {
      LogEntry entry = window.get(i);
      int slot = site.slotAt(entry.at());
      if (entry.at() >= end) {
        long interval = site.intervalMillis(slot);
        boolean slotsOver = QUARTER_MILLIS % interval == 0 || entry.at() >= end + interval;
        if (usableAfter && baseAfter && slotsOver) {
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
        counterPair(base, i, slot);
        base = i;
        baseAfter |= entry.at() >= end;
      } else if (entry.status == CounterStatus.REJECTED) {
        ledger.flag(entry.at(), slot, MeterFlag.METER_GLITCH);
      }
    }
    closeOpenPairs(CounterStatus.FIRST);
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
    if (site.isLit(a.reading, slotA)) {
      long until = Math.min(b.at(), a.at() + 2 * site.intervalMillis(slotA));
      ledger.light(a.at(), Math.min(until, site.to(slotA)), slotA);
    }
  }

  private void counterPair(int baseIndex, int index, int slot) {
    LogEntry k = window.get(index);
    if (isFrozen(index, slot)) {
      ledger.flag(k.at(), slot, MeterFlag.METER_FROZEN);
    }
    if (baseIndex == NONE || k.status == CounterStatus.FIRST) {
      return;
    }
    LogEntry b = window.get(baseIndex);
    long difference = k.reading.energyMwh() - b.reading.energyMwh();
    switch (k.status) {
      case NORMAL -> {
        bookDifference(b, k, slot, difference);
        compareWithPower(b, k, slot, difference);
      }
      case WRAP -> {
        bookDifference(b, k, slot, difference + site.modulusMwh(k.reading, slot));
        ledger.flag(k.at(), slot, MeterFlag.METER_WRAP);
      }
      case RESET -> {
        bookDifference(b, k, slot, k.reading.energyMwh());
        long lost = Math.max(0, likelyMwh(b, k, slot) - k.reading.energyMwh());
        if (lost > 0) {
          ledger.book(b.at(), k.at(), slot, lost, Kind.ESTIMATED, isByTime(b, k, slot), 0);
        }
        ledger.flag(k.at(), slot, MeterFlag.METER_RESET);
      }
      case JUMP -> {
        ledger.flag(b.at(), slot, MeterFlag.METER_JUMP);
        ledger.flag(k.at(), slot, MeterFlag.METER_JUMP);
      }
      default -> throw new IllegalStateException("no base: " + k.status);
    }
  }

  private void bookDifference(LogEntry b, LogEntry k, int slot, long mwh) {
    boolean gap = isGap(b, k, slot);
    ledger.book(
        b.at(),
        k.at(),
        slot,
        mwh,
        gap ? Kind.INTERPOLATED : Kind.MEASURED,
        isByTime(b, k, slot),
        gap ? MeterFlag.GAP.bit() : 0);
  }

  private boolean isGap(LogEntry a, LogEntry b, int slot) {
    return b.at() - a.at() > 2 * site.intervalMillis(slot);
  }

  private boolean isByTime(LogEntry a, LogEntry b, int slot) {
    return !isGap(a, b, slot)
        && site.isLit(a.reading, site.slotAt(a.at()))
        && site.isLit(b.reading, slot);
  }

  /**
   * What the lamp used at least between two readings around a reset: the lower of the two powers,
   * because then nothing is claimed when the counter began anew without losing anything; over a gap
   * what was expected.
   */
  private long likelyMwh(LogEntry b, LogEntry k, int slot) {
    if (!isGap(b, k, slot) && b.reading.hasPower() && k.reading.hasPower()) {
      long power = Math.max(0, Math.min(b.reading.powerMw(), k.reading.powerMw()));
      return Exact.mulDiv(power, k.at() - b.at(), Exact.MILLIS_PER_HOUR);
    }
    return site.expected.energyMwh(site.lamp(slot), site.zone(), b.at(), k.at());
  }

  private void compareWithPower(LogEntry b, LogEntry k, int slot, long difference) {
    if (!b.reading.hasPower() || !k.reading.hasPower() || isGap(b, k, slot)) {
      return;
    }
    if (difference == 0
        && site.drawsPower(b.reading, slot)
        && site.drawsPower(k.reading, slot)
        && trapezoidMwh(b, k) > NOTICEABLE_MWH) {
      ledger.flag(k.at(), slot, MeterFlag.POWER_WITHOUT_ENERGY);
    }
    if (difference > WATT_HOUR_MWH
        && !site.isLit(b.reading, slot)
        && !site.isLit(k.reading, slot)) {
      ledger.flag(k.at(), slot, MeterFlag.ENERGY_WITHOUT_POWER);
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
    int slot = site.slotAt(b.at());
    boolean gap = isGap(a, b, slot);
    int power = MeterFlag.FROM_POWER.bit();
    if (!gap && a.reading.hasPower() && b.reading.hasPower()) {
      ledger.book(a.at(), b.at(), slot, trapezoidMwh(a, b), Kind.MEASURED, true, power);
    } else if (site.isRegistered(slot) && b.at() - a.at() <= CounterFold.LONGEST_MILLIS) {
      ledger.bookExpected(a.at(), b.at(), slot, power | (gap ? MeterFlag.GAP.bit() : 0));
    }
  }

  /** Mean of both powers over the time between, rounded half up. */
  private static long trapezoidMwh(LogEntry a, LogEntry b) {
    long powers = Math.max(0, a.reading.powerMw()) + Math.max(0, b.reading.powerMw());
    return (Exact.mulDiv(powers, b.at() - a.at(), Exact.MILLIS_PER_HOUR) + 1) / 2;
  }

  private QuarterHourContribution close(QuarterAccount account, long quarter) {
    long end = quarter + QUARTER_MILLIS;
    int expected = 0;
    LampAssignment latest = site.lamp(account.slot);
    int slots = 2 * site.placement.assignments().size() + 1;
    for (int slot = 0; slot < slots; slot++) {
      LampAssignment lamp = site.lamp(slot);
      long from = Math.max(quarter, site.from(slot));
      long to = Math.min(end, site.to(slot));
      if (from < to && lamp.lampId().equals(account.lampId)) {
        expected += slotsExpected(lamp, from, to);
        latest = lamp;
      }
    }
    return account.close(site, latest, quarter, expected, isDecided(end, account.slot));
  }

  private int slotsExpected(LampAssignment lamp, long from, long to) {
    long interval = lamp.intervalSeconds() * 1_000L;
    int count = 0;
    for (long start = -Math.floorDiv(-from, interval) * interval; start < to; start += interval) {
      count += !lamp.nightPowered() || site.expected.isOn(lamp, site.zone(), start) ? 1 : 0;
    }
    return count;
  }

  /** Whether no further reading in order can change a quarter hour that ends at {@code end}. */
  private boolean isDecided(long end, int slot) {
    int from = window.firstFrom(end);
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
