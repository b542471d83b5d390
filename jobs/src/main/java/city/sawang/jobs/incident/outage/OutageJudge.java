package city.sawang.jobs.incident.outage;

import city.sawang.jobs.expected.ExpectedState;
import city.sawang.jobs.incident.model.FaultCode;
import city.sawang.jobs.incident.model.Scope;
import city.sawang.jobs.incident.outage.FeederPower.Verdict;
import city.sawang.jobs.incident.rule.OutageRule;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Decides what is the cause when lamps go out together (INCIDENTS.md#outages): one cause, one outage.
 * The widest group goes first; loss of power is distinguished from loss of communication by what lamps said
 * before they fell silent, and by the meters of the circuits.
 */
final class OutageJudge {
  /** Of as many lamps a gateway goes before a circuit: only silence is known of both. */
  private static final Comparator<Episode> WIDEST_FIRST =
      Comparator.<Episode>comparingInt(e -> -e.lamps().size())
          .thenComparing(e -> e.group().scope, Comparator.reverseOrder())
          .thenComparing(e -> e.group().id)
          .thenComparingLong(Episode::knownAt);

  private final CityTopology topology;
  private final OutageRule rule;
  private final FeederPower power;

  /** Signs by lamp; those of one lamp do not overlap. */
  private final Map<String, List<Sign>> signs;

  OutageJudge(
      CityTopology topology,
      OutageRule rule,
      MeterWords words,
      ExpectedState expected,
      Map<String, List<Sign>> signs) {
    this.topology = topology;
    this.rule = rule;
    this.signs = signs;
    power = new FeederPower(topology, words, rule, expected);
  }

  /** All outages that the signs make, the widest first; those that are not detected yet included. */
  List<Outage> outages() {
    List<Outage> found = new ArrayList<>();
    for (Episode e : episodes(topology.city(), true)) {
      FaultCode code = causeInCity(e);
      if (code != null) {
        // Nothing is wider: nothing to wait for.
        found.add(outage(code, e, e.knownAt(), false));
      }
    }
    List<Episode> narrower = new ArrayList<>();
    topology.gateways().forEach(gateway -> narrower.addAll(episodes(gateway, true)));
    topology.feeders().forEach(feeder -> narrower.addAll(episodes(feeder, false)));
    narrower.sort(WIDEST_FIRST);
    for (Episode e : narrower) {
      if (e.group().scope == Scope.GATEWAY) {
        judgeGateway(e, found);
      } else {
        judgeFeeder(e, found);
      }
    }
    // What is over before it is detected was no outage.
    found.removeIf(outage -> outage.episode().clearedAt() <= outage.detectedAt());
    return found;
  }

  private FaultCode causeInCity(Episode e) {
    Set<Verdict> verdicts = EnumSet.noneOf(Verdict.class);
    for (LampGroup feeder : topology.feeders()) {
      verdicts.add(power.of(feeder, e.openedAt(), e.knownAt()));
    }
    if (verdicts.contains(Verdict.LOST)) {
      return null;
    }
    if (!verdicts.contains(Verdict.FLOWS) && !verdicts.contains(Verdict.HEARD)) {
      return FaultCode.CITY_LINK_DOWN;
    }
    // Where a meter speaks, the link of the city stands: it is that of its lamps that does not. The
    // only gateway is named, not the city.
    return topology.gateways().size() == 1 ? null : FaultCode.GATEWAY_OUTAGE;
  }

  private void judgeGateway(Episode e, List<Outage> found) {
    if (!isExplained(e, found) && !isPowerLost(e)) {
      found.add(outage(FaultCode.GATEWAY_OUTAGE, e, detectedAt(e), false));
    }
  }

  private void judgeFeeder(Episode e, List<Outage> found) {
    Verdict verdict = power.of(e.group(), e.openedAt(), detectedAt(e));
    boolean powerLost = verdict == Verdict.LOST || e.tellsDarkness();
    if (powerLost || !isExplained(e, found)) {
      FaultCode code =
          verdict == Verdict.FLOWS && !powerLost
              ? FaultCode.GATEWAY_OUTAGE
              : FaultCode.FEEDER_OUTAGE;
      found.add(outage(code, e, detectedAt(e), powerLost));
    }
  }

  /** A meter of one of the circuits on which its lamps hang says that power is gone. */
  private boolean isPowerLost(Episode e) {
    Set<String> feeders = new HashSet<>();
    e.lamps().forEach(lamp -> feeders.add(topology.feederOf(lamp)));
    return topology.feeders().stream()
        .filter(feeder -> feeders.contains(feeder.id))
        .anyMatch(feeder -> power.of(feeder, e.openedAt(), detectedAt(e)) == Verdict.LOST);
  }

  private boolean isExplained(Episode e, List<Outage> wider) {
    return wider.stream().anyMatch(outage -> outage.covers(e, detectedAt(e)));
  }

  private long detectedAt(Episode e) {
    return e.knownAt() + rule.settleMillis(e.group().intervalMillis);
  }

  private Outage outage(FaultCode code, Episode e, long detectedAt, boolean powerLost) {
    return new Outage(
        code, e, detectedAt, powerLost, rule.togetherMillis(e.group().intervalMillis));
  }

  /**
   * @param silentOnly power that is gone is not a matter of communication
   */
  private List<Episode> episodes(LampGroup group, boolean silentOnly) {
    List<Sign> own = new ArrayList<>();
    for (String lamp : group.lampIds()) {
      for (Sign sign : signs.getOrDefault(lamp, List.of())) {
        if (!silentOnly || !sign.tellsDarkness()) {
          own.add(sign);
        }
      }
    }
    return EpisodeSweep.of(group, rule, own);
  }
}
