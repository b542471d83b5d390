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
              List.of(day, dayBurnMwh, fromPower),
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
  private final Map<String, Row> rows = new TreeMap<>();

  private final Map<String, Long> counted = new TreeMap<>();

  /** Counters along which energy is booked, with the verdict of each: what, and from which one. */
  private record Step(MeterReading from, MeterReading to, String what) {}

  private Oracle(ControllerAssignments placement, Collection<MeterReading> readings, Bug bug) {
    this.placement = placement;
    this.bug = bug;
    nobody = nobody(placement);
    TreeMap<Long, List<MeterReading>> byInstant = new TreeMap<>();
    readings.forEach(r -> byInstant.computeIfAbsent(r.observedAt(), t -> new ArrayList<>()).add(r));
    instants = new ArrayList<>();
    Comparator<MeterReading> voice =
        Comparator.comparing((MeterReading r) -> r.energyMwh() != MeterReading.ABSENT)
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
    for (List<MeterReading> epoch : oracle.epochs()) {
      oracle.energy(epoch);
    }
    oracle.light();
    oracle.expectations();
    return oracle.rows;
  }

  /** What the counters have counted at each lamp. */
  static Map<String, Long> counted(
      ControllerAssignments placement, Collection<MeterReading> readings) {
    Oracle oracle = new Oracle(placement, readings, Bug.NONE);
    for (List<MeterReading> epoch : oracle.epochs()) {
      oracle.energy(epoch);
    }
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

  private long cap(MeterReading a, MeterReading b) {
    long watts = lampAt(b.observedAt()).nominalMw();
    watts = watts == 0 ? 5_000_000 : watts;
    watts = Math.max(watts, Math.max(a.powerMw(), b.powerMw()));
    return BigInteger.valueOf(watts)
            .multiply(BigInteger.valueOf(12 * (b.observedAt() - a.observedAt())))
            .divide(BigInteger.valueOf(36_000_000))
            .longValueExact()
        + 1000;
  }

  private boolean follows(MeterReading a, MeterReading b) {
    long used = b.energyMwh() - a.energyMwh();
    return used >= 0 && used <= cap(a, b) && b.observedAt() - a.observedAt() <= DAYS_400;
  }

  /** What may be looked at after counter k: three counters, within the hour but for the first. */
  private static List<MeterReading> ahead(List<MeterReading> counters, int k) {
    List<MeterReading> ahead = new ArrayList<>();
    for (int j = k + 1; j < counters.size() && j <= k + 3; j++) {
      boolean near = counters.get(j).observedAt() <= counters.get(k).observedAt() + 3_600_000;
      if (j > k + 1 && !near) {
        break;
      }
      ahead.add(counters.get(j));
    }
    return ahead;
  }

  private List<Step> steps(List<MeterReading> counters) {
    List<Step> steps = new ArrayList<>();
    MeterReading base = null;
    for (int k = 0; k < counters.size(); k++) {
      MeterReading c = counters.get(k);
      if (base == null) {
        steps.add(new Step(null, c, "first"));
        base = c;
        continue;
      }
      List<MeterReading> near = new ArrayList<>(List.of(c));
      near.addAll(ahead(counters, k));
      MeterReading from = base;
      MeterReading back = near.stream().filter(j -> follows(from, j)).findFirst().orElse(null);
      if (back != null && !(bug == Bug.GLITCH_BOOKED && back != c)) {
        for (; counters.get(k) != back; k++) {
          MeterReading bad = counters.get(k);
          row(bad.observedAt(), bad.observedAt()).flags.add(MeterFlag.METER_GLITCH);
        }
        steps.add(new Step(base, back, "normal"));
        base = back;
        continue;
      }
      steps.add(new Step(base, c, fallOrJump(base, near)));
      base = c;
    }
    return steps;
  }

  private String fallOrJump(MeterReading base, List<MeterReading> near) {
    MeterReading c = near.get(0);
    if (c.energyMwh() >= base.energyMwh() || c.observedAt() - base.observedAt() > DAYS_400) {
      return "jump";
    }
    if (c.counterBits() != MeterReading.ABSENT_INT) {
      long width = c.counterUnitMwh() * (1L << c.counterBits());
      if (base.energyMwh() * 20 > width * 19
          && base.energyMwh() < width
          && c.energyMwh() + width - base.energyMwh() <= cap(base, c)) {
        return "wrap";
      }
    }
    boolean climbs =
        (near.size() < 2 || near.get(1).energyMwh() >= c.energyMwh())
            && (near.size() < 3 || near.get(2).energyMwh() >= near.get(1).energyMwh());
    return c.energyMwh() <= cap(base, c) && climbs && bug != Bug.RESET_IGNORED ? "reset" : "jump";
  }

  private void energy(List<MeterReading> epoch) {
    List<MeterReading> counters =
        epoch.stream().filter(r -> r.energyMwh() != MeterReading.ABSENT).toList();
    List<Step> steps = steps(counters);
    for (Step step : steps) {
      frozen(counters, step.to);
      if (step.from == null) {
        continue;
      }
      long difference = step.to.energyMwh() - step.from.energyMwh();
      long correction =
          switch (step.what) {
            case "normal" -> 0;
            case "wrap" -> step.to.counterUnitMwh() << step.to.counterBits();
            case "reset" -> step.from.energyMwh();
            default -> -difference;
          };
      counted.merge(lampAt(step.to.observedAt()).lampId(), difference + correction, Long::sum);
      switch (step.what) {
        case "normal" -> {
          spread(step.from, step.to, difference, false);
          suspicions(step, difference);
        }
        case "wrap" -> {
          long width = step.to.counterUnitMwh() << step.to.counterBits();
          spread(step.from, step.to, difference + width, false);
          row(step.to.observedAt(), step.to.observedAt()).flags.add(MeterFlag.METER_WRAP);
        }
        case "reset" -> {
          spread(step.from, step.to, step.to.energyMwh(), false);
          long lost = likely(step.from, step.to) - step.to.energyMwh();
          if (lost > 0) {
            spread(step.from, step.to, lost, true);
          }
          row(step.to.observedAt(), step.to.observedAt()).flags.add(MeterFlag.METER_RESET);
        }
        default -> {
          row(step.from.observedAt(), step.to.observedAt()).flags.add(MeterFlag.METER_JUMP);
          row(step.to.observedAt(), step.to.observedAt()).flags.add(MeterFlag.METER_JUMP);
        }
      }
    }
    powers(epoch, counters);
  }

  private void frozen(List<MeterReading> counters, MeterReading c) {
    int k = counters.indexOf(c);
    if (k >= 5
        && counters.subList(k - 5, k + 1).stream()
            .allMatch(r -> r.energyMwh() == c.energyMwh() && draws(r))) {
      row(c.observedAt(), c.observedAt()).flags.add(MeterFlag.METER_FROZEN);
    }
  }

  private boolean draws(MeterReading r) {
    long nominal = lampAt(r.observedAt()).nominalMw();
    return r.powerMw() > (nominal == 0 ? 5000 : nominal / 5);
  }

  private void suspicions(Step step, long difference) {
    MeterReading a = step.from;
    MeterReading b = step.to;
    if (a.powerMw() == MeterReading.ABSENT || b.powerMw() == MeterReading.ABSENT || gap(a, b)) {
      return;
    }
    Row row = row(b.observedAt(), b.observedAt());
    if (difference == 0 && draws(a) && draws(b) && trapezoid(a, b) > 5000) {
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
            .filter(r -> r.energyMwh() != MeterReading.ABSENT || r.powerMw() != MeterReading.ABSENT)
            .toList();
    for (int i = 0; i + 1 < usable.size(); i++) {
      MeterReading a = usable.get(i);
      MeterReading b = usable.get(i + 1);
      boolean counterBefore = counters.stream().anyMatch(c -> c.observedAt() <= a.observedAt());
      boolean counterAfter = counters.stream().anyMatch(c -> c.observedAt() >= b.observedAt());
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

  private void spread(MeterReading a, MeterReading b, long mwh, boolean estimated) {
    long from = a.observedAt();
    boolean split = b.observedAt() > from - Math.floorMod(from, Q) + Q;
    boolean byExpected = gap(a, b) || !lit(a) || !lit(b);
    String kind = estimated ? "estimated" : split || gap(a, b) ? "interpolated" : "measured";
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
