package city.sawang.jobs.metering;

import city.sawang.jobs.expected.LightPoint;
import city.sawang.jobs.expected.Night;
import city.sawang.jobs.expected.Nights;
import city.sawang.jobs.metering.contribution.MeterFlag;
import city.sawang.jobs.metering.input.ControllerAssignments;
import city.sawang.jobs.metering.input.LampAssignment;
import city.sawang.jobs.metering.input.MeterReading;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * States the rules of METERING.md a second time, as slow and plain as they can be written: the whole history
 * in one list, no log, no increments, rational numbers. Shares nothing with the product but the
 * records that carry readings and assignments, and the sun, which has an oracle of its own.
 * Light is looked at second by second. Understands lamps that burn all night or are off from eleven
 * to five, at positions on whole hundredths of a degree.
 */
final class Oracle {
  private static final long Q = 900_000;
  private static final long DAYS_400 = 400L * 86_400_000;

  /** Bugs that a test plants to see that the comparison finds them. */
  enum Bug {
    NONE,
    SPLIT_OFF_BY_ONE,
    RESET_IGNORED,
    GLITCH_BOOKED,
    STANDING_FORGOTTEN,
    UNBOOKED_FORGOTTEN,
    LIGHT_NEVER_SWITCHES,
    DAY_BY_HALVES
  }

  /** One lamp's quarter hour. */
  static final class Row {
    boolean known;
    long measured;
    long interpolated;
    long estimated;
    int darkPeriod;
    int expectedLit;
    int litDark;
    int dark;
    int unknown;
    int scheduledOff;
    int dayBurn;
    long day;
    long dayBurnMwh;
    long fromPower;
    long unbooked;
    int accepted;
    int expected;
    long powerSum;
    int powerCount;
    long voltageSum;
    final Set<MeterFlag> flags = new TreeSet<>();

    @Override
    public String toString() {
      return List.of(
              known,
              measured,
              interpolated,
              estimated,
              List.of(darkPeriod, expectedLit, litDark, dark, unknown, scheduledOff, dayBurn),
              List.of(day, dayBurnMwh, fromPower, unbooked),
              accepted,
              expected,
              powerSum,
              powerCount,
              voltageSum,
              flags)
          .toString();
    }
  }

  private final ControllerAssignments placement;
  private final Bug bug;
  private final LampAssignment nobody;
  private final List<MeterReading> instants;

  /** The device itself times some of its counters. */
  private final boolean hasClock;

  private final Map<String, Row> rows = new TreeMap<>();

  private final Map<String, Long> counted = new TreeMap<>();

  /** Counters along which energy is booked, with the verdict of each: what, and from which one. */
  private record Step(MeterReading from, MeterReading to, String what) {
    boolean isDifference() {
      return what.equals("normal") || what.equals("coarse");
    }
  }

  /** Counters without a time of their own that came in a burst with a later one. */
  private final Set<MeterReading> inBurst = new HashSet<>();

  /** Counters without a time of their own, while the device itself times others. */
  private final Set<MeterReading> shadowed = new HashSet<>();

  private Oracle(ControllerAssignments placement, Collection<MeterReading> readings, Bug bug) {
    this.placement = placement;
    this.bug = bug;
    nobody = nobody(placement);
    TreeMap<Long, List<MeterReading>> byInstant = new TreeMap<>();
    readings.forEach(r -> byInstant.computeIfAbsent(r.observedAt(), t -> new ArrayList<>()).add(r));
    instants = new ArrayList<>();
    Comparator<MeterReading> voice =
        Comparator.comparing((MeterReading r) -> r.energyMwh() != MeterReading.ABSENT)
            .thenComparing(r -> !r.arrival())
            .thenComparing(MeterReading::bootId)
            .thenComparing(MeterReading::seq)
            .thenComparing(MeterReading::energyMwh)
            .thenComparing(MeterReading::digest);
    byInstant.forEach(
        (t, all) -> {
          instants.add(all.stream().max(voice).orElseThrow());
          if (all.size() > 1) {
            row(t, t).flags.add(MeterFlag.REPEATED_INSTANT);
          }
        });
    hasClock = readings.stream().anyMatch(r -> counts(r) && !r.arrival());
    shadows(readings);
    bursts();
    Set<String> slots = new HashSet<>();
    for (long t : byInstant.keySet()) {
      long interval = lampAt(t).intervalSeconds() * 1000L;
      long slot = t - Math.floorMod(t, interval);
      LampAssignment lamp = lampAt(t);
      boolean due = !lamp.nightPowered() || onBetween(lamp, slot, slot + 1) == 1;
      boolean registered = placement.assignments().contains(lamp);
      boolean hung = registered ? slot >= lamp.validFrom() : oneEpoch(slot, t);
      if (hung && due && slots.add(slot + lamp.lampId())) {
        row(slot, t).accepted++;
      }
    }
  }

  static Map<String, Row> rows(ControllerAssignments placement, Collection<MeterReading> readings) {
    return rows(placement, readings, Bug.NONE);
  }

  static Map<String, Row> rows(
      ControllerAssignments placement, Collection<MeterReading> readings, Bug bug) {
    Oracle oracle = new Oracle(placement, readings, bug);
    oracle.averages();
    oracle.life();
    oracle.energy();
    oracle.light();
    oracle.expectations();
    return oracle.rows;
  }

