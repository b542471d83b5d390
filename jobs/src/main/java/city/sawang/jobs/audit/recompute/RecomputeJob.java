package city.sawang.jobs.audit.recompute;

import city.sawang.jobs.controller.ContributionType;
import city.sawang.jobs.coverage.FirstNight;
import city.sawang.jobs.coverage.SilenceFiller;
import city.sawang.jobs.figures.EnergyFigures;
import city.sawang.jobs.metering.contribution.LampContributions;
import city.sawang.jobs.sink.DatabaseAddress;
import city.sawang.jobs.source.RawRecord;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** Wires the batch job from archived readings to figures, through the operators of the stream. */
final class RecomputeJob {
  /** Name of the job in Flink's log. */
  static final String NAME = "sawang-recompute";

  /**
   * Nothing is freed on the way: a batch has one lamp in its hands at a time, and what comes
   * second may be about the time before what came first.
   */
  private static final Duration UNLIMITED = Duration.ofDays(36_500);

  private static final int SHARES_PER_SUBTASK = 8;

  private RecomputeJob() {}

  /** Wires all of it, in the order of the flow. */
  static void define(
      StreamExecutionEnvironment environment,
      DatabaseAddress database,
      Map<String, TimeRange> cities,
      Duration horizon,
      boolean withTooLate,
      Map<String, FirstNight> firstNights,
      EnergyFigures.FigureSinks sinks) {
    int shares = SHARES_PER_SUBTASK * environment.getParallelism();
    SingleOutputStreamOperator<LampContributions> lamps =
        environment
            .fromSequence(0, shares - 1L)
            .name("shares")
            .uid("shares")
            .process(
                new ReplayControllers(
                    database, new HashMap<>(cities), shares, horizon.toMillis(), withTooLate),
                ContributionType.INSTANCE)
            .name("replay-controllers")
            .uid("replay-controllers");
    EnergyFigures.define(
        new EnergyFigures.FigureInputs(
            inOrder(lamps, "lamps-in-order"),
            inOrder(lamps.getSideOutput(ReplayControllers.METERS), "meters-in-order"),
            first(lamps.getSideOutput(ReplayControllers.REGISTRY))),
        sinks,
        new EnergyFigures.Retention(horizon, UNLIMITED, UNLIMITED),
        SilenceFiller.UNLIMITED,
        firstNights);
  }

  /** A batch sorts by key and, within a key, by this instant. */
  private static DataStream<LampContributions> inOrder(
      DataStream<LampContributions> contributions, String name) {
    return contributions
        .assignTimestampsAndWatermarks(
            WatermarkStrategy.<LampContributions>noWatermarks()
                .withTimestampAssigner((one, none) -> one.contributions().get(0).periodStart()))
        .name(name)
        .uid(name);
  }

  /** The registry comes before the contributions, so that gaps are filled for every lamp. */
  private static DataStream<RawRecord> first(DataStream<RawRecord> registry) {
    return registry
        .assignTimestampsAndWatermarks(
            WatermarkStrategy.<RawRecord>noWatermarks()
                .withTimestampAssigner((one, none) -> Long.MIN_VALUE + 1))
        .name("registry-first")
        .uid("registry-first");
  }
}
