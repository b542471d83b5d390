package city.sawang.jobs.alarm;

import city.sawang.jobs.controller.AcceptedReading;
import city.sawang.jobs.incident.IncidentChange;
import city.sawang.jobs.source.FilterControllers;
import city.sawang.jobs.source.RawRecord;
import city.sawang.schemas.Topics;
import java.time.Duration;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;

/** The topology of incidents: a question to the stream of accepted readings. */
public final class IncidentStream {
  private IncidentStream() {}

  /**
   * From readings to the table.
   *
   * @param accepted what {@code ReadingsJob.define} answers
   * @param registry records of cities and controllers
   * @param watched false: nothing is watched, and what was watched before keeps its state, so that a
   *     job may be started again with or without
   * @return changes of incidents; a further question about them subscribes here
   */
  public static DataStream<IncidentChange> define(
      DataStream<AcceptedReading> accepted,
      DataStream<RawRecord> registry,
      Sink<IncidentChange> sink,
      Duration horizon,
      boolean watched) {
    SingleOutputStreamOperator<IncidentChange> changes =
        accepted
            .filter(reading -> watched)
            .name("watched-readings")
            .uid("watched-readings")
            .connect(
                registry
                    .filter(record -> watched)
                    .name("watched-registry")
                    .uid("watched-registry")
                    .process(new FilterControllers())
                    .name("watched-controllers")
                    .uid("watched-controllers"))
            .keyBy(IncidentStream::key, RawRecord::key)
            .process(new IncidentProcess(horizon), ChangeSerializer.TYPE)
            .name("lamp-incidents")
            .uid("lamp-incidents");
    changes.sinkTo(sink).name("incident-sink").uid("incident-sink");
    return changes;
  }

  static String key(AcceptedReading reading) {
    return Topics.key(reading.origin().cityId(), reading.origin().controllerId());
  }
}
