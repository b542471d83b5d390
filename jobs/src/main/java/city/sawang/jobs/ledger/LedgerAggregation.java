package city.sawang.jobs.ledger;

import city.sawang.jobs.preaggregate.Aggregation;
import city.sawang.jobs.preaggregate.PreAggregateOperator;
import java.util.function.Consumer;

/** Merges the ledger events of one city and hour; sums of whole events are whole events. */
public final class LedgerAggregation
    implements Aggregation<LedgerHour, LedgerHour.Key, LedgerHour> {
  private static final long serialVersionUID = 1L;

  static final int BATCH_SIZE = 10_000;
  static final long DELAY_MILLIS = 200;

  private LedgerAggregation() {}

  /** The operator that merges them, in batches of {@value #DELAY_MILLIS} ms. */
  public static PreAggregateOperator<LedgerHour, LedgerHour.Key, LedgerHour> operator() {
    return new PreAggregateOperator<>(new LedgerAggregation(), BATCH_SIZE, DELAY_MILLIS);
  }

  @Override
  public LedgerHour.Key keyOf(LedgerHour event) {
    return event.key();
  }

  @Override
  public LedgerHour begin(LedgerHour event) {
    return event;
  }

  @Override
  public LedgerHour add(LedgerHour sum, LedgerHour event) {
    return sum.plus(event);
  }

  @Override
  public void emit(LedgerHour.Key key, LedgerHour sum, Consumer<LedgerHour> out) {
    out.accept(sum);
  }
}