  /** What the counters have counted at each lamp. */
  static Map<String, Long> counted(
      ControllerAssignments placement, Collection<MeterReading> readings) {
    Oracle oracle = new Oracle(placement, readings, Bug.NONE);
    oracle.energy();
    return oracle.counted;
  }

  private LampAssignment lampAt(long t) {
    for (LampAssignment a : placement.assignments()) {
      if (a.validFrom() <= t && t < a.validTo()) {
        return a;
      }
    }
    return nobody;
  }

  /** A lamp of the controller's own name, where nobody registered one. */
  private static LampAssignment nobody(ControllerAssignments placement) {
    return new LampAssignment(
        placement.controllerId(),
        LampAssignment.Kind.LAMP,
        LampAssignment.Membership.NONE,
        new LightPoint(placement.cityLatMicro(), placement.cityLonMicro(), 0, 0, 10_000, ""),
        new LampAssignment.Reporting(900, false, MeterReading.ABSENT_INT),
        Long.MIN_VALUE,
        Long.MAX_VALUE);
  }

  private Row row(long quarterAt, long lampTime) {
    long quarter = quarterAt - Math.floorMod(quarterAt, Q);
    return rows.computeIfAbsent(quarter + "/" + lampAt(lampTime).lampId(), k -> new Row());
  }

  /** One lamp without a break. */
  private boolean oneEpoch(long from, long to) {
    LampAssignment lamp = lampAt(from);
    long t = from;
    while (placement.assignments().contains(lamp) && lamp.validTo() <= to) {
      t = lamp.validTo();
      LampAssignment next = lampAt(t);
      if (!placement.assignments().contains(next) || !next.lampId().equals(lamp.lampId())) {
        return false;
      }
      lamp = next;
    }
    long start = t;
    return placement.assignments().contains(lamp)
        || placement.assignments().stream()
            .noneMatch(a -> start < a.validFrom() && a.validFrom() <= to);
  }

  private List<List<MeterReading>> epochs() {
    List<List<MeterReading>> epochs = new ArrayList<>();
    MeterReading last = null;
    for (MeterReading r : instants) {
      if (last == null || !oneEpoch(last.observedAt(), r.observedAt())) {
        epochs.add(new ArrayList<>());
        if (last != null) {
          row(r.observedAt(), r.observedAt()).flags.add(MeterFlag.METER_SWAP);
        }
      }
      epochs.get(epochs.size() - 1).add(r);
      last = r;
    }
    return epochs;
  }

  private void averages() {
    for (MeterReading r : instants) {
      Row row = row(r.observedAt(), r.observedAt());
      if (r.powerMw() != MeterReading.ABSENT) {
        row.powerSum += r.powerMw();
        row.powerCount++;
      }
      if (r.voltageMv() != MeterReading.ABSENT) {
        row.voltageSum += r.voltageMv();
      }
    }
  }

  private boolean lit(MeterReading r) {
    LampAssignment lamp = lampAt(r.observedAt());
    if (r.powerMw() != MeterReading.ABSENT) {
      return r.powerMw() >= 2000 && r.powerMw() * 20 >= lamp.nominalMw() - 19;
    }
    return r.lampOn() == 1 || r.lampOn() == -1 && r.dimActualBp() > 0;
  }

  /** Quarter hours exist between one instant and the next. */
  private void life() {
    for (int i = 0; i + 1 < instants.size(); i++) {
      MeterReading a = instants.get(i);
      long end = instants.get(i + 1).observedAt();
      if (oneEpoch(a.observedAt(), end) && end - a.observedAt() <= DAYS_400) {
        for (long t = a.observedAt(); t <= end; t = t - Math.floorMod(t, Q) + Q) {
          row(t, a.observedAt());
        }
      }
    }
  }

  /** From one second to another the lamp burns, or does not; it changes over at {@code change}. */
  private record Hold(long from, long change, long to, boolean lit, MeterReading by) {
    boolean isLit(long t) {
      return lit == (t < change);
    }
  }

  private static long second(long t) {
    return t - Math.floorMod(t, 1000L);
  }

  private static boolean tells(MeterReading r) {
    return r.powerMw() != MeterReading.ABSENT
        || r.lampOn() >= 0
        || r.dimActualBp() != MeterReading.ABSENT_INT;
  }

  private List<Hold> holds() {
    List<MeterReading> telling = instants.stream().filter(Oracle::tells).toList();
    List<Hold> holds = new ArrayList<>();
    for (int i = 0; i < telling.size(); i++) {
      MeterReading a = telling.get(i);
      long t = a.observedAt();
      long limit = t + 2000L * lampAt(t).intervalSeconds();
      long end = Math.min(limit, instants.get(instants.size() - 1).observedAt());
      MeterReading b = i + 1 < telling.size() ? telling.get(i + 1) : null;
      long change = Long.MAX_VALUE;
      if (b != null && oneEpoch(t, b.observedAt()) && b.observedAt() <= limit) {
        end = b.observedAt();
        change = lit(a) == lit(b) || commanded(a) ? change : change(a, b);
      }
      for (LampAssignment lamp : placement.assignments()) {
        for (long edge : new long[] {lamp.validFrom(), lamp.validTo()}) {
          end = edge > t && edge < end && !oneEpoch(t, edge) ? edge : end;
        }
      }
      holds.add(new Hold(second(t), change, second(end), lit(a), a));
    }
    return holds;
  }

