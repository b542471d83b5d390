package city.sawang.jobs.sink;

import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;

/**
 * Writes rows idempotently: a row that is written again after a restart from a checkpoint leaves
 * the table as it was. So at-least-once delivery plus this sink counts everything exactly once.
 *
 * @param table what is written
 * @param refusals where rows end that the database refuses
 * @param address the database
 * @param maxRows a flush happens at the latest with so many rows waiting
 * @param maxDelayMillis and at the latest so long after the first of them came
 */
public record UpsertSink<R>(
    Table<R> table, Refusals<?> refusals, DatabaseAddress address, int maxRows, long maxDelayMillis)
    implements Sink<R> {

  public UpsertSink {
    if (maxRows < 1 || maxDelayMillis < 1) {
      throw new IllegalArgumentException(
          "sink " + table.name() + ": maxRows and maxDelayMillis must be at least 1");
    }
  }

  @Override
  public SinkWriter<R> createWriter(WriterInitContext context) {
    return new UpsertWriter<>(
        table,
        refusals,
        address,
        RetryingConnection.RETRY_MILLIS,
        new UpsertWriter.BatchLimits(maxRows, maxDelayMillis),
        context.getProcessingTimeService(),
        SinkMetrics.in(context.metricGroup(), table.name()));
  }
}
