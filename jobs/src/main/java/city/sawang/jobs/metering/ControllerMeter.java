package city.sawang.jobs.metering;

import static city.sawang.jobs.metering.QuarterHourContribution.QUARTER_MILLIS;
import static city.sawang.jobs.metering.QuarterHourContribution.quarterOf;

import city.sawang.jobs.expected.ExpectedState;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * Turns the readings of controllers into quarter hours (domain §3). What it publishes about a
 * controller is a function of the set of its accepted readings and of its placement, whatever the
 * order they came in: a reading is put into the controller's log, the decisions near it are made
 * anew, and the quarter hours they touch are booked anew.
 *
 * <p>Keeps nothing between calls but the sun's times. Not safe for use by several threads.
 */
public final class ControllerMeter {
  /** Readings before the horizon that are kept as ground to stand on. */
  private static final int KEPT_READINGS = 8;

  /** Chunks before the horizon that are kept as ground to stand on. */
  private static final int KEPT_CHUNKS = 2;

  private final MeteringRules rules;
  private final Function<Identity, Verdict> refusal;
  private final ExpectedState expected = new ExpectedState();

  public ControllerMeter(MeteringRules rules) {
    this(rules, Identity::refusal);
  }

  /**
   * A meter for readings from the archive: they were accepted once, so none is looked for twice.
   */
  public static ControllerMeter ofAccepted(MeteringRules rules) {
    return new ControllerMeter(rules, identity -> null);
  }

  /**
   * @param refusal tells DUPLICATE and CONFLICT, null for a new reading; another answer than the
   *     identity's own makes wrong figures, which is what a test of the checks needs
   */
  ControllerMeter(MeteringRules rules, Function<Identity, Verdict> refusal) {
    this.rules = rules;
    this.refusal = refusal;
  }

  /**
   * Takes one reading.
   *
   * @param log the controller's log; changed when the reading is IN_TIME or LATE
   * @param summary what the last call answered; null for the first reading of the controller
   */
  public Acceptance accept(
      ReadingLog log, ControllerSummary summary, Placement placement, MeterReading reading) {
    return accept(log, summary, null, placement, reading);
  }

  /**
   * The same, and the contributions tell what the counters have counted.
   *
   * @param stands what the last call answered, {@link CounterStands#NONE} when that is lost or has
   *     never been; null: nobody wants to know
   */
  public Acceptance accept(
      ReadingLog log,
      ControllerSummary summary,
      CounterStands stands,
      Placement placement,
      MeterReading reading) {
    long at = reading.observedAt();
    if (summary != null && summary.newestObservedAt() - at > rules.horizonMillis()) {
      return new Acceptance(Verdict.TOO_LATE, summary, stands, List.of(), List.of());
    }
    long chunk = LogChunk.startOf(at);
    long[] starts = summary == null ? new long[] {chunk} : with(summary.chunkStarts(), chunk);
    ReadingWindow window = new ReadingWindow(log, starts, at);
    Identity identity = new Identity(log, window, summary, reading);
    Verdict refused = refusal.apply(identity);
    if (refused != null) {
      return new Acceptance(refused, summary, stands, List.of(), List.of());
    }
    boolean inOrder = summary == null || at >= summary.newestObservedAt();
    ControllerSummary after = after(summary, starts, reading);
    Site site = new Site(placement, expected);
    CounterFold fold = new CounterFold(window, site, after.isTruncated());
    Neighbourhood near = new Neighbourhood(window, site, fold);
    near.insert(reading);
    long first = Math.max(near.first(), after.frozenBefore());
    long last = near.last();
    List<QuarterHourContribution> changed = List.of();
    if (first <= last) {
      QuarterBooks books = new QuarterBooks(window, site, fold, after);
      changed = books.book(first, last);
      if (summary != null && (!inOrder || last - first > QUARTER_MILLIS)) {
        changed = withoutUnchanged(changed, bookOf(log, summary, site, first, last));
      }
    }
    CounterStands counted = stands;
    if (stands != null) {
      boolean lost = summary != null && stands.isEmpty();
      boolean clipped = near.first() < after.frozenBefore();
      counted = lost ? new BaseChain(window, site).all() : near.count(stands, after.isTruncated());
      counted = tell(changed, clipped ? counted.begunAnew() : counted);
    }
    window.save(at);
    return new Acceptance(
        inOrder ? Verdict.IN_TIME : Verdict.LATE,
        inOrder && begins(chunk, summary) ? dropOldChunks(log, after) : after,
        counted,
        changed,
        identity.missing());
  }

  /** The last contribution of each lamp tells what was counted at it. */
  private static CounterStands tell(List<QuarterHourContribution> changed, CounterStands stands) {
    CounterStands now = stands;
    Set<String> told = new HashSet<>(2);
    for (int i = changed.size() - 1; i >= 0; i--) {
      QuarterHourContribution c = changed.get(i);
      if (told.add(c.lampId())) {
        now = now.indexOf(c.lampId()) < 0 ? now.plus(c.lampId(), 0) : now;
        int index = now.indexOf(c.lampId());
        changed.set(i, c.telling(c.finalBefore(), now.mwh()[index], now.anew()[index]));
        now = now.anew()[index] ? now.told(index) : now;
      }
    }
    return now;
  }

