package city.sawang.jobs.metering;

import static city.sawang.jobs.metering.QuarterHourContribution.QUARTER_MILLIS;
import static city.sawang.jobs.metering.QuarterHourContribution.quarterOf;

/** The accounts of a range of quarter hours; what is booked outside the range is dropped. */
final class QuarterLedger {
  /** Where a booked watt-hour comes from. */
  enum Kind {
    MEASURED,
    INTERPOLATED,
    ESTIMATED
  }

  final long first;
  final long last;
  private final Site site;
  private final QuarterAccount[] accounts;

  /**
   * @param first start of the first quarter hour
   * @param last start of the last quarter hour
   */
  QuarterLedger(Site site, long first, long last) {
    this.site = site;
    this.first = first;
    this.last = last;
    accounts = new QuarterAccount[Math.toIntExact((last - first) / QUARTER_MILLIS + 1)];
  }

  boolean covers(long quarter) {
    return quarter >= first && quarter <= last;
  }

  /** Accounts of a quarter hour within the range, chained; null when nothing touched it. */
  QuarterAccount accounts(long quarter) {
    return accounts[(int) ((quarter - first) / QUARTER_MILLIS)];
  }

  /** The account of the lamp that hangs in {@code slot}; opens it. */
  QuarterAccount account(long quarter, int slot) {
    int index = (int) ((quarter - first) / QUARTER_MILLIS);
    String lampId = site.lamp(slot).lampId();
    QuarterAccount account = accounts[index];
    while (account != null && !account.lampId.equals(lampId)) {
      account = account.other;
    }
    if (account == null) {
      account = new QuarterAccount(lampId, slot, accounts[index]);
      accounts[index] = account;
    }
    return account;
  }

  void flag(long at, int slot, MeterFlag flag) {
    long quarter = quarterOf(at);
    if (covers(quarter)) {
      account(quarter, slot).flags |= flag.bit();
    }
  }

  /** The quarter hours between two readings have an account, even when nothing is booked. */
  void open(long from, long to, int slot) {
    for (long q = Math.max(first, quarterOf(from)); q <= Math.min(last, quarterOf(to)); ) {
      account(q, slot);
      q += QUARTER_MILLIS;
    }
  }

  void light(long from, long to, int slot) {
    for (long q = Math.max(first, quarterOf(from)); q <= last && q < to; q += QUARTER_MILLIS) {
      account(q, slot).litMillis += Math.min(to, q + QUARTER_MILLIS) - Math.max(from, q);
    }
  }

  /**
   * Books energy over [from, to), split over the quarter hours by weight. The parts are differences
   * of a rounded running total, so that they always add up to {@code mwh}. A part of a split is
   * interpolated, not measured.
   *
   * @param byTime weight is time; else expected-on time, and time only when nothing is expected
   */
  void book(long from, long to, int slot, long mwh, Kind kind, boolean byTime, int flags) {
    long begin = quarterOf(from);
    if (to <= begin + QUARTER_MILLIS) {
      if (covers(begin)) {
        add(begin, slot, mwh, kind, flags);
      }
      return;
    }
    Kind part = kind == Kind.MEASURED ? Kind.INTERPOLATED : kind;
    LampAssignment lamp = site.lamp(slot);
    long total = byTime || mwh == 0 ? 0 : site.expected.onMillis(lamp, site.zone(), from, to);
    boolean time = total == 0;
    total = time ? to - from : total;
    long q = Math.max(first, begin);
    long weight = q <= from ? 0 : weight(lamp, time, from, q);
    long booked = Exact.mulDiv(mwh, weight, total);
    for (; q <= last && q < to; q += QUARTER_MILLIS) {
      long end = Math.min(to, q + QUARTER_MILLIS);
      weight += weight(lamp, time, Math.max(from, q), end);
      long upTo = Exact.mulDiv(mwh, weight, total);
      add(q, slot, upTo - booked, part, flags);
      booked = upTo;
    }
  }

  private long weight(LampAssignment lamp, boolean time, long from, long to) {
    return time ? to - from : site.expected.onMillis(lamp, site.zone(), from, to);
  }

  /** Books what the lamp should have used over [from, to), each quarter hour its own part. */
  void bookExpected(long from, long to, int slot, int flags) {
    LampAssignment lamp = site.lamp(slot);
    long q = Math.max(first, quarterOf(from));
    long sum = q <= from ? 0 : site.expected.milliwattMillis(lamp, site.zone(), from, q);
    for (; q <= last && q < to; q += QUARTER_MILLIS) {
      long end = Math.min(to, q + QUARTER_MILLIS);
      long upTo = sum + site.expected.milliwattMillis(lamp, site.zone(), Math.max(from, q), end);
      long part = upTo / Exact.MILLIS_PER_HOUR - sum / Exact.MILLIS_PER_HOUR;
      add(q, slot, part, Kind.ESTIMATED, flags);
      sum = upTo;
    }
  }

  private void add(long quarter, int slot, long mwh, Kind kind, int flags) {
    QuarterAccount account = account(quarter, slot);
    account.energyKnown = true;
    account.flags |= flags;
    switch (kind) {
      case MEASURED -> account.measuredMwh += mwh;
      case INTERPOLATED -> account.interpolatedMwh += mwh;
      case ESTIMATED -> account.estimatedMwh += mwh;
    }
  }
}
