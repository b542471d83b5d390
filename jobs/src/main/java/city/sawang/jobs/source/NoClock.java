package city.sawang.jobs.source;

import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;

/**
 * The watermarks of a stream that tells no time and joins one that does. It is idle from the
 * beginning, whatever comes: a stream that merely has no watermarks would hold up the time of all
 * that it is joined with, for ever.
 */
final class NoClock implements WatermarkGenerator<RawRecord> {
  /** For every partition. */
  static final WatermarkStrategy<RawRecord> WATERMARKS =
      WatermarkStrategy.forGenerator(context -> new NoClock());

  @Override
  public void onEvent(RawRecord record, long timestamp, WatermarkOutput output) {
    // It says nothing about time.
  }

  @Override
  public void onPeriodicEmit(WatermarkOutput output) {
    output.markIdle();
  }
}
