package city.sawang.jobs.metering;

import static city.sawang.jobs.metering.QuarterHourContribution.QUARTER_MILLIS;
import static city.sawang.jobs.metering.QuarterHourContribution.quarterOf;

/** The accounts of a range of quarter hours; what is booked outside the range is dropped. */
final class QuarterLedger {
  private static final long SECOND = 1_000L;

  final long first;
  final long last;
  private final Site site;
  private final BookingTrace trace;
  private final QuarterAccount[] accounts;

  /**
   * @param first start of the first quarter hour
   * @param last start of the last quarter hour
   */
  QuarterLedger(Site site, BookingTrace trace, long first, long last) {
    this.site = site;
    this.trace = trace;
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
      account = new QuarterAccount(lampId, new QuarterSky(site, slot, quarter), accounts[index]);
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

  /**
   * The lamp is known to burn, or not to, over [from, to), whole seconds.
   *
   * @param overridden an override was in force, and {@code wanted} says whether it wanted light;
   *     else the schedule tells
   */
  void light(long from, long to, int slot, boolean lit, boolean overridden, boolean wanted) {
    for (long q = Math.max(first, quarterOf(from)); q <= last && q < to; q += QUARTER_MILLIS) {
      long begin = Math.max(from, q);
      long end = Math.min(to, q + QUARTER_MILLIS);
      QuarterAccount account = account(q, slot);
      QuarterSky sky = sky(account, q, slot);
      int dark = (int) (sky.darkMillis(begin, end) / SECOND);
      int on = (int) (sky.onMillis(begin, end) / SECOND);
      int overriddenOn = wanted ? dark : 0;
      account.light(lit, (int) ((end - begin) / SECOND), dark, on, overridden ? overriddenOn : on);
    }
  }

  /** Another assignment of the same lamp may have another schedule. */
  private QuarterSky sky(QuarterAccount account, long quarter, int slot) {
    return account.sky.slot == slot ? account.sky : new QuarterSky(site, slot, quarter);
  }

  /**
   * Books energy between two readings, split over the quarter hours by weight. The parts are
   * differences of a rounded running total, so that they always add up to {@code mwh}. A part of a
   * split is interpolated, not measured. The weight is time, or expected-on time, which is all
   * night, and time only when nothing is expected.
   */
  void book(Pair pair, BookingRule rule, long mwh, EnergyClass energyClass) {
    long from = pair.from().at();
    long to = pair.to().at();
    long begin = quarterOf(from);
    if (to <= begin + QUARTER_MILLIS) {
      if (covers(begin)) {
        QuarterSky sky = sky(account(begin, pair.slot()), begin, pair.slot());
        boolean night = mwh == 0 || (!pair.byTime() && sky.onMillis(from, to) > 0);
        add(begin, pair, rule, mwh, energyClass, night ? 0 : dayShare(sky, mwh, from, to));
      }
      return;
    }
    LampAssignment lamp = site.lamp(pair.slot());
    EnergyClass part = energyClass == EnergyClass.MEASURED ? EnergyClass.INTERPOLATED : energyClass;
    long total =
        pair.byTime() || mwh == 0 ? 0 : site.expected.onMillis(lamp, site.zone(), from, to);
    boolean time = total == 0;
    total = time ? to - from : total;
    long q = Math.max(first, begin);
    long weight = q <= from ? 0 : weight(lamp, time, from, q);
    long booked = Exact.mulDiv(mwh, weight, total);
    for (; q <= last && q < to; q += QUARTER_MILLIS) {
      long start = Math.max(from, q);
      long end = Math.min(to, q + QUARTER_MILLIS);
      weight += weight(lamp, time, start, end);
      long upTo = Exact.mulDiv(mwh, weight, total);
      QuarterSky sky = sky(account(q, pair.slot()), q, pair.slot());
      long day = time ? dayShare(sky, upTo - booked, start, end) : 0;
      add(q, pair, rule, upTo - booked, part, day);
      booked = upTo;
    }
  }

  /** The part of some energy that falls outside the dark period, by time, rounded down. */
  private static long dayShare(QuarterSky sky, long mwh, long from, long to) {
    if (mwh == 0) {
      return 0;
    }
    long dark = sky.darkMillis(from, to);
    return dark == 0 ? mwh : Exact.mulDiv(mwh, to - from - dark, to - from);
  }

  private long weight(LampAssignment lamp, boolean time, long from, long to) {
    return time ? to - from : site.expected.onMillis(lamp, site.zone(), from, to);
  }

  /** Books what the lamp should have used between two readings, each quarter hour its own part. */
  void bookExpected(Pair pair) {
    LampAssignment lamp = site.lamp(pair.slot());
    long from = pair.from().at();
    long to = pair.to().at();
    long q = Math.max(first, quarterOf(from));
    long sum = q <= from ? 0 : site.expected.milliwattMillis(lamp, site.zone(), from, q);
    for (; q <= last && q < to; q += QUARTER_MILLIS) {
      long end = Math.min(to, q + QUARTER_MILLIS);
      long upTo = sum + site.expected.milliwattMillis(lamp, site.zone(), Math.max(from, q), end);
      long part = upTo / Exact.MILLIS_PER_HOUR - sum / Exact.MILLIS_PER_HOUR;
      add(q, pair, BookingRule.EXPECTED_POWER, part, EnergyClass.ESTIMATED, 0);
      sum = upTo;
    }
  }

  /** Nothing is booked between two readings, and why. */
  void bookNothing(Pair pair, BookingRule rule) {
    long from = pair.from() == null ? pair.to().at() : pair.from().at();
    long to = pair.to().at();
    long begin = to - from > CounterFold.LONGEST_MILLIS ? to : from;
    for (long q = Math.max(first, quarterOf(begin)); q <= Math.min(last, quarterOf(to)); ) {
      trace.booked(q, pair, rule, null, 0, 0);
      q += QUARTER_MILLIS;
    }
  }

  private void add(
      long quarter, Pair pair, BookingRule rule, long mwh, EnergyClass energyClass, long dayMwh) {
    trace.booked(quarter, pair, rule, energyClass, mwh, dayMwh);
    QuarterAccount account = account(quarter, pair.slot());
    account.energyKnown = true;
    account.flags |= rule.flags() | (pair.gap() ? MeterFlag.GAP.bit() : 0);
    account.fromPowerMwh += rule == BookingRule.POWER ? mwh : 0;
    account.dayMwh += dayMwh;
    account.dayBurnMwh += pair.burning() ? dayMwh : 0;
    switch (energyClass) {
      case MEASURED -> account.measuredMwh += mwh;
      case INTERPOLATED -> account.interpolatedMwh += mwh;
      case ESTIMATED -> account.estimatedMwh += mwh;
    }
  }
}
