package city.sawang.jobs.source;

import java.util.concurrent.TimeUnit;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.runtime.metrics.groups.TaskIOMetricGroup;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;

/**
 * Lets a backlog pass one record after the other, no faster than {@link BacklogPace} says. It holds
 * no record, so it loses and reorders none, and has no state. A record waits in the task's thread,
 * and a checkpoint is taken between two records: it waits for one of them, a few milliseconds.
 *
 * <p>Event time is that of the fresh readings alone: the heartbeats of the reserved partitions stand
 * behind the backlog, and would hold up everybody's time until it is worked off. Old readings are
 * behind the watermark in any case.
 */
public final class BacklogThrottle extends AbstractStreamOperator<RawRecord>
    implements OneInputStreamOperator<RawRecord, RawRecord> {
  private static final long serialVersionUID = 1L;

  private final double fastest;
  private transient TaskIOMetricGroup task;
  private transient BacklogPace pace;

  /**
   * @param fastest readings a second of one subtask, never more; infinite: as many as can be
   */
  public BacklogThrottle(double fastest) {
    this.fastest = fastest;
  }

  @Override
  public void open() throws Exception {
    super.open();
    task = getContainingTask().getEnvironment().getMetricGroup().getIOMetricGroup();
    pace = new BacklogPace(fastest, System.nanoTime(), task.getAccumulatedBackPressuredTimeMs());
    getMetricGroup()
        .addGroup("sawang_jobs")
        .gauge("backlog_pace_per_second", (Gauge<Double>) pace::perSecond);
    output.emitWatermarkStatus(WatermarkStatus.IDLE);
  }

  @Override
  public void processElement(StreamRecord<RawRecord> element) throws Exception {
    long now = System.nanoTime();
    if (pace.isDue(now)) {
      pace.adjust(now, task.getAccumulatedBackPressuredTimeMs());
    }
    for (long wait = pace.ask(now); wait > 0; wait = pace.ask(System.nanoTime())) {
      TimeUnit.NANOSECONDS.sleep(wait);
    }
    output.collect(element);
  }

  @Override
  public void processWatermark(Watermark mark) {
    // Event time does not wait for the backlog.
  }

  @Override
  public void processWatermarkStatus(WatermarkStatus status) {
    // Idle from the beginning.
  }
}
