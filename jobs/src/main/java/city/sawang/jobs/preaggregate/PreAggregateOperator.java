package city.sawang.jobs.preaggregate;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ScheduledFuture;
import java.util.function.Consumer;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Merges elements of the same key before they cross the exchange: a second of readings is thousands
 * of changes to the same few sums. A batch leaves when it has many keys, when its first element has
 * waited long enough, before every checkpoint (so there is no state) and at the end of the input.
 *
 * @param <T> elements, merged or not
 * @param <K> key within a batch
 * @param <A> accumulator within a batch
 */
public final class PreAggregateOperator<T, K, A> extends AbstractStreamOperator<T>
    implements OneInputStreamOperator<T, T> {
  private static final long serialVersionUID = 1L;

  private final Aggregation<T, K, A> aggregation;
  private final int batchSize;
  private final long delayMillis;
  private transient Map<K, A> batch;
  private transient ScheduledFuture<?> dueFlush;
  private transient Consumer<T> emit;

  /**
   * @param batchSize a batch leaves at the latest with so many keys
   * @param delayMillis and at the latest so long after its first element came
   */
  public PreAggregateOperator(Aggregation<T, K, A> aggregation, int batchSize, long delayMillis) {
    this.aggregation = aggregation;
    this.batchSize = batchSize;
    this.delayMillis = delayMillis;
  }

  @Override
  public void open() throws Exception {
    super.open();
    batch = new HashMap<>();
    emit = merged -> output.collect(new StreamRecord<>(merged));
  }

  @Override
  public void processElement(StreamRecord<T> record) {
    T element = record.getValue();
    if (!aggregation.accepts(element)) {
      return;
    }
    K key = aggregation.keyOf(element);
    A before = batch.get(key);
    A after = before == null ? aggregation.begin(element) : aggregation.add(before, element);
    if (after != before) {
      batch.put(key, after);
    }
    if (batch.size() >= batchSize) {
      flush();
    } else if (dueFlush == null) {
      dueFlush =
          getProcessingTimeService()
              .registerTimer(
                  getProcessingTimeService().getCurrentProcessingTime() + delayMillis,
                  time -> {
                    dueFlush = null;
                    flush();
                  });
    }
  }

  private void flush() {
    batch.forEach((key, accumulator) -> aggregation.emit(key, accumulator, emit));
    batch.clear();
  }

  @Override
  public void prepareSnapshotPreBarrier(long checkpointId) {
    flush();
  }

  @Override
  public void finish() throws Exception {
    flush();
    super.finish();
  }
}
