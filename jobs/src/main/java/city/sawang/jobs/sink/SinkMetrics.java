package city.sawang.jobs.sink;

import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.SimpleCounter;

/**
 * What one writer of a sink did. Mean latency of a flush = {@link #flushMillis} / {@link #flushes}.
 *
 * <p>It holds: rows given to the writer = {@link #rowsWritten} + {@link #rowsReplaced} + {@link
 * #rowsRefused} + rows still waiting.
 *
 * @param rowsWritten rows sent in a committed statement
 * @param rowsReplaced rows that a later row of the same key replaced before they were sent
 * @param rowsRefused rows that the database refused and that went to quarantine instead
 * @param flushes committed flushes
 * @param flushMillis time spent in them, retries included
 * @param retries attempts after a failure of the outside world
 */
record SinkMetrics(
    Counter rowsWritten,
    Counter rowsReplaced,
    Counter rowsRefused,
    Counter flushes,
    Counter flushMillis,
    Counter retries) {

  /** Counters that nobody reports. */
  static SinkMetrics unreported() {
    return new SinkMetrics(
        new SimpleCounter(),
        new SimpleCounter(),
        new SimpleCounter(),
        new SimpleCounter(),
        new SimpleCounter(),
        new SimpleCounter());
  }

  /** Counters {@code sawang_sink_…} with the label {@code table}. */
  static SinkMetrics in(MetricGroup group, String table) {
    MetricGroup sink = group.addGroup("sawang_sink").addGroup("table", table);
    return new SinkMetrics(
        sink.counter("rows_written"),
        sink.counter("rows_replaced"),
        sink.counter("rows_refused"),
        sink.counter("flushes"),
        sink.counter("flush_milliseconds"),
        sink.counter("retries"));
  }
}
