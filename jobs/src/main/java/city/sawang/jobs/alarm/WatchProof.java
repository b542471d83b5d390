package city.sawang.jobs.alarm;

import city.sawang.jobs.controller.AcceptedReading;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Says of which cities readings reach the rules, at most every half minute of the clock for each
 * city and hour of arrival: where nobody watches, no incident is no good news (CONTRACT.md#watched).
 *
 * <p>No state: after a restart it says what it said before once more, and the table keeps the newest.
 */
public final class WatchProof extends ProcessFunction<AcceptedReading, WatchedHour> {
  private static final long serialVersionUID = 1L;
  private static final long SILENCE_MILLIS = Duration.ofSeconds(30).toMillis();

  /** A backlog is read beside the live readings: hours of the past and of now take turns. */
  private static final int MOST_HOURS = 4_096;

  private transient Map<CityHour, Long> saidAt;

  private record CityHour(String cityId, long hour) {}

  /**
   * Beside the incidents, from the same readings to the table.
   *
   * @param watched as of {@link IncidentStream#define}; false: nothing is said
   */
  public static void define(
      DataStream<AcceptedReading> accepted, Sink<WatchedHour> sink, boolean watched) {
    accepted
        .filter(reading -> watched)
        .name("proven-readings")
        .uid("proven-readings")
        .process(new WatchProof())
        .name("watch-proof")
        .uid("watch-proof")
        .sinkTo(sink)
        .name("watch-sink")
        .uid("watch-sink");
  }

  @Override
  public void open(OpenContext context) {
    saidAt =
        new LinkedHashMap<>(16, 0.75f, true) {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<CityHour, Long> eldest) {
            return size() > MOST_HOURS;
          }
        };
  }

  @Override
  public void processElement(AcceptedReading reading, Context context, Collector<WatchedHour> out) {
    WatchedHour row = new WatchedHour(reading.origin().cityId(), reading.timing().receivedAt());
    long now = context.timerService().currentProcessingTime();
    CityHour key = new CityHour(row.cityId(), row.hour());
    Long before = saidAt.get(key);
    if (before == null || now - before >= SILENCE_MILLIS) {
      saidAt.put(key, now);
      out.collect(row);
    }
  }
}
