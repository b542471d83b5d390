package city.sawang.jobs.alarm;

import city.sawang.jobs.controller.AcceptedReading;
import city.sawang.jobs.incident.IncidentChange;
import city.sawang.jobs.source.RawRecord;
import city.sawang.schemas.Topics;
import java.time.Duration;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;

/** The topology of incidents: a question to the stream of accepted readings. */
public final class Incidents {
  private Incidents() {}

  /**
   * From readings to the table.
   *
   * @param accepted what {@code ReadingsJob.define} answers
   * @param registry records of controllers
   * @return changes of incidents; a further question about them subscribes here
   */
  public static DataStream<IncidentChange> define(
      DataStream<AcceptedReading> accepted,
      DataStream<RawRecord> registry,
      Sink<IncidentChange> sink,
      Duration horizon) {
    SingleOutputStreamOperator<IncidentChange> changes =
        accepted
            .connect(registry)
            .keyBy(Incidents::key, RawRecord::key)
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
