package city.sawang.local.simulate.fault;

import city.sawang.local.simulate.fault.FaultMoments.Moment;
import city.sawang.local.simulate.fault.InjectedFault.Demand;
import city.sawang.local.simulate.fault.InjectedFault.Form;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Deals faults to lamps, feeders, gateways and cities by chance, so that no two are one: days lie
 * between the faults of one lamp, hours between a lamp's and its circuit's. Every seventh night of a
 * city is left quiet, another one in each city.
 */
public final class FaultPlanner {
  private static final long HOUR = 3_600_000;
  private static final long DAY = 24 * HOUR;

  /** A lamp is heard before anything happens to it. */
  private static final long LEAD_IN = 6 * HOUR;

  /** What ends is seen to end. */
  private static final long LEAD_OUT = 4 * HOUR;

  /** What comes back within a day is the same incident again; CYCLING is cleared a night later. */
  private static final long BETWEEN_LAMPS_FAULTS = 3 * DAY;

  private static final long BETWEEN_SILENCES = 26 * HOUR;
  private static final long BETWEEN_OTHERS = 3 * HOUR;
  private static final int QUIET_EVERY = 7;
  private static final int TRIES = 400;

  /** Whom a fault concerns: one lamp, or all lamps of a group. */
  private record Candidate(String name, List<FaultTarget> members) {
    FaultTarget first() {
      return members.get(0);
    }
  }

  private final SplittableRandom dice;
  private final FaultMoments moments;
  private final FaultForms forms;
  private final List<FaultTarget> targets;
  private final long start;
  private final long end;
  private final long firstNoon;
  private final Map<String, Integer> cities = new LinkedHashMap<>();
  private final Map<String, List<InjectedFault>> taken = new HashMap<>();
  private final List<InjectedFault> faults = new ArrayList<>();
  private final Map<FaultKind, Integer> missing = new EnumMap<>(FaultKind.class);

  private FaultPlanner(List<FaultTarget> targets, ZoneId zone, long start, long end, long seed) {
    this.targets = targets;
    this.start = start;
    this.end = end;
    dice = new SplittableRandom(seed);
    moments = new FaultMoments(dice);
    forms = new FaultForms(dice);
    targets.forEach(target -> cities.putIfAbsent(target.cityId(), cities.size()));
    LocalDate date = LocalDate.ofInstant(Instant.ofEpochMilli(start), zone);
    firstNoon = date.minusDays(1).atTime(LocalTime.NOON).atZone(zone).toInstant().toEpochMilli();
  }

  /**
   * The same arguments make the same plan.
   *
   * @param start begin of the play, epoch milliseconds
   * @param end its end
   */
  public static FaultPlan plan(
      IncidentFaults wanted,
      List<FaultTarget> targets,
      ZoneId zone,
      long start,
      long end,
      long seed) {
    FaultPlanner planner = new FaultPlanner(targets, zone, start, end, seed);
    // The greater the group, the fewer the times at which nothing else is wrong with it.
    List<FaultKind> kinds = new ArrayList<>(List.of(FaultKind.values()));
    kinds.sort((a, b) -> b.scope().compareTo(a.scope()));
    for (FaultKind kind : kinds) {
      planner.deal(kind, wanted.count(kind), wanted.controls());
    }
    return new FaultPlan(planner.faults, planner.missing);
  }

  private void deal(FaultKind kind, int count, int controls) {
    List<Candidate> subjects = count == 0 && controls == 0 ? List.of() : subjects(kind);
    int left = count;
    for (int tries = 0; left > 0 && tries < TRIES * count && !subjects.isEmpty(); tries++) {
      left -= dealOne(kind, subjects.get(dice.nextInt(subjects.size()))) ? 1 : 0;
    }
    if (left > 0) {
      missing.put(kind, left);
    }
    boolean any = forms.hasWeakControl(kind) || forms.hasShortControl(kind);
    int open = any ? controls : 0;
    for (int tries = 0; open > 0 && tries < TRIES * controls && !subjects.isEmpty(); tries++) {
      open -= dealControl(kind, subjects.get(dice.nextInt(subjects.size()))) ? 1 : 0;
    }
  }

