package city.sawang.jobs.lamp;

/** What a contribution does to a quarter hour of a lamp. */
sealed interface IntervalChange {
  /** Nothing that is published. */
  record Unchanged() implements IntervalChange {
    static final Unchanged INSTANCE = new Unchanged();
  }

  /** It gets its first contribution. */
  record Appeared(LampQuarterHour after) implements IntervalChange {}

  record Updated(LampQuarterHour before, LampQuarterHour after) implements IntervalChange {}

  /** No controller contributes to it any more. */
  record Disappeared(LampQuarterHour before) implements IntervalChange {}

  /**
   * @param before null: there was none
   * @param after null: there is none
   */
  static IntervalChange of(LampQuarterHour before, LampQuarterHour after) {
    if (before == null) {
      return after == null ? Unchanged.INSTANCE : new Appeared(after);
    }
    return after == null ? new Disappeared(before) : new Updated(before, after);
  }
}
