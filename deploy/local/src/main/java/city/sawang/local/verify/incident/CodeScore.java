package city.sawang.local.verify.incident;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** How well one code was detected. */
final class CodeScore {
  private static final double NINETY_NINE = 0.99;

  final String code;

  /** Faults that had to be raised. */
  int injected;

  /** Quiet controls. */
  int controls;

  /** Faults that were raised. */
  int found;

  /** Incidents of this code, each for one fault. */
  int matched;

  /** Incidents of this code without a fault. */
  int falseAlarms;

  /** Incidents that another code's fault explains ({@link Scorer#ALSO}). */
  int explained;

  private final List<Long> delaysMillis = new ArrayList<>();
  private final List<Double> delaysIntervals = new ArrayList<>();

  CodeScore(String code) {
    this.code = code;
  }

  void late(long millis, long intervalMillis) {
    delaysMillis.add(millis);
    delaysIntervals.add(millis / (double) intervalMillis);
  }

  int raised() {
    return matched + falseAlarms;
  }

  /** NaN when nothing was raised. */
  double precision() {
    return raised() == 0 ? Double.NaN : matched / (double) raised();
  }

  /** NaN when nothing was injected. */
  double recall() {
    return injected == 0 ? Double.NaN : found / (double) injected;
  }

  /** Minutes after the rule's own timer; NaN when nothing was found. */
  double medianMinutes() {
    return quantile(delaysMillis, 0.5) / 60_000;
  }

  double p99Minutes() {
    return quantile(delaysMillis, NINETY_NINE) / 60_000;
  }

  /** In reporting intervals. */
  double p99Intervals() {
    return quantile(delaysIntervals, NINETY_NINE);
  }

  /** The smallest value that so large a part does not exceed. */
  private static double quantile(List<? extends Number> values, double part) {
    if (values.isEmpty()) {
      return Double.NaN;
    }
    List<Double> sorted = new ArrayList<>();
    values.forEach(value -> sorted.add(value.doubleValue()));
    Collections.sort(sorted);
    return sorted.get((int) Math.ceil(part * sorted.size()) - 1);
  }

  boolean reaches(ScoreLimits limits) {
    return !(precision() < limits.precision()) && !(recall() < limits.recall());
  }
}
