package city.sawang.jobs;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;

/**
 * Counts rows and lets them go. The counts live in this JVM, under a name.
 *
 * @param name of the count
 */
record CountingSink<R>(String name) implements Sink<R> {
  private static final Map<String, LongAdder> COUNTS = new ConcurrentHashMap<>();

  static long count(String name) {
    return adder(name).sum();
  }

  private static LongAdder adder(String name) {
    return COUNTS.computeIfAbsent(name, unused -> new LongAdder());
  }

  @Override
  public SinkWriter<R> createWriter(WriterInitContext context) {
    LongAdder count = adder(name);
    return new SinkWriter<>() {
      @Override
      public void write(R row, Context context) {
        count.increment();
      }

      @Override
      public void flush(boolean endOfInput) {
        // Nothing waits.
      }

      @Override
      public void close() {
        // Nothing is held.
      }
    };
  }
}