  private static boolean commanded(MeterReading r) {
    return r.overrideActive() == 1 && r.dimCommandBp() >= 0;
  }

  /** The only second between the two at which the schedule switches, if it does as the lamp did. */
  private long change(MeterReading a, MeterReading b) {
    LampAssignment lamp = lampAt(a.observedAt());
    long from = second(a.observedAt());
    long to = second(b.observedAt());
    List<long[]> on = burning(lamp, from - 1000, to + 1000);
    long only = Long.MAX_VALUE;
    int count = 0;
    boolean before = within(on, from);
    for (long t = from + 1000; t < to; t += 1000) {
      boolean now = within(on, t);
      if (now != before) {
        count++;
        only = now == lit(b) ? t : Long.MAX_VALUE;
      }
      before = now;
    }
    return count == 1 && bug != Bug.LIGHT_NEVER_SWITCHES ? only : Long.MAX_VALUE;
  }

  private static boolean within(List<long[]> intervals, long t) {
    for (long[] interval : intervals) {
      if (interval[0] <= t && t < interval[1]) {
        return true;
      }
    }
    return false;
  }

  private void light() {
    TreeMap<Long, Hold> holds = new TreeMap<>();
    for (Hold hold : holds()) {
      for (long t = hold.from; t < hold.to; t = t - Math.floorMod(t, Q) + Q) {
        row(t, hold.by.observedAt());
      }
      if (hold.from < hold.to) {
        holds.put(hold.from, hold);
      }
    }
    rows.forEach(
        (key, row) -> {
          long quarter = Long.parseLong(key.substring(0, key.indexOf('/')));
          String lampId = key.substring(key.indexOf('/') + 1);
          LampAssignment lamp = null;
          List<long[]> dark = List.of();
          List<long[]> on = List.of();
          for (long t = quarter; t < quarter + Q; t += 1000) {
            // Whose second it is: that of the lamp which it hangs at in its last millisecond.
            LampAssignment here = lampAt(t + 999);
            if (!here.equals(lamp)) {
              lamp = here;
              dark = nights(lamp, quarter, quarter + Q);
              on = burning(lamp, quarter, quarter + Q);
            }
            if (lamp.lampId().equals(lampId)) {
              Hold hold = holds.floorEntry(t) == null ? null : holds.floorEntry(t).getValue();
              hold = hold != null && t < hold.to ? hold : null;
              second(row, t, hold, within(dark, t), within(on, t));
            }
          }
        });
  }

  private void second(Row row, long t, Hold hold, boolean dark, boolean scheduled) {
    boolean lit = hold != null && hold.isLit(t);
    if (!dark) {
      row.dayBurn += lit ? 1 : 0;
      return;
    }
    row.darkPeriod++;
    boolean wanted = hold != null && commanded(hold.by) ? hold.by.dimCommandBp() > 0 : scheduled;
    row.expectedLit += wanted ? 1 : 0;
    if (lit) {
      row.litDark++;
    } else if (!wanted) {
      row.scheduledOff++;
    } else if (hold != null) {
      row.dark++;
    } else {
      row.unknown++;
    }
  }

  /** A counter timed by its arrival says nothing while the device's own times come. */
  private void shadows(Collection<MeterReading> readings) {
    for (MeterReading r : instants) {
      long near = 3000L * lampAt(r.observedAt()).intervalSeconds();
      if (r.arrival()) {
        for (MeterReading d : readings) {
          if (shadowed.contains(r)) {
            break;
          }
          if (counts(d) && !d.arrival() && Math.abs(d.receivedAt() - r.observedAt()) <= near) {
            shadowed.add(r);
          }
        }
      }
    }
  }

  private static boolean counts(MeterReading r) {
    return r.energyMwh() != MeterReading.ABSENT;
  }

