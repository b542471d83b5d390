package city.sawang.jobs.metering;

import static city.sawang.jobs.metering.Duty.wholeSecond;
import static city.sawang.jobs.metering.ReadingWindow.NONE;

import city.sawang.jobs.expected.ExpectedState;

/**
 * Books light and darkness from reading to reading: what one says about light holds until the next
 * one that says something, for two reporting intervals at most, and not beyond the newest reading.
 * Told of every speaking reading in log order.
 */
final class LightHolds {
  private final ReadingWindow window;
  private final Site site;
  private final QuarterLedger ledger;
  private int holder = NONE;
  private long newest;

  LightHolds(ReadingWindow window, Site site, QuarterLedger ledger) {
    this.window = window;
    this.site = site;
    this.ledger = ledger;
  }

  void next(int index, int slot) {
    LogEntry entry = window.get(index);
    boolean tells = tells(site, entry, slot);
    newest = entry.at();
    if (holder != NONE) {
      boolean oneEpoch = site.isOneEpoch(site.slotAt(window.get(holder).at()), slot);
      if (!tells && oneEpoch) {
        return;
      }
      book(window.get(holder), tells && oneEpoch ? entry : null);
    }
    holder = tells ? index : NONE;
  }

  /** Nothing that is still to come can say anything about the time before {@code end}. */
  boolean isOver(long end, long nextAt) {
    if (holder == NONE) {
      return true;
    }
    long at = window.get(holder).at();
    return at >= end || nextAt >= at + hold(site.slotAt(at));
  }

  /**
   * @param seen instant up to which readings were seen
   */
  void finish(long seen) {
    if (holder != NONE) {
      newest = Math.max(newest, seen);
      book(window.get(holder), null);
      holder = NONE;
    }
  }

  private static boolean tells(Site site, LogEntry entry, int slot) {
    return entry.reading.tellsLight() && !site.lamp(slot).meter();
  }

  private long hold(int slot) {
    return 2 * site.intervalMillis(slot);
  }

  /**
   * @param next the next reading that says something about light of the same lamp; null when there
   *     is none
   */
  private void book(LogEntry from, LogEntry next) {
    int slot = site.slotAt(from.at());
    boolean lit = site.isLit(from.reading, slot);
    long begin = wholeSecond(from.at());
    long until = Math.min(newest, from.at() + hold(slot));
    if (next == null || next.at() > from.at() + hold(slot)) {
      piece(from.reading, slot, begin, wholeSecond(Math.min(until, site.epochEnd(slot))), lit);
      return;
    }
    long end = wholeSecond(next.at());
    if (site.isLit(next.reading, site.slotAt(next.at())) != lit && !isCommanded(from.reading)) {
      long at = site.expected.onlySwitch(site.lamp(slot), site.zone(), begin, end, !lit);
      if (at != ExpectedState.NEVER) {
        piece(from.reading, slot, begin, at, lit);
        piece(from.reading, slot, at, end, !lit);
        return;
      }
    }
    piece(from.reading, slot, begin, end, lit);
  }

  /** The reading says that an override is in force, and to which level. */
  private static boolean isCommanded(MeterReading reading) {
    return reading.overrideActive() == 1 && reading.dimCommandBp() >= 0;
  }

  /** The lamp may have been registered anew meanwhile, with another schedule. */
  private void piece(MeterReading holding, int firstSlot, long from, long to, boolean lit) {
    long begin = from;
    for (int slot = firstSlot; begin < to; slot += 2) {
      long slotEnd = site.to(slot);
      long end = slotEnd >= to ? to : wholeSecond(slotEnd);
      if (end > begin) {
        boolean commanded = isCommanded(holding);
        ledger.light(begin, end, slot, lit, commanded, commanded && holding.dimCommandBp() > 0);
        begin = end;
      }
    }
  }

  /**
   * Whether no further reading in order can say anything about the light in a quarter hour.
   *
   * @param after index of the first entry at or after {@code end}
   */
  static boolean isSettled(ReadingWindow window, Site site, long start, int after, int slot) {
    if (site.lamp(slot).meter()) {
      return true;
    }
    int holder = window.previousSpeaker(after);
    while (holder != NONE && !window.get(holder).reading.tellsLight()) {
      holder =
          start - window.get(holder).at() < site.longestHoldMillis()
              ? window.previousSpeaker(holder)
              : NONE;
    }
    if (holder == NONE) {
      return true;
    }
    long at = window.get(holder).at();
    int holderSlot = site.slotAt(at);
    long until = at + 2 * site.intervalMillis(holderSlot);
    if (until <= start || !site.isOneEpoch(holderSlot, slot)) {
      return true;
    }
    for (int i = after; window.has(i); i++) {
      LogEntry entry = window.get(i);
      if (entry.at() >= until
          || !site.isOneEpoch(site.slotAt(entry.at()), slot)
          || (window.speaks(i) && entry.reading.tellsLight())) {
        return true;
      }
    }
    return false;
  }
}
