package city.sawang.local.proof;

import city.sawang.jobs.JobSettings;
import city.sawang.jobs.ReadingsJob;
import city.sawang.jobs.archive.LampStateTable;
import city.sawang.jobs.archive.ReadingTable;
import city.sawang.jobs.controller.ControllerProcess;
import city.sawang.jobs.coverage.FirstNightTable;
import city.sawang.jobs.figures.EnergyFigures;
import city.sawang.jobs.flink.EmbeddedFlink;
import city.sawang.jobs.flink.FlinkPlace;
import city.sawang.jobs.flink.RunningJob;
import city.sawang.jobs.flink.TaskManagerMemory;
import city.sawang.jobs.lamp.LampTables;
import city.sawang.jobs.ledger.LedgerTable;
import city.sawang.jobs.notes.NoteTables;
import city.sawang.jobs.quarantine.QuarantineTable;
import city.sawang.jobs.rollup.RollUpTables;
import city.sawang.jobs.sink.Table;
import city.sawang.jobs.sink.UpsertSink;
import city.sawang.jobs.source.KafkaSources;
import java.time.Duration;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;

/** The job of a {@link Product} on a Flink of its own; it ends as by kill -9. */
final class JobUnderTest implements AutoCloseable {
  private static final int HEAP_MEGABYTES = 128;
  private static final int MANY_ROWS = 50_000;

  private final EmbeddedFlink flink;
  private final RunningJob job;
  private boolean ended;

  /**
   * Starts it, from the newest complete checkpoint if there is one.
   *
   * @param sinkDelay how long rows wait, when no checkpoint comes
   */
  JobUnderTest(Product product, JobSettings settings, Duration sinkDelay) throws Exception {
    flink =
        EmbeddedFlink.start(
            settings.flink(),
            FlinkPlace.local(),
            0,
            TaskManagerMemory.of(HEAP_MEGABYTES, 0, settings.parallelism()),
            new Configuration());
    try {
      job = flink.run(configuration -> graph(product, settings, configuration, sinkDelay));
    } catch (Exception e) {
      flink.close();
      throw e;
    }
  }

  private static StreamGraph graph(
      Product product, JobSettings settings, Configuration configuration, Duration sinkDelay) {
    StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.getExecutionEnvironment(configuration);
    KafkaSources kafka = new KafkaSources(settings.kafka(), settings.consumers().groupId(), "");
    ReadingsJob.define(
        new ReadingsJob.Sources(
            kafka.readings(environment),
            kafka.backlog(environment),
            kafka.registry(environment),
            kafka.quarantine(environment)),
        new ReadingsJob.Sinks(
            sink(product, settings, ReadingTable.TABLE, sinkDelay),
            sink(product, settings, LampStateTable.TABLE, sinkDelay),
            figures(product, settings, sinkDelay),
            sink(product, settings, LedgerTable.TABLE, sinkDelay),
            sink(product, settings, QuarantineTable.TABLE, sinkDelay)),
        product.knowsDuplicates()
            ? new ControllerProcess(settings.horizon())
            : new ForgetfulControllerProcess(settings.horizon()),
        settings);
    return environment.getStreamGraph();
  }

  private static EnergyFigures.FigureSinks figures(
      Product product, JobSettings settings, Duration delay) {
    return new EnergyFigures.FigureSinks(
        sink(product, settings, LampTables.QUARTER_HOUR, delay),
        sink(product, settings, LampTables.NIGHT, delay),
        sink(product, settings, RollUpTables.FEEDER_QUARTER_HOUR, delay),
        sink(product, settings, RollUpTables.CITY_QUARTER_HOUR, delay),
        sink(product, settings, RollUpTables.CITY_NIGHT, delay),
        sink(product, settings, RollUpTables.CITY_MONTH, delay),
        sink(product, settings, FirstNightTable.TABLE, delay),
        sink(product, settings, NoteTables.RESTATEMENT_DUE, delay),
        sink(product, settings, NoteTables.INVARIANT_VIOLATION, delay));
  }

  private static <R> Sink<R> sink(
      Product product, JobSettings settings, Table<R> table, Duration delay) {
    Sink<R> honest =
        new UpsertSink<>(
            table, QuarantineTable.REFUSALS, settings.database(), MANY_ROWS, delay.toMillis());
    return product.checkpointsEarly() ? new EarlyCheckpointSink<>(honest) : honest;
  }

  /** Ends it without a last checkpoint: what its writers hold is gone. */
  @Override
  public void close() throws Exception {
    if (ended) {
      return;
    }
    ended = true;
    try {
      job.stop();
    } finally {
      flink.close();
    }
  }
}