  /** What was queued comes at once: only the last of it has a time. */
  private void bursts() {
    List<MeterReading> all =
        instants.stream().filter(r -> counts(r) && !shadowed.contains(r)).toList();
    List<MeterReading> timed = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      MeterReading start = all.get(i);
      int end = i;
      if (start.arrival()) {
        long usual = usual(timed, start);
        long silence = i == 0 ? 0 : start.observedAt() - all.get(i - 1).observedAt();
        boolean silent = i > 0 && 2 * silence > 3 * usual;
        while (silent
            && end + 1 < all.size()
            && all.get(end + 1).arrival()
            && 4 * (all.get(end + 1).observedAt() - all.get(end).observedAt()) < usual
            && all.get(end + 1).observedAt() - start.observedAt() <= silence / 4) {
          end++;
        }
      }
      inBurst.addAll(all.subList(i, end));
      timed.add(all.get(end));
      i = end;
    }
  }

  private long usual(List<MeterReading> timed, MeterReading start) {
    List<Long> intervals = new ArrayList<>();
    for (int i = timed.size() - 1; i > 0 && intervals.size() < 5; i--) {
      intervals.add(timed.get(i).observedAt() - timed.get(i - 1).observedAt());
    }
    intervals.sort(null);
    return intervals.size() < 3
        ? 1000L * lampAt(start.observedAt()).intervalSeconds()
        : intervals.get((intervals.size() - 1) / 2);
  }

  private long cap(MeterReading of, long millis, long reported) {
    LampAssignment lamp = lampAt(of.observedAt());
    long unknown = lamp.isMeter() ? 50_000_000 : 400_000;
    long watts = lamp.nominalMw() == 0 ? unknown : lamp.nominalMw();
    watts = Math.max(watts, Math.min(500_000_000, Math.max(0, reported)) * 13 / 10);
    return BigInteger.valueOf(Math.min(watts, 500_000_000))
            .multiply(BigInteger.valueOf(12 * millis))
            .divide(BigInteger.valueOf(36_000_000))
            .longValueExact()
        + 1000;
  }

  /** The step in which the counter moves, as far as somebody declares it, else ABSENT. */
  private long declared(MeterReading r) {
    return r.resolutionMwh() != MeterReading.ABSENT
        ? r.resolutionMwh()
        : lampAt(r.observedAt()).resolutionMwh();
  }

  /**
   * Whether b may follow a: normal, coarse or not at all.
   *
   * @param until a is the last of these; along them differences were taken
   * @param first the smallest of the first steps; null while any up to 1 kWh will do, -1 without any
   */
  private String follows(List<Step> until, MeterReading a, MeterReading b, Long first) {
    long used = b.energyMwh() - a.energyMwh();
    long millis = b.observedAt() - a.observedAt();
    if (used < 0 || millis > DAYS_400) {
      return null;
    }
    if (used <= cap(b, millis, Math.max(a.powerMw(), b.powerMw()))) {
      return "normal";
    }
    MeterReading moved = a;
    for (int i = until.size() - 1; i >= 0; i--) {
      MeterReading earlier = until.get(i).to;
      if (earlier.observedAt() >= a.observedAt()) {
        continue;
      }
      if (earlier.energyMwh() != a.energyMwh()
          || !oneEpoch(earlier.observedAt(), a.observedAt())
          || b.observedAt() - earlier.observedAt() > DAYS_400) {
        break;
      }
      moved = earlier;
    }
    long reported = MeterReading.ABSENT;
    for (MeterReading r : instants) {
      if (r.observedAt() >= moved.observedAt() && r.observedAt() <= b.observedAt()) {
        reported = Math.max(reported, r.powerMw());
      }
    }
    long beyond = used - cap(b, b.observedAt() - moved.observedAt(), reported);
    return beyond <= 0 || beyond <= resolution(until, a, b, first) ? "coarse" : null;
  }

  private long resolution(List<Step> until, MeterReading a, MeterReading b, Long first) {
    if (declared(b) != MeterReading.ABSENT) {
      return declared(b);
    }
    long smallest = 1_000_000;
    if (first != null) {
      smallest = first < 0 ? smallest : Math.min(smallest, first);
      for (Step step : until) {
        if (step.isDifference() && step.to.observedAt() <= a.observedAt()) {
          long difference = step.to.energyMwh() - step.from.energyMwh();
          smallest = difference > 0 ? Math.min(smallest, difference) : smallest;
        }
      }
    }
    return smallest;
  }

  /** What may be looked at after counter k: three counters, within the hour but for the first. */
  private List<MeterReading> ahead(List<MeterReading> counters, int k) {
    List<MeterReading> ahead = new ArrayList<>();
    long at = counters.get(k).observedAt();
    for (int j = k + 1; j < counters.size() && j <= k + 3; j++) {
      boolean near = counters.get(j).observedAt() <= at + 3_600_000;
      if ((j > k + 1 && !near) || !oneEpoch(at, counters.get(j).observedAt())) {
        break;
      }
      ahead.add(counters.get(j));
    }
    return ahead;
  }

  /** The smallest of the first three steps that a counter of 1 kWh might make; -1 without any. */
  private long firstSteps(List<MeterReading> counters) {
    List<Step> steps = steps(counters, null, new HashSet<>());
    List<Long> first = new ArrayList<>();
    boolean fell = false;
    for (Step step : steps) {
      if (step.from == null) {
        continue;
      }
      long difference = step.to.energyMwh() - step.from.energyMwh();
      int next = first.size() < 3 ? counters.indexOf(step.to) + 1 : counters.size();
      boolean falls =
          next < counters.size()
              && counters.get(next).energyMwh() < step.to.energyMwh()
              && oneEpoch(step.to.observedAt(), counters.get(next).observedAt());
      // Of what is timed by its arrival the next one may yet be of a burst.
      boolean open =
          step.to.arrival()
              && (hasClock
                  || next >= counters.size()
                  || (next == counters.size() - 1 && counters.get(next).arrival()));
      if (step.isDifference() && difference > 0 && !fell && !falls && !open && first.size() < 3) {
        first.add(difference);
      }
      fell = !step.what.equals("first") && (difference < 0 || (fell && difference == 0));
    }
    return first.stream().mapToLong(Long::longValue).min().orElse(-1);
  }

  private List<Step> steps(List<MeterReading> counters, Long first, Set<MeterReading> rejected) {
    List<Step> steps = new ArrayList<>();
    MeterReading base = null;
    for (int k = 0; k < counters.size(); k++) {
      MeterReading c = counters.get(k);
      if (base == null || !oneEpoch(base.observedAt(), c.observedAt())) {
        steps.add(new Step(base, c, "first"));
        base = c;
        continue;
      }
      String what = follows(steps, base, c, first);
      if (what != null) {
        steps.add(new Step(base, c, what));
        base = c;
        continue;
      }
      List<MeterReading> near = new ArrayList<>(List.of(c));
      near.addAll(ahead(counters, k));
      int back = 0;
      boolean far = c.observedAt() - base.observedAt() > DAYS_400;
      for (int j = 1; j < near.size() && back == 0 && !far; j++) {
        back = follows(steps, base, near.get(j), first) == null ? 0 : j;
      }
      boolean falls = c.energyMwh() < base.energyMwh();
      boolean steady = back > 0 && falls && climbs(near.subList(0, back + 1), steps, first);
      if (back > 0 && !steady && bug != Bug.GLITCH_BOOKED) {
        rejected.addAll(near.subList(0, back));
        MeterReading j = near.get(back);
        steps.add(new Step(base, j, follows(steps, base, j, first)));
        base = j;
        k += back;
        continue;
      }
      steps.add(new Step(base, c, steady ? "fall back" : fallOrJump(base, near, steps, first)));
      base = c;
    }
    return steps;
  }

  /** Every step from the first of them on is possible. */
  private boolean climbs(List<MeterReading> near, List<Step> until, Long first) {
    List<Step> steps = new ArrayList<>(until);
    for (int i = 0; i + 1 < near.size(); i++) {
      // What stood before the fall is no standing of these.
      List<Step> own = new ArrayList<>();
      until.forEach(step -> own.add(new Step(step.from, step.to, step.what)));
      own.add(new Step(null, breakOf(near.get(0)), "fall"));
      own.addAll(steps.subList(until.size(), steps.size()));
      if (follows(own, near.get(i), near.get(i + 1), first) == null) {
        return false;
      }
      steps.add(new Step(near.get(i), near.get(i), "look"));
    }
    return true;
  }

  /** A counter that nothing equals, just before another one. */
  private static MeterReading breakOf(MeterReading r) {
    return MeterReading.at(r.observedAt() - 1, r.receivedAt())
        .register(-1, MeterReading.ABSENT_INT, MeterReading.ABSENT)
        .build();
  }

  private String fallOrJump(
      MeterReading base, List<MeterReading> near, List<Step> until, Long first) {
    MeterReading c = near.get(0);
    long millis = c.observedAt() - base.observedAt();
    if (c.energyMwh() >= base.energyMwh() || millis > DAYS_400) {
      return "jump";
    }
    long cap = cap(c, millis, Math.max(base.powerMw(), c.powerMw()));
    if (c.counterBits() != MeterReading.ABSENT_INT) {
      long width = c.counterUnitMwh() * (1L << c.counterBits());
      if (base.energyMwh() * 20 > width * 19
          && base.energyMwh() < width
          && c.energyMwh() + width - base.energyMwh() <= cap) {
        return "wrap";
      }
    }
    if (!climbs(near, until, first) || bug == Bug.RESET_IGNORED) {
      return "jump";
    }
    return c.energyMwh() <= cap ? "reset" : "fall back";
  }

  private void energy() {
    List<MeterReading> counters =
        instants.stream()
            .filter(r -> counts(r) && !shadowed.contains(r) && !inBurst.contains(r))
            .toList();
    Set<MeterReading> rejected = new HashSet<>();
    long first = firstSteps(counters);
    List<Step> steps = steps(counters, first, rejected);
    for (MeterReading bad : rejected) {
      row(bad.observedAt(), bad.observedAt()).flags.add(MeterFlag.METER_GLITCH);
    }
    for (int i = 0; i < steps.size(); i++) {
      Step step = steps.get(i);
      boolean must = mustHaveMoved(steps, i);
      frozen(counters, step.to, must);
      if (step.what.equals("first")) {
        continue;
      }
      long difference = step.to.energyMwh() - step.from.energyMwh();
      long correction =
          switch (step.what) {
            case "normal", "coarse" -> 0;
            case "wrap" -> step.to.counterUnitMwh() << step.to.counterBits();
            case "reset" -> step.from.energyMwh();
            case "jump" -> Math.max(0, -difference);
            default -> -difference;
          };
      counted.merge(lampAt(step.to.observedAt()).lampId(), difference + correction, Long::sum);
      boolean burst =
          inBurst.stream()
              .anyMatch(
                  r ->
                      r.observedAt() > step.from.observedAt()
                          && r.observedAt() < step.to.observedAt());
      switch (step.what) {
        case "normal", "coarse" -> {
          moved(steps, i, difference, burst);
          suspicions(step, difference, must);
        }
        case "wrap" -> {
          long width = step.to.counterUnitMwh() << step.to.counterBits();
          spread(step.from, step.to, difference + width, false, burst);
          row(step.to.observedAt(), step.to.observedAt()).flags.add(MeterFlag.METER_WRAP);
        }
        case "reset" -> {
          spread(step.from, step.to, step.to.energyMwh(), false, burst);
          long lost = likely(step.from, step.to) - step.to.energyMwh();
          if (lost > 0) {
            spread(step.from, step.to, lost, true, false);
          }
          row(step.to.observedAt(), step.to.observedAt()).flags.add(MeterFlag.METER_RESET);
        }
        case "fall back" -> {
          spread(step.from, step.to, likely(step.from, step.to), true, false);
          gapFlags(step);
          row(step.to.observedAt(), step.to.observedAt()).flags.add(MeterFlag.METER_FALL_BACK);
        }
        default -> {
          row(step.from.observedAt(), step.to.observedAt()).flags.add(MeterFlag.METER_JUMP);
          Row seen = row(step.to.observedAt(), step.to.observedAt());
          seen.flags.add(MeterFlag.METER_JUMP);
          seen.unbooked += bug == Bug.UNBOOKED_FORGOTTEN ? 0 : Math.max(0, difference);
        }
      }
    }
    epochs().forEach(epoch -> powers(epoch, counters));
  }

  private void gapFlags(Step step) {
    long to = step.to.observedAt();
    for (long t = step.from.observedAt(); t < to && gap(step.from, step.to); ) {
      row(t, to).flags.add(MeterFlag.GAP);
      t = t - Math.floorMod(t, Q) + Q;
    }
  }

  /** Books what the counter moved by, over the time in which it stood before. */
  private void moved(List<Step> steps, int i, long mwh, boolean burst) {
    Step step = steps.get(i);
    List<MeterReading> points = new ArrayList<>(List.of(step.to, step.from));
    boolean coarse = step.what.equals("coarse");
    for (int j = i - 1; j >= 0 && mwh > 0 && bug != Bug.STANDING_FORGOTTEN; j--) {
      MeterReading a = steps.get(j).from;
      MeterReading b = steps.get(j).to;
      boolean stood =
          !steps.get(j).what.equals("first")
              && a.energyMwh() == b.energyMwh()
              && step.from.observedAt() - a.observedAt() <= 3 * 86_400_000L
              && (coarse || (draws(a) && draws(b) && !gap(a, b)));
      if (!stood) {
        break;
      }
      points.add(a);
    }
    if (points.size() == 2) {
      spread(step.from, step.to, mwh, false, burst);
      return;
    }
    points.sort(Comparator.comparing(MeterReading::observedAt));
    long begin = points.get(0).observedAt();
    boolean split = step.to.observedAt() > begin - Math.floorMod(begin, Q) + Q;
    boolean known = true;
    List<BigInteger> weights = new ArrayList<>();
    for (int p = 0; p + 1 < points.size(); p++) {
      MeterReading a = points.get(p);
      MeterReading b = points.get(p + 1);
      split |= gap(a, b) || burstBetween(a, b);
      LampAssignment lamp = lampAt(b.observedAt());
      if (power(a, b)) {
        weights.add(
            BigInteger.valueOf(Math.max(0, a.powerMw()) + Math.max(0, b.powerMw()))
                .multiply(BigInteger.valueOf(b.observedAt() - a.observedAt())));
      } else {
        known &= placement.assignments().contains(lamp) && !lamp.isMeter();
        weights.add(
            BigInteger.valueOf(2 * lamp.nominalMw())
                .multiply(BigInteger.valueOf(onBetween(lamp, a.observedAt(), b.observedAt()))));
      }
    }
    boolean nothing = weights.stream().allMatch(w -> w.signum() == 0);
    BigInteger total = BigInteger.ZERO;
    for (int p = 0; p < weights.size(); p++) {
      if (!known || nothing) {
        weights.set(
            p, BigInteger.valueOf(points.get(p + 1).observedAt() - points.get(p).observedAt()));
      }
      total = total.add(weights.get(p));
    }
    BigInteger weight = BigInteger.ZERO;
    long booked = 0;
    for (int p = 0; p < weights.size(); p++) {
      MeterReading a = points.get(p);
      MeterReading b = points.get(p + 1);
      weight = weight.add(weights.get(p));
      long upTo = BigInteger.valueOf(mwh).multiply(weight).divide(total).longValueExact();
      boolean byExpected = !power(a, b) && (gap(a, b) || !lit(a) || !lit(b));
      parts(
          a,
          b,
          BigInteger.valueOf(upTo - booked),
          byExpected,
          split ? "interpolated" : "measured",
          gap(a, b) ? MeterFlag.GAP : null);
      booked = upTo;
    }
  }

  private boolean power(MeterReading a, MeterReading b) {
    return a.powerMw() != MeterReading.ABSENT && b.powerMw() != MeterReading.ABSENT && !gap(a, b);
  }

  private boolean burstBetween(MeterReading a, MeterReading b) {
    return inBurst.stream()
        .anyMatch(r -> r.observedAt() > a.observedAt() && r.observedAt() < b.observedAt());
  }

  /** So much power has flowed since the counter moved that its step does not explain it. */
  private boolean mustHaveMoved(List<Step> steps, int i) {
    MeterReading c = steps.get(i).to;
    long used = 0;
    int j = i;
    for (; j >= 0; j--) {
      Step step = steps.get(j);
      if (step.what.equals("first")
          || step.from.energyMwh() != step.to.energyMwh()
          || step.to.observedAt() - step.from.observedAt() > DAYS_400) {
        break;
      }
      if (step.from.powerMw() != MeterReading.ABSENT && step.to.powerMw() != MeterReading.ABSENT) {
        used +=
            BigInteger.valueOf(Math.max(0, step.from.powerMw()) + Math.max(0, step.to.powerMw()))
                .multiply(BigInteger.valueOf(step.to.observedAt() - step.from.observedAt()))
                .divide(BigInteger.valueOf(7_200_000))
                .longValueExact();
      }
    }
    Step last = j < 0 ? null : steps.get(j);
    long moved = last != null && last.isDifference() ? difference(last) : 0;
    return used
        > 5000 + (declared(c) == MeterReading.ABSENT ? Math.min(moved, 1_000_000) : declared(c));
  }

  private static long difference(Step step) {
    return step.to.energyMwh() - step.from.energyMwh();
  }

  private void frozen(List<MeterReading> counters, MeterReading c, boolean must) {
    int k = counters.indexOf(c);
    if (k >= 5
        && must
        && oneEpoch(counters.get(k - 5).observedAt(), c.observedAt())
        && counters.subList(k - 5, k + 1).stream()
            .allMatch(r -> r.energyMwh() == c.energyMwh() && draws(r))) {
      row(c.observedAt(), c.observedAt()).flags.add(MeterFlag.METER_FROZEN);
    }
  }

  private boolean draws(MeterReading r) {
    long nominal = lampAt(r.observedAt()).nominalMw();
    return r.powerMw() > (nominal == 0 ? 5000 : nominal / 5);
  }

  private void suspicions(Step step, long difference, boolean must) {
    MeterReading a = step.from;
    MeterReading b = step.to;
    if (a.powerMw() == MeterReading.ABSENT || b.powerMw() == MeterReading.ABSENT || gap(a, b)) {
      return;
    }
    Row row = row(b.observedAt(), b.observedAt());
    if (difference == 0 && must && draws(a) && draws(b) && trapezoid(a, b) > 5000) {
      row.flags.add(MeterFlag.POWER_WITHOUT_ENERGY);
    }
    if (difference > 1000 && !lit(a) && !lit(b)) {
      row.flags.add(MeterFlag.ENERGY_WITHOUT_POWER);
    }
  }

  private boolean gap(MeterReading a, MeterReading b) {
    return b.observedAt() - a.observedAt() > 2000L * lampAt(b.observedAt()).intervalSeconds();
  }

  private long trapezoid(MeterReading a, MeterReading b) {
    BigInteger doubled =
        BigInteger.valueOf(Math.max(0, a.powerMw()) + Math.max(0, b.powerMw()))
            .multiply(BigInteger.valueOf(b.observedAt() - a.observedAt()))
            .divide(BigInteger.valueOf(3_600_000));
    return doubled.add(BigInteger.ONE).shiftRight(1).longValueExact();
  }

  private long likely(MeterReading a, MeterReading b) {
    if (!gap(a, b) && a.powerMw() != MeterReading.ABSENT && b.powerMw() != MeterReading.ABSENT) {
      return Math.max(0, Math.min(a.powerMw(), b.powerMw()))
          * (b.observedAt() - a.observedAt())
          / 3_600_000;
    }
    LampAssignment lamp = lampAt(b.observedAt());
    return lamp.nominalMw() * onBetween(lamp, a.observedAt(), b.observedAt()) / 3_600_000;
  }

  private void powers(List<MeterReading> epoch, List<MeterReading> counters) {
    List<MeterReading> usable =
        epoch.stream()
            .filter(r -> !shadowed.contains(r))
            .filter(r -> r.energyMwh() != MeterReading.ABSENT || r.powerMw() != MeterReading.ABSENT)
            .toList();
    long first = epoch.get(0).observedAt();
    long last = epoch.get(epoch.size() - 1).observedAt();
    List<MeterReading> own =
        counters.stream().filter(c -> c.observedAt() >= first && c.observedAt() <= last).toList();
    for (int i = 0; i + 1 < usable.size(); i++) {
      MeterReading a = usable.get(i);
      MeterReading b = usable.get(i + 1);
      boolean counterBefore = own.stream().anyMatch(c -> c.observedAt() <= a.observedAt());
      boolean counterAfter = own.stream().anyMatch(c -> c.observedAt() >= b.observedAt());
      if (counterBefore && counterAfter) {
        continue;
      }
      boolean both = a.powerMw() != MeterReading.ABSENT && b.powerMw() != MeterReading.ABSENT;
      LampAssignment lamp = lampAt(b.observedAt());
      long from = a.observedAt();
      boolean split = b.observedAt() > from - Math.floorMod(from, Q) + Q;
      if (both && !gap(a, b)) {
        BigInteger whole = BigInteger.valueOf(trapezoid(a, b));
        parts(a, b, whole, false, split ? "interpolated" : "measured", MeterFlag.FROM_POWER);
      } else if (lamp.nominalMw() > 0) {
        long told = 0;
        for (long t = from; t < b.observedAt(); ) {
          long next = Math.min(b.observedAt(), t - Math.floorMod(t, Q) + Q);
          long upTo = lamp.nominalMw() * onBetween(lamp, from, next) / 3_600_000;
          add(t, b, upTo - told, "estimated", MeterFlag.FROM_POWER);
          if (gap(a, b)) {
            row(t, b.observedAt()).flags.add(MeterFlag.GAP);
          }
          told = upTo;
          t = next;
        }
      }
    }
  }

  private void spread(MeterReading a, MeterReading b, long mwh, boolean estimated, boolean burst) {
    long from = a.observedAt();
    boolean split = b.observedAt() > from - Math.floorMod(from, Q) + Q;
    boolean byExpected = gap(a, b) || !lit(a) || !lit(b);
    String kind =
        estimated ? "estimated" : split || gap(a, b) || burst ? "interpolated" : "measured";
    MeterFlag flag = gap(a, b) && !estimated ? MeterFlag.GAP : null;
    parts(a, b, BigInteger.valueOf(mwh), byExpected, kind, flag);
  }

  private void parts(
      MeterReading a,
      MeterReading b,
      BigInteger mwh,
      boolean byExpected,
      String kind,
      MeterFlag flag) {
    long from = a.observedAt();
    long to = b.observedAt();
    LampAssignment lamp = lampAt(to);
    long on = byExpected ? onBetween(lamp, from, to) : 0;
    BigInteger booked = BigInteger.ZERO;
    for (long t = from; t < to; ) {
      long next = Math.min(to, t - Math.floorMod(t, Q) + Q);
      long weight = on > 0 ? onBetween(lamp, from, next) : next - from;
      BigInteger upTo =
          mwh.multiply(BigInteger.valueOf(weight))
              .divide(BigInteger.valueOf(on > 0 ? on : to - from));
      if (bug == Bug.SPLIT_OFF_BY_ONE && next < to && mwh.signum() > 0) {
        upTo = upTo.add(BigInteger.ONE).min(mwh);
      }
      long part = upTo.subtract(booked).longValueExact();
      Row row = add(t, b, part, kind, flag);
      long daylight = on > 0 ? 0 : next - t - sum(nights(lamp, t, next));
      long day =
          BigInteger.valueOf(part)
              .multiply(BigInteger.valueOf(bug == Bug.DAY_BY_HALVES ? daylight / 2 : daylight))
              .divide(BigInteger.valueOf(next - t))
              .longValueExact();
      row.day += day;
      row.dayBurnMwh += lit(a) ? day : 0;
      row.fromPower += flag == MeterFlag.FROM_POWER ? part : 0;
      booked = upTo;
      t = next;
    }
  }

  private Row add(long t, MeterReading lampOf, long mwh, String kind, MeterFlag flag) {
    Row row = row(t, lampOf.observedAt());
    row.known = true;
    switch (kind) {
      case "measured" -> row.measured += mwh;
      case "interpolated" -> row.interpolated += mwh;
      default -> row.estimated += mwh;
    }
    if (flag != null) {
      row.flags.add(flag);
    }
    return row;
  }

  private long onBetween(LampAssignment lamp, long from, long to) {
    return sum(burning(lamp, from, to));
  }

  private static long sum(List<long[]> intervals) {
    return intervals.stream().mapToLong(i -> i[1] - i[0]).sum();
  }

  /** Dark times within [from, to). */
  private List<long[]> nights(LampAssignment lamp, long from, long to) {
    return times(lamp, from, to, false);
  }

  /** Times within [from, to) in which the schedule wants light. */
  private List<long[]> burning(LampAssignment lamp, long from, long to) {
    return times(lamp, from, to, lamp.light().schedule().equals(LampLife.PART_NIGHT));
  }

  private List<long[]> times(LampAssignment lamp, long from, long to, boolean partOfNight) {
    ZoneId zone = ZoneId.of(placement.zone());
    LocalDate day = Instant.ofEpochMilli(from).atZone(zone).toLocalDate().minusDays(1);
    LocalDate end = Instant.ofEpochMilli(to).atZone(zone).toLocalDate();
    List<long[]> times = new ArrayList<>();
    for (; !day.isAfter(end); day = day.plusDays(1)) {
      LocalDate date = day;
      Night night =
          nights.computeIfAbsent(
              lamp.light().latMicro() + "/" + lamp.light().lonMicro() + "/" + date,
              k -> Nights.at(lamp.light().latMicro(), lamp.light().lonMicro(), zone, date));
      long dusk = second(night.dusk());
      long dawn = second(night.dawn());
      long eleven = date.atTime(23, 0).atZone(zone).toInstant().toEpochMilli();
      long five = date.plusDays(1).atTime(5, 0).atZone(zone).toInstant().toEpochMilli();
      List<long[]> lit =
          partOfNight
              ? List.of(new long[] {dusk, eleven}, new long[] {five, dawn})
              : List.of(new long[] {dusk, dawn});
      for (long[] time : lit) {
        long[] cut = {Math.max(from, time[0]), Math.min(to, time[1])};
        if (cut[0] < cut[1]) {
          times.add(cut);
        }
      }
    }
    return times;
  }

  private static final Map<String, Night> nights = new java.util.concurrent.ConcurrentHashMap<>();

  private void expectations() {
    rows.forEach(
        (key, row) -> {
          long quarter = Long.parseLong(key.substring(0, key.indexOf('/')));
          String lampId = key.substring(key.indexOf('/') + 1);
          Set<Long> slots = new TreeSet<>();
          for (long t = quarter; t < quarter + Q; t += 1000) {
            LampAssignment lamp = lampAt(t);
            if (lamp.lampId().equals(lampId)
                && Math.floorMod(t, lamp.intervalSeconds() * 1000L) == 0
                && (!lamp.nightPowered() || onBetween(lamp, t, t + 1) == 1)) {
              slots.add(t);
            }
          }
          row.expected = slots.size();
        });
  }
}
