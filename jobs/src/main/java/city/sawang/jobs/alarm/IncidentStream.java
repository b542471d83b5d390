package city.sawang.jobs.alarm;

import city.sawang.jobs.controller.AcceptedReading;
import city.sawang.jobs.incident.IncidentChange;
import city.sawang.jobs.source.RawRecord;
import city.sawang.schemas.Topics;
import java.time.Duration;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.DataStreamUtils;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.types.Either;

/** The topology of incidents: a question to the stream of accepted readings. */
public final class IncidentStream {
  private IncidentStream() {}

  /**
   * From readings to the table: what is wrong with each lamp, then what explains it.
   *
   * @param news {@code ControllerProcess.NEWS} of what {@code ReadingsJob.define} answers
   * @param watched false: no reading is watched, the registry is kept, and what was watched before
   *     keeps its state, so that a job may be started again with or without
   * @return changes of incidents; a further question about them subscribes here
   */
  public static DataStream<IncidentChange> define(
      DataStream<Either<AcceptedReading, RawRecord>> news,
      Sink<IncidentChange> sink,
      Duration horizon,
      boolean watched) {
    // The registry in any case: a job that watches later finds it in the state, and reads it from
    // Kafka only once.
    SingleOutputStreamOperator<Either<AcceptedReading, RawRecord>> seen =
        news.filter(one -> watched || one.isRight()).name("watched").uid("watched");
    // The controller's operator has the same key: its news stay in its task, as they are.
    DataStream<CityEvent> lamps =
        DataStreamUtils.reinterpretAsKeyedStream(seen, IncidentStream::key, Types.STRING)
            .process(new IncidentProcess(horizon), ChangeSerializer.TYPE)
            .name("lamp-incidents")
            .uid("lamp-incidents")
            .map(change -> (CityEvent) new CityEvent.LampChanged(change))
            .returns(CityEventSerializer.TYPE)
            .name("lamp-changes")
            .uid("lamp-changes");
    DataStream<CityEvent> others =
        seen.flatMap(new CityNews())
            .returns(CityEventSerializer.TYPE)
            .name("city-news")
            .uid("city-news");
    SingleOutputStreamOperator<IncidentChange> changes =
        lamps
            .union(others)
            .keyBy(CityEvent::cityId)
            .process(new OutageProcess(horizon), ChangeSerializer.TYPE)
            .name("city-outages")
            .uid("city-outages");
    DataStream<IncidentChange> kept = whenKept(changes);
    kept.sinkTo(sink).name("incident-sink").uid("incident-sink");
    return kept;
  }

  /** What a job says that keeps no checkpoints is said once in any case. */
  private static DataStream<IncidentChange> whenKept(DataStream<IncidentChange> changes) {
    if (!changes.getExecutionEnvironment().getCheckpointConfig().isCheckpointingEnabled()) {
      return changes;
    }
    return changes
        .transform("incidents-kept", ChangeSerializer.TYPE, new CheckpointGate())
        .uid("incidents-kept");
  }

  /** The key of the controller's operator. */
  static String key(Either<AcceptedReading, RawRecord> news) {
    if (news.isRight()) {
      return news.right().key();
    }
    AcceptedReading.Origin origin = news.left().origin();
    return Topics.key(origin.cityId(), origin.controllerId());
  }
}
