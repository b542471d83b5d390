package city.sawang.jobs;

import city.sawang.jobs.archive.LampNow;
import city.sawang.jobs.controller.AcceptedReading;
import city.sawang.jobs.controller.ControllerProcess;
import city.sawang.jobs.coverage.SilenceFiller;
import city.sawang.jobs.figures.EnergyFigures;
import city.sawang.jobs.ledger.HourlyLedger;
import city.sawang.jobs.ledger.LedgerAggregation;
import city.sawang.jobs.ledger.LedgerHour;
import city.sawang.jobs.notes.RestatementDue;
import city.sawang.jobs.quarantine.QuarantineRow;
import city.sawang.jobs.source.BacklogThrottle;
import city.sawang.jobs.source.DecodeRefusals;
import city.sawang.jobs.source.DropHeartbeats;
import city.sawang.jobs.source.FilterControllers;
import city.sawang.jobs.source.RawRecord;
import java.util.Map;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;

/** The topology of the readings job: what becomes of a reading, from Kafka to the tables. */
public final class ReadingsJob {
  private ReadingsJob() {}

  /**
   * Where records come from.
   *
   * @param readings those that were fresh on arrival
   * @param backlog those that were old on arrival, and what came after them from the same controllers
   * @param registry cities and controllers
   * @param quarantine what the bridges refused
   */
  public record Sources(
      DataStream<RawRecord> readings,
      DataStream<RawRecord> backlog,
      DataStream<RawRecord> registry,
      DataStream<RawRecord> quarantine) {}

  /** Where rows go, one sink per table. */
  public record Sinks(
      Sink<AcceptedReading> readings,
      Sink<LampNow> lampStates,
      EnergyFigures.FigureSinks figures,
      Sink<LedgerHour> ledger,
      Sink<QuarantineRow> quarantine) {}

  /**
   * The whole road of a reading, in its order.
   *
   * @param controller the one judge of identity and lateness
   * @return the accepted readings; a further question about them subscribes here
   */
  public static SingleOutputStreamOperator<AcceptedReading> define(
      Sources sources, Sinks sinks, ControllerProcess controller, JobSettings settings) {
    // Each lane is one chain up to the exchange by key: what is slow in one blocks no other.
    SingleOutputStreamOperator<RawRecord> fresh =
        sources
            .readings()
            .process(new DropHeartbeats())
            .name("drop-heartbeats")
            .uid("drop-heartbeats");
    SingleOutputStreamOperator<RawRecord> backlog =
        sources
            .backlog()
            .transform(
                "backlog-throttle",
                sources.backlog().getType(),
                new BacklogThrottle(settings.backlogRate() / settings.parallelism()))
            .uid("backlog-throttle")
            .process(new DropHeartbeats())
            .name("backlog-drop-heartbeats")
            .uid("backlog-drop-heartbeats");
    SingleOutputStreamOperator<RawRecord> registry =
        sources
            .registry()
            .process(new FilterControllers())
            .name("filter-controllers")
            .uid("filter-controllers");

    SingleOutputStreamOperator<AcceptedReading> accepted =
        fresh
            .union(backlog)
            .connect(registry)
            .keyBy(RawRecord::key, RawRecord::key)
            .process(controller)
            .name("controller")
            .uid("controller");

    // Subscribers without a key stay in the controller's task: nothing is exchanged.
    sink(accepted, sinks.readings(), "reading-sink");
    sink(
        accepted
            .filter(AcceptedReading::isOfLamp)
            .name("lamp-state")
            .uid("lamp-state")
            .map(LampNow::told)
            .name("lamp-now")
            .uid("lamp-now"),
        sinks.lampStates(),
        "lamp-state-sink");
    sink(
        accepted
            .filter(AcceptedReading::isTooLate)
            .name("too-late")
            .uid("too-late")
            .map(RestatementDue::tooLate)
            .name("restatement-due")
            .uid("restatement-due"),
        sinks.figures().restatementDue(),
        "too-late-sink");

    EnergyFigures.define(
        new EnergyFigures.FigureInputs(
            accepted.getSideOutput(ControllerProcess.QUARTER_HOURS),
            accepted.getSideOutput(ControllerProcess.METER_QUARTER_HOURS),
            registry),
        sinks.figures(),
        EnergyFigures.Retention.of(settings.horizon()),
        SilenceFiller.BATCH_SIZE,
        Map.of());

    DataStream<QuarantineRow> refused =
        sources
            .quarantine()
            .map(new DecodeRefusals())
            .name("refused-by-bridge")
            .uid("refused-by-bridge")
            .union(
                fresh.getSideOutput(DropHeartbeats.DAMAGED),
                backlog.getSideOutput(DropHeartbeats.DAMAGED),
                registry.getSideOutput(FilterControllers.DAMAGED),
                accepted.getSideOutput(ControllerProcess.REFUSED));
    sink(refused, sinks.quarantine(), "quarantine-sink");

    SingleOutputStreamOperator<LedgerHour> intake =
        refused
            .map(LedgerHour::quarantined)
            .name("count-refused")
            .uid("count-refused")
            .union(
                accepted
                    .getSideOutput(ControllerProcess.LEDGER)
                    .transform(
                        "ledger-pre-aggregate",
                        TypeInformation.of(LedgerHour.class),
                        LedgerAggregation.operator())
                    .uid("ledger-pre-aggregate"))
            .keyBy(LedgerHour::key)
            .process(new HourlyLedger())
            .name("hourly-ledger")
            .uid("hourly-ledger");
    sink(intake, sinks.ledger(), "ledger-sink");

    return accepted;
  }

  private static <R> void sink(DataStream<R> rows, Sink<R> sink, String name) {
    rows.sinkTo(sink).name(name).uid(name);
  }
}