  private List<Candidate> subjects(FaultKind kind) {
    if (kind.scope() == FaultKind.Reach.LAMP) {
      return targets.stream()
          .filter(t -> !t.broken() && (t.speaksNatively() || kind.shownByPlainMeter()))
          .map(t -> new Candidate(t.lampId(), List.of(t)))
          .toList();
    }
    Map<String, Candidate> groups = new LinkedHashMap<>();
    for (FaultTarget target : targets) {
      String name = target.group(kind.scope());
      if (!name.isEmpty()) {
        groups
            .computeIfAbsent(
                target.cityId() + '/' + name, k -> new Candidate(name, new ArrayList<>()))
            .members()
            .add(target);
      }
    }
    return List.copyOf(groups.values());
  }

  private boolean dealOne(FaultKind kind, Candidate subject) {
    Form form = forms.of(kind, subject.first());
    Optional<Moment> moment = moments.of(kind, form, subject.first(), someNoon());
    return moment.isPresent()
        && take(kind, subject, Demand.RAISE, moment.get(), form, forms.strength(kind));
  }

  private boolean dealControl(FaultKind kind, Candidate subject) {
    boolean weak =
        forms.hasWeakControl(kind) && (!forms.hasShortControl(kind) || dice.nextBoolean());
    Optional<Moment> moment = moments.ofControl(kind, weak, subject.first(), someNoon());
    double strength = weak ? forms.weakStrength(kind) : forms.strength(kind);
    if (!weak && kind == FaultKind.DIMMING_FAILURE) {
      // In a control the level is given below the command.
      strength = 20;
    }
    return moment.isPresent()
        && take(kind, subject, Demand.QUIET, moment.get(), forms.ofControl(kind), strength);
  }

  private long someNoon() {
    return firstNoon + DAY * dice.nextLong(Math.max(1, (end - firstNoon) / DAY + 1));
  }

  private boolean take(
      FaultKind kind, Candidate subject, Demand demand, Moment moment, Form form, double strength) {
    String cityId = subject.first().cityId();
    if (moment.from() < start + LEAD_IN
        || moment.to() > end - LEAD_OUT
        || isQuiet(cityId, moment)) {
      return false;
    }
    long interval = 0;
    for (FaultTarget member : subject.members()) {
      interval = Math.max(interval, member.intervalMillis());
      for (InjectedFault other : taken.getOrDefault(key(member), List.of())) {
        long between = between(kind, other.kind());
        if (moment.from() < other.to() + between && other.from() < moment.to() + between) {
          return false;
        }
      }
    }
    InjectedFault fault =
        new InjectedFault(
            faults.size() + 1,
            kind,
            cityId,
            subject.name(),
            demand,
            moment.from(),
            moment.to(),
            moment.due(),
            form,
            strength,
            interval);
    faults.add(fault);
    for (FaultTarget member : subject.members()) {
      taken.computeIfAbsent(key(member), k -> new ArrayList<>()).add(fault);
    }
    return true;
  }

  private static String key(FaultTarget target) {
    return target.cityId() + '/' + target.lampId();
  }

  private static long between(FaultKind a, FaultKind b) {
    boolean lamps = a.scope() == FaultKind.Reach.LAMP && b.scope() == FaultKind.Reach.LAMP;
    boolean silences = (a.mutes() || a.cutsSupply()) && (b.mutes() || b.cutsSupply());
    return lamps ? BETWEEN_LAMPS_FAULTS : silences ? BETWEEN_SILENCES : BETWEEN_OTHERS;
  }

  private boolean isQuiet(String cityId, Moment moment) {
    long last = Math.floorDiv(moment.to() - firstNoon, DAY);
    for (long night = Math.floorDiv(moment.from() - firstNoon, DAY); night <= last; night++) {
      if ((night + cities.get(cityId)) % QUIET_EVERY == 0) {
        return true;
      }
    }
    return false;
  }
}