  /**
   * Every entry of the accounts that the log can explain: which readings and which rule are behind
   * each booked milliwatt-hour, in order of time.
   *
   * @param from first instant of the period, epoch milliseconds; the quarter hours that it and
   *     {@code to} lie in are explained as a whole
   * @param to end of the period, exclusive
   */
  public List<Booking> explain(
      ReadingLog log, ControllerSummary summary, Placement placement, long from, long to) {
    List<Booking> bookings = new ArrayList<>();
    if (summary == null || to <= from) {
      return bookings;
    }
    long oldest = new ReadingWindow(log, summary.chunkStarts(), Long.MIN_VALUE).oldest();
    long begin = Math.max(Math.max(from, oldest), summary.frozenBefore());
    long first = quarterOf(begin);
    long last = quarterOf(Math.min(to - 1, summary.newestObservedAt()));
    if (first <= last) {
      Site site = new Site(placement, expected);
      ReadingWindow window = new ReadingWindow(log, summary.chunkStarts(), first);
      CounterFold fold = new CounterFold(window, site, summary.isTruncated());
      BookingTrace trace =
          (quarter, pair, rule, energyClass, mwh, dayMwh) ->
              bookings.add(pair.booking(site, quarter, rule, energyClass, mwh, dayMwh));
      new QuarterBooks(window, site, fold, summary).book(first, last, trace);
      bookings.sort(Comparator.comparingLong(Booking::periodStart));
    }
    return bookings;
  }

  /**
   * The registry tells something else about the controller: everything that the log still holds is
   * decided and booked anew, what was said about lamps that it no longer served is retracted.
   *
   * @param summary null when the controller has not spoken yet
   */
  public Acceptance replace(
      ReadingLog log, ControllerSummary summary, Placement before, Placement after) {
    return replace(log, summary, null, before, after);
  }

  /**
   * The same, and what the counters have counted begins anew.
   *
   * @param stands see {@link #accept}
   */
  public Acceptance replace(
      ReadingLog log,
      ControllerSummary summary,
      CounterStands stands,
      Placement before,
      Placement after) {
    if (summary == null || before.equals(after)) {
      return new Acceptance(null, summary, stands, List.of(), List.of());
    }
    long oldest = new ReadingWindow(log, summary.chunkStarts(), Long.MIN_VALUE).oldest();
    long first = Math.max(firstQuarter(oldest, before, after), summary.frozenBefore());
    long last = quarterOf(summary.newestObservedAt());
    if (first > last) {
      // Told with the next reading.
      CounterStands lost = stands == null ? null : CounterStands.NONE;
      return new Acceptance(null, summary, lost, List.of(), List.of());
    }
    List<QuarterHourContribution> old =
        bookOf(log, summary, new Site(before, expected), first, last);
    Site site = new Site(after, expected);
    ReadingWindow window = new ReadingWindow(log, summary.chunkStarts(), oldest);
    CounterFold fold = new CounterFold(window, site, summary.isTruncated());
    fold.decide(fold.start(), Integer.MAX_VALUE);
    List<QuarterHourContribution> changed =
        new QuarterBooks(window, site, fold, summary).book(first, last);
    Set<LampQuarter> stays = new HashSet<>();
    changed.forEach(c -> stays.add(LampQuarter.of(c)));
    withoutUnchanged(changed, old);
    for (QuarterHourContribution c : old) {
      if (!stays.contains(LampQuarter.of(c))) {
        changed.add(
            QuarterHourContribution.retraction(
                c.cityId(), c.lampId(), c.controllerId(), c.periodStart()));
      }
    }
    CounterStands counted = null;
    if (stands != null) {
      counted = new BaseChain(window, site).all();
      for (QuarterHourContribution c : changed) {
        counted = counted.indexOf(c.lampId()) < 0 ? counted.plus(c.lampId(), 0) : counted;
      }
      counted = tell(changed, counted.begunAnew());
    }
    window.save(Long.MIN_VALUE);
    return new Acceptance(null, summary, counted, changed, List.of());
  }

  /** A reading counts for the slot it lies in, which may begin in an earlier quarter hour. */
  private long firstQuarter(long oldest, Placement before, Placement after) {
    long first = quarterOf(oldest);
    for (Site site : List.of(new Site(before, expected), new Site(after, expected))) {
      long interval = site.intervalMillis(site.slotAt(oldest));
      first = Math.min(first, quarterOf(Math.floorDiv(oldest, interval) * interval));
    }
    return first;
  }

  private record LampQuarter(String lampId, long periodStart) {
    static LampQuarter of(QuarterHourContribution c) {
      return new LampQuarter(c.lampId(), c.periodStart());
    }
  }

