package city.sawang.jobs.incident.outage;

import static city.sawang.jobs.metering.input.MeterReading.ABSENT;

import city.sawang.jobs.expected.ExpectedState;
import city.sawang.jobs.incident.rule.OutageRule;
import java.util.Optional;

/** Whether a circuit has power, by the word of its meters: silence of lamps alone does not show it. */
final class FeederPower {
  /** What the meters of a circuit say together. */
  enum Verdict {
    /** Lamps take power. */
    FLOWS,
    /** It has no voltage, its breaker tripped, or nothing flows though lamps should be lit. */
    LOST,
    /** A meter speaks, and neither follows from it: by day nothing flows. */
    HEARD,
    /** No meter speaks. */
    SILENT
  }

  private static final int PERCENT = 100;

  private final CityTopology topology;
  private final MeterWords words;
  private final OutageRule rule;
  private final ExpectedState expected;

  FeederPower(CityTopology topology, MeterWords words, OutageRule rule, ExpectedState expected) {
    this.topology = topology;
    this.words = words;
    this.rule = rule;
    this.expected = expected;
  }

  /** By the newest word of each meter after one instant and not after another. */
  Verdict of(LampGroup feeder, long after, long until) {
    Verdict verdict = Verdict.SILENT;
    for (String meter : topology.metersOf(feeder.id)) {
      Optional<MeterWord> word = words.last(meter, after, until);
      if (word.isPresent()) {
        Verdict said = said(feeder, word.get());
        verdict = said.compareTo(verdict) < 0 ? said : verdict;
      }
    }
    return verdict;
  }

  private Verdict said(LampGroup feeder, MeterWord word) {
    boolean unsupplied = word.voltageMv() != ABSENT && word.voltageMv() < rule.noSupplyBelowMv();
    if (unsupplied || word.tripped()) {
      return Verdict.LOST;
    }
    long nominal = topology.nominalMw(feeder.id);
    if (word.powerMw() == ABSENT || nominal == 0) {
      return Verdict.HEARD;
    }
    if (word.powerMw() * PERCENT >= nominal * rule.flowsPercent()) {
      return Verdict.FLOWS;
    }
    return feeder.shouldBeLit(expected, word.at()) ? Verdict.LOST : Verdict.HEARD;
  }
}
