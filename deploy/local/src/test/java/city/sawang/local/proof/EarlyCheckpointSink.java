package city.sawang.local.proof;

import java.io.IOException;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;

/**
 * A deliberate breakage: the sink as it is, but a checkpoint does not wait until its rows are
 * written. Rows still go out when there are many or when they have waited long enough.
 */
record EarlyCheckpointSink<R>(Sink<R> honest) implements Sink<R> {
  @Override
  public SinkWriter<R> createWriter(WriterInitContext context) throws IOException {
    SinkWriter<R> writer = honest.createWriter(context);
    return new SinkWriter<>() {
      @Override
      public void write(R row, Context at) throws IOException, InterruptedException {
        writer.write(row, at);
      }

      @Override
      public void flush(boolean endOfInput) {
        // Called before a checkpoint; the honest writer would write what waits.
      }

      @Override
      public void close() throws Exception {
        writer.close();
      }
    };
  }
}
