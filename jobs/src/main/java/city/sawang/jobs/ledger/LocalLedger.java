package city.sawang.jobs.ledger;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ScheduledFuture;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Adds up events before they travel: thousands of readings a second are events of the same few
 * cities and hours. Sums of whole events are told when there are many, when the oldest has waited
 * {@value #DELAY_MILLIS} ms, before every checkpoint (so there is no state) and at the end.
 */
public final class LocalLedger extends AbstractStreamOperator<LedgerHour>
    implements OneInputStreamOperator<LedgerHour, LedgerHour> {
  private static final long serialVersionUID = 1L;

  static final long DELAY_MILLIS = 200;

  private static final int MOST = 10_000;

  private transient Map<LedgerHour.Key, LedgerHour> gathered;
  private transient ScheduledFuture<?> due;

  @Override
  public void open() throws Exception {
    super.open();
    gathered = new HashMap<>();
  }

  @Override
  public void processElement(StreamRecord<LedgerHour> element) {
    LedgerHour event = element.getValue();
    gathered.merge(event.key(), event, LedgerHour::plus);
    if (gathered.size() >= MOST) {
      flush();
    } else if (due == null) {
      due =
          getProcessingTimeService()
              .registerTimer(
                  getProcessingTimeService().getCurrentProcessingTime() + DELAY_MILLIS,
                  time -> {
                    due = null;
                    flush();
                  });
    }
  }

  private void flush() {
    gathered.values().forEach(sum -> output.collect(new StreamRecord<>(sum)));
    gathered.clear();
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
