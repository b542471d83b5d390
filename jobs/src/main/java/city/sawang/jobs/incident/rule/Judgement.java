package city.sawang.jobs.incident.rule;

/**
 * What a reading means to a rule (INCIDENTS.md#hysteresis).
 *
 * @param persistence how long it must be so; of a verdict that changes nothing {@link
 *     Persistence#AT_ONCE}
 */
public record Judgement(Verdict verdict, Persistence persistence) {
  /** What a reading can mean. */
  public enum Verdict {
    /** It is wrong. */
    RAISE,
    /** It is right. */
    CLEAR,
    /** Neither, or the rule does not hold now: what was consecutive is not any more. */
    BETWEEN,
    /** The reading says nothing about it: nothing changes. */
    UNSAID
  }

  public static final Judgement BETWEEN = new Judgement(Verdict.BETWEEN, Persistence.AT_ONCE);
  public static final Judgement UNSAID = new Judgement(Verdict.UNSAID, Persistence.AT_ONCE);

  static Judgement raise(Persistence persistence) {
    return new Judgement(Verdict.RAISE, persistence);
  }

  static Judgement clear(Persistence persistence) {
    return new Judgement(Verdict.CLEAR, persistence);
  }
}
