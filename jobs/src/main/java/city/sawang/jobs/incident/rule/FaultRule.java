package city.sawang.jobs.incident.rule;

import city.sawang.jobs.incident.model.FaultCode;
import city.sawang.jobs.incident.model.Quantity;
import java.util.List;

/**
 * One kind of fault: what a live reading means to it. A new one is a class, its entries in the rules
 * file, its line in {@link RuleSet}, and its cases in the tests. Rules keep nothing themselves.
 */
public interface FaultRule {
  FaultCode code();

  /** What it looks at: the values that stand in the evidence. */
  List<Quantity> uses();

  /**
   * @param memory what the rule keeps of this lamp, {@link #freshMemory()} in the beginning; changed
   *     in place
   */
  Judgement judge(Sample sample, long[] memory);

  /** Of a lamp from which nothing has come yet. */
  default long[] freshMemory() {
    return new long[0];
  }
}