  private List<QuarterHourContribution> bookOf(
      ReadingLog log, ControllerSummary summary, Site site, long first, long last) {
    ReadingWindow window = new ReadingWindow(log, summary.chunkStarts(), first);
    CounterFold fold = new CounterFold(window, site, summary.isTruncated());
    return new QuarterBooks(window, site, fold, summary).book(first, last);
  }

  private static List<QuarterHourContribution> withoutUnchanged(
      List<QuarterHourContribution> booked, List<QuarterHourContribution> old) {
    if (!old.isEmpty()) {
      Set<QuarterHourContribution> said = new HashSet<>(old);
      booked.removeIf(said::contains);
    }
    return booked;
  }

  /** The chunk is the first of the controller or a new one. */
  private static boolean begins(long chunk, ControllerSummary summary) {
    return summary == null || Arrays.binarySearch(summary.chunkStarts(), chunk) < 0;
  }

  private static long[] with(long[] starts, long chunk) {
    int index = Arrays.binarySearch(starts, chunk);
    if (index >= 0) {
      return starts;
    }
    int place = -index - 1;
    long[] more = new long[starts.length + 1];
    System.arraycopy(starts, 0, more, 0, place);
    more[place] = chunk;
    System.arraycopy(starts, place, more, place + 1, starts.length - place);
    return more;
  }

  private static ControllerSummary after(ControllerSummary s, long[] starts, MeterReading reading) {
    long at = reading.observedAt();
    long counterAt = reading.hasCounter() ? at : Long.MIN_VALUE;
    long absent = MeterReading.ABSENT;
    if (s == null) {
      boolean numbered = reading.seq() != absent;
      return new ControllerSummary(
          at,
          counterAt,
          starts,
          Long.MIN_VALUE,
          numbered ? reading.bootId() : absent,
          reading.seq(),
          absent,
          absent);
    }
    boolean top =
        reading.seq() != absent
            && (s.topSeq() == absent
                || ChunkHeader.compare(reading.bootId(), reading.seq(), s.topBootId(), s.topSeq())
                    > 0);
    return new ControllerSummary(
        Math.max(at, s.newestObservedAt()),
        Math.max(counterAt, s.newestCounterAt()),
        starts,
        s.frozenBefore(),
        top ? reading.bootId() : s.topBootId(),
        top ? reading.seq() : s.topSeq(),
        s.floorBootId(),
        s.floorSeq());
  }

  /**
   * Drops the chunks that no reading within the horizon can reach any more, but for enough ground
   * before it.
   */
  private ControllerSummary dropOldChunks(ReadingLog log, ControllerSummary s) {
    long[] starts = s.chunkStarts();
    long oldestNeeded = LogChunk.startOf(s.newestObservedAt() - rules.horizonMillis());
    int keep = starts.length - 1;
    while (keep > 0 && starts[keep - 1] >= oldestNeeded) {
      keep--;
    }
    int ground = 0;
    for (int chunks = 0; keep > 0 && (chunks < KEPT_CHUNKS || ground < KEPT_READINGS); chunks++) {
      keep--;
      ground += LogChunk.header(starts[keep], log.get(starts[keep])).count();
    }
    if (keep == 0) {
      return s;
    }
    long floorBoot = s.floorBootId();
    long floorSeq = s.floorSeq();
    for (int i = 0; i < keep; i++) {
      ChunkHeader header = LogChunk.header(starts[i], log.get(starts[i]));
      if (header.hasSequence()
          && (floorSeq == MeterReading.ABSENT
              || ChunkHeader.compare(header.maxBoot(), header.maxSeq(), floorBoot, floorSeq) > 0)) {
        floorBoot = header.maxBoot();
        floorSeq = header.maxSeq();
      }
      log.remove(starts[i]);
    }
    long[] kept = Arrays.copyOfRange(starts, keep, starts.length);
    return new ControllerSummary(
        s.newestObservedAt(),
        s.newestCounterAt(),
        kept,
        Math.max(s.frozenBefore(), frozenBefore(log, kept)),
        s.topBootId(),
        s.topSeq(),
        floorBoot,
        floorSeq);
  }

  /** The first quarter hour that rests only on readings that are still in the log. */
  private static long frozenBefore(ReadingLog log, long[] starts) {
    List<LogEntry> oldest = LogChunk.parse(starts[0], log.get(starts[0])).decodeAll();
    long at = oldest.get(0).at();
    for (LogEntry entry : oldest) {
      if (entry.status.isBase()) {
        at = entry.status == CounterStatus.FIRST ? at : entry.at();
        break;
      }
    }
    return quarterOf(Math.max(at, lightFrom(starts[0], oldest))) + QUARTER_MILLIS;
  }

  /** What a dropped reading said about light does not hold beyond this. */
  private static long lightFrom(long start, List<LogEntry> oldest) {
    for (int i = 0; i < oldest.size(); i++) {
      boolean speaks = i + 1 == oldest.size() || oldest.get(i + 1).at() != oldest.get(i).at();
      if (speaks && oldest.get(i).reading.tellsLight()) {
        return oldest.get(i).at();
      }
    }
    return start + LogChunk.CHUNK_MILLIS - QUARTER_MILLIS;
  }
}
