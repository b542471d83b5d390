package city.sawang.jobs;

import city.sawang.jobs.archive.LampStateRow;
import city.sawang.jobs.archive.ReadingRow;
import city.sawang.jobs.controller.ControllerProcess;
import city.sawang.jobs.coverage.SilenceFiller;
import city.sawang.jobs.figures.EnergyFigures;
import city.sawang.jobs.ledger.HourlyLedger;
import city.sawang.jobs.ledger.LedgerAggregation;
import city.sawang.jobs.ledger.LedgerHour;
import city.sawang.jobs.quarantine.QuarantineRow;
import city.sawang.jobs.source.BacklogThrottle;
import city.sawang.jobs.source.DecodeRefusals;
import city.sawang.jobs.source.DropHeartbeats;
import city.sawang.jobs.source.FilterControllers;
import city.sawang.jobs.source.RawRecord;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;

/** What becomes of a reading, from Kafka to the tables. */
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
      Sink<ReadingRow> readings,
      Sink<LampStateRow> lampStates,
      EnergyFigures.FigureSinks figures,
      Sink<LedgerHour> ledger,
      Sink<QuarantineRow> quarantine) {}

  /** The whole road of a reading, in its order. */
  public static void define(Sources sources, Sinks sinks, JobSettings settings) {
    define(sources, sinks, new ControllerProcess(settings.horizon()), settings);
  }

  /**
   * The same around another operator for the controllers.
   *
   * @param controllers what becomes of the readings of each controller
   */
  public static void define(
      Sources sources, Sinks sinks, ControllerProcess controllers, JobSettings settings) {
    SingleOutputStreamOperator<RawRecord> fresh =
        sources
            .readings()
            .process(new DropHeartbeats())
            .name("drop-heartbeats")
            .uid("drop-heartbeats");
    // Each lane is one chain up to the exchange by key: what is slow in one blocks no other.
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

    SingleOutputStreamOperator<ReadingRow> archive =
        fresh
            .union(backlog)
            .connect(registry)
            .keyBy(RawRecord::key, RawRecord::key)
            .process(controllers)
            .name("controller")
            .uid("controller");
    archive.sinkTo(sinks.readings()).name("reading-sink").uid("reading-sink");
    archive
        .getSideOutput(ControllerProcess.LAMP_STATES)
        .sinkTo(sinks.lampStates())
        .name("lamp-state-sink")
        .uid("lamp-state-sink");

    EnergyFigures.define(
        new EnergyFigures.FigureInputs(
            archive.getSideOutput(ControllerProcess.QUARTER_HOURS),
            archive.getSideOutput(ControllerProcess.METER_QUARTER_HOURS),
            registry),
        sinks.figures(),
        EnergyFigures.Retention.of(settings.horizon()),
        SilenceFiller.BATCH_SIZE);
    archive
        .getSideOutput(ControllerProcess.RESTATEMENT_DUE)
        .sinkTo(sinks.figures().restatementDue())
        .name("too-late-sink")
        .uid("too-late-sink");

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
                archive.getSideOutput(ControllerProcess.REFUSED));
    refused.sinkTo(sinks.quarantine()).name("quarantine-sink").uid("quarantine-sink");

    refused
        .map(LedgerHour::quarantined)
        .name("count-refused")
        .uid("count-refused")
        .union(
            archive
                .getSideOutput(ControllerProcess.LEDGER)
                .transform(
                    "ledger-pre-aggregate",
                    TypeInformation.of(LedgerHour.class),
                    LedgerAggregation.operator())
                .uid("ledger-pre-aggregate"))
        .keyBy(LedgerHour::key)
        .process(new HourlyLedger())
        .name("hourly-ledger")
        .uid("hourly-ledger")
        .sinkTo(sinks.ledger())
        .name("ledger-sink")
        .uid("ledger-sink");
  }
}
