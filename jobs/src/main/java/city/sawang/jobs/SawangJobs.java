package city.sawang.jobs;

import city.sawang.jobs.JobSettings.Output;
import city.sawang.jobs.alarm.IncidentEvents;
import city.sawang.jobs.alarm.IncidentStream;
import city.sawang.jobs.alarm.IncidentTable;
import city.sawang.jobs.alarm.WatchProof;
import city.sawang.jobs.alarm.WatchTable;
import city.sawang.jobs.archive.LampStateTable;
import city.sawang.jobs.archive.ReadingTable;
import city.sawang.jobs.controller.AcceptedReading;
import city.sawang.jobs.controller.ControllerProcess;
import city.sawang.jobs.coverage.FirstNightTable;
import city.sawang.jobs.figures.EnergyFigures;
import city.sawang.jobs.flink.Checkpoints;
import city.sawang.jobs.flink.FlinkConfiguration;
import city.sawang.jobs.incident.IncidentChange;
import city.sawang.jobs.lamp.LampTables;
import city.sawang.jobs.ledger.LedgerTable;
import city.sawang.jobs.notes.NoteTables;
import city.sawang.jobs.quarantine.QuarantineTable;
import city.sawang.jobs.rollup.RollUpTables;
import city.sawang.jobs.sink.Table;
import city.sawang.jobs.sink.UpsertSink;
import city.sawang.jobs.source.KafkaSources;
import city.sawang.jobs.startpoint.KafkaLogs;
import city.sawang.jobs.startpoint.OtherLog;
import city.sawang.jobs.startpoint.StartPoint;
import city.sawang.schemas.text.NeutralLocale;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.streaming.api.graph.StreamGraph;

/** Supplies the ends of {@link ReadingsJob}: Kafka in front, PostgreSQL behind. */
public final class SawangJobs {
  /** Name of the job in Flink's web pages and metrics. */
  public static final String NAME = "sawang-readings";

  /**
   * Tables whose rows are replaced again and again are written in larger batches: of all rows of a
   * lamp in a batch only the last is written.
   */
  private static final int BATCH_FACTOR = 4;

  /**
   * Roll-ups are few and change with every reading below them: nobody waits for the second in which
   * a city's month changes.
   */
  private static final int ROLL_UP_BATCH_FACTOR = 10;

  private SawangJobs() {}

  /**
   * Entry point for a cluster: arguments as in {@link JobArguments}; resumes from the newest
   * complete checkpoint.
   */
  public static void main(String[] arguments) throws Exception {
    NeutralLocale.set();
    run(JobArguments.parse(List.of(arguments), System.getenv()));
  }

  /**
   * Submits the job to the cluster in whose entry point this is called; it resumes from the newest
   * complete checkpoint.
   */
  public static void run(JobSettings settings) throws Exception {
    environment(settings, FlinkConfiguration.recovering(settings.flink())).execute(NAME);
  }

  /**
   * Compares the newest complete checkpoint with the log that Kafka holds; without one there is
   * nothing to compare.
   *
   * @throws OtherLog when that checkpoint counts its offsets in another log
   * @throws IllegalStateException when Kafka does not answer
   */
  public static void requireSameLog(JobSettings settings) {
    if (!"file".equals(settings.checkpoints().getScheme())) {
      return;
    }
    Optional<URI> newest = Checkpoints.newestComplete(settings.checkpoints());
    if (newest.isPresent()) {
      try (KafkaLogs kafka = new KafkaLogs(settings.kafka())) {
        StartPoint.check(newest.get(), kafka.ask(), settings.consumers().newLog());
      }
    }
  }

  /** The job as a graph, for a cluster in this JVM. */
  public static StreamGraph graph(JobSettings settings, Configuration configuration) {
    return environment(settings, configuration).getStreamGraph();
  }

  private static StreamExecutionEnvironment environment(
      JobSettings settings, Configuration configuration) {
    StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.getExecutionEnvironment(configuration);
    KafkaSources kafka =
        new KafkaSources(
            settings.kafka(), settings.consumers().groupId(), settings.consumers().newLog());
    SingleOutputStreamOperator<AcceptedReading> accepted =
        ReadingsJob.define(
            new ReadingsJob.Sources(
                kafka.readings(environment),
                kafka.backlog(environment),
                kafka.registry(environment),
                kafka.quarantine(environment)),
            sinks(settings),
            new ControllerProcess(settings.horizon()),
            settings);
    boolean watched = settings.outputs().contains(Output.INCIDENTS);
    DataStream<IncidentChange> incidents =
        IncidentStream.define(
            accepted.getSideOutput(ControllerProcess.NEWS),
            sink(settings, Output.INCIDENTS, IncidentTable.TABLE, 1),
            settings.horizon(),
            watched);
    IncidentEvents.define(incidents, incidentEvents(settings));
    WatchProof.define(accepted, sink(settings, Output.INCIDENTS, WatchTable.TABLE, 1), watched);
    return environment;
  }

  private static Sink<IncidentChange> incidentEvents(JobSettings settings) {
    return settings.outputs().contains(Output.INCIDENTS)
        ? IncidentEvents.to(settings.kafka())
        : new DiscardingSink<>();
  }

  private static ReadingsJob.Sinks sinks(JobSettings settings) {
    return new ReadingsJob.Sinks(
        sink(settings, Output.READINGS, ReadingTable.TABLE, 1),
        sink(settings, Output.LAMP_STATES, LampStateTable.TABLE, BATCH_FACTOR),
        figures(settings),
        sink(settings, Output.LEDGER, LedgerTable.TABLE, 1),
        sink(settings, Output.QUARANTINE, QuarantineTable.TABLE, 1));
  }

  /** The tables of energy and light. */
  public static EnergyFigures.FigureSinks figures(JobSettings settings) {
    return new EnergyFigures.FigureSinks(
        sink(settings, Output.QUARTER_HOURS, LampTables.QUARTER_HOUR, BATCH_FACTOR),
        sink(settings, Output.LAMP_NIGHTS, LampTables.NIGHT, ROLL_UP_BATCH_FACTOR),
        sink(
            settings,
            Output.FEEDER_QUARTER_HOURS,
            RollUpTables.FEEDER_QUARTER_HOUR,
            ROLL_UP_BATCH_FACTOR),
        sink(
            settings,
            Output.CITY_QUARTER_HOURS,
            RollUpTables.CITY_QUARTER_HOUR,
            ROLL_UP_BATCH_FACTOR),
        sink(settings, Output.CITY_NIGHTS, RollUpTables.CITY_NIGHT, ROLL_UP_BATCH_FACTOR),
        sink(settings, Output.CITY_MONTHS, RollUpTables.CITY_MONTH, ROLL_UP_BATCH_FACTOR),
        sink(settings, Output.CITY_NIGHTS, FirstNightTable.TABLE, 1),
        sink(settings, Output.RESTATEMENT_DUE, NoteTables.RESTATEMENT_DUE, BATCH_FACTOR),
        sink(settings, Output.INVARIANT_VIOLATIONS, NoteTables.INVARIANT_VIOLATION, 1));
  }

  private static <R> Sink<R> sink(
      JobSettings settings, Output output, Table<R> table, int batchFactor) {
    return settings.outputs().contains(output)
        ? new UpsertSink<>(
            table,
            QuarantineTable.REFUSALS,
            settings.database(),
            settings.sinkRows() * batchFactor,
            settings.sinkDelay().toMillis() * batchFactor)
        : new DiscardingSink<>();
  }
}
