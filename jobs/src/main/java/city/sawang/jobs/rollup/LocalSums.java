package city.sawang.jobs.rollup;

import city.sawang.jobs.measures.Measure;
import city.sawang.jobs.measures.MeasureDelta;
import city.sawang.jobs.measures.Measures;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ScheduledFuture;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Adds up differences before they travel: a second of a city's readings are thousands of differences
 * of the same few quarter hours. What is gathered leaves when it is much, when it is a second old,
 * before every checkpoint (so there is no state) and at the end.
 */
public final class LocalSums extends AbstractStreamOperator<MeasureDelta>
    implements OneInputStreamOperator<MeasureDelta, MeasureDelta> {
  private static final long serialVersionUID = 1L;

  private static final int MOST = 20_000;
  private static final long DELAY_MILLIS = 1_000;

  private final boolean byFeeder;
  private transient Map<MeasureDelta, long[]> gathered;
  private transient ScheduledFuture<?> due;

  /**
   * @param byFeeder keep the circuits apart and leave out what belongs to none; else a city's
   *     differences become one
   */
  public LocalSums(boolean byFeeder) {
    this.byFeeder = byFeeder;
  }

  @Override
  public void open() throws Exception {
    super.open();
    gathered = new HashMap<>();
  }

  @Override
  public void processElement(StreamRecord<MeasureDelta> element) {
    MeasureDelta one = element.getValue();
    if (byFeeder && one.feederId() == null) {
      return;
    }
    // The difference without its sums is the key.
    MeasureDelta key =
        new MeasureDelta(
            one.cityId(),
            byFeeder ? one.feederId() : null,
            one.periodStart(),
            one.nightDay(),
            one.month(),
            null);
    long[] values = one.sums().values();
    long[] sums = gathered.computeIfAbsent(key, any -> new long[values.length]);
    for (int i = 0; i < values.length; i++) {
      sums[i] += values[i];
    }
    if (byFeeder) {
      // A circuit has no nights and months: a lamp that moves to it takes none along.
      sums[Measure.LAMPS_OF_NIGHT.ordinal()] = 0;
      sums[Measure.LAMPS_OF_MONTH.ordinal()] = 0;
    }
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
    gathered.forEach(
        (key, values) -> {
          Measures sums = new Measures(values);
          if (!sums.isZero()) {
            output.collect(
                new StreamRecord<>(
                    new MeasureDelta(
                        key.cityId(),
                        key.feederId(),
                        key.periodStart(),
                        key.nightDay(),
                        key.month(),
                        sums)));
          }
        });
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
