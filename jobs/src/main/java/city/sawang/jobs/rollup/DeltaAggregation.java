package city.sawang.jobs.rollup;

import city.sawang.jobs.measures.Measure;
import city.sawang.jobs.measures.MeasureDelta;
import city.sawang.jobs.measures.Measures;
import city.sawang.jobs.measures.RollUpTarget;
import city.sawang.jobs.preaggregate.Aggregation;
import city.sawang.jobs.preaggregate.PreAggregateOperator;
import java.util.function.Consumer;

/**
 * Merges the changes of one quarter hour of a circuit, or of a city. What cancels out leaves, too: of
 * an attempt that failed there may be a row that counts the half of it, and a replay writes over it
 * only what it emits.
 */
public final class DeltaAggregation implements Aggregation<MeasureDelta, RollUpTarget, long[]> {
  private static final long serialVersionUID = 1L;

  private static final int BATCH_SIZE = 20_000;
  private static final long DELAY_MILLIS = 1_000;

  private final boolean byFeeder;

  private DeltaAggregation(boolean byFeeder) {
    this.byFeeder = byFeeder;
  }

  /** Keeps circuits apart, and leaves out lamps that belong to none. */
  public static PreAggregateOperator<MeasureDelta, RollUpTarget, long[]> byFeeder() {
    return operator(new DeltaAggregation(true));
  }

  /** Merges all circuits of a city. */
  public static PreAggregateOperator<MeasureDelta, RollUpTarget, long[]> byCity() {
    return operator(new DeltaAggregation(false));
  }

  private static PreAggregateOperator<MeasureDelta, RollUpTarget, long[]> operator(
      DeltaAggregation aggregation) {
    return new PreAggregateOperator<>(aggregation, BATCH_SIZE, DELAY_MILLIS);
  }

  @Override
  public boolean accepts(MeasureDelta delta) {
    return !byFeeder || delta.target().hasFeeder();
  }

  @Override
  public RollUpTarget keyOf(MeasureDelta delta) {
    return byFeeder ? delta.target() : delta.target().ofCity();
  }

  @Override
  public long[] begin(MeasureDelta delta) {
    return add(new long[Measure.COUNT], delta);
  }

  @Override
  public long[] add(long[] sums, MeasureDelta delta) {
    long[] values = delta.measures().values();
    for (int i = 0; i < values.length; i++) {
      sums[i] += values[i];
    }
    if (byFeeder) {
      // A circuit has no nights and months: a lamp that moves to it takes none along.
      sums[Measure.LAMPS_OF_NIGHT.ordinal()] = 0;
      sums[Measure.LAMPS_OF_MONTH.ordinal()] = 0;
    }
    return sums;
  }

  @Override
  public void emit(RollUpTarget target, long[] sums, Consumer<MeasureDelta> out) {
    out.accept(new MeasureDelta(target, new Measures(sums)));
  }
}
