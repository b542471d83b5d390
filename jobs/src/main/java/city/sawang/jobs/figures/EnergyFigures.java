package city.sawang.jobs.figures;

import city.sawang.jobs.controller.ContributionType;
import city.sawang.jobs.coverage.ActiveInterval;
import city.sawang.jobs.coverage.ActivityDetector;
import city.sawang.jobs.coverage.FirstNight;
import city.sawang.jobs.coverage.SilenceFiller;
import city.sawang.jobs.lamp.LampFigures;
import city.sawang.jobs.lamp.LampKey;
import city.sawang.jobs.lamp.LampNightRow;
import city.sawang.jobs.lamp.LampQuarterHourRow;
import city.sawang.jobs.lamp.MeterFigures;
import city.sawang.jobs.measures.MeasureDelta;
import city.sawang.jobs.measures.RollUpTarget;
import city.sawang.jobs.metering.contribution.LampContributions;
import city.sawang.jobs.notes.InvariantViolation;
import city.sawang.jobs.notes.RestatementDue;
import city.sawang.jobs.preaggregate.PreAggregateOperator;
import city.sawang.jobs.rollup.CityPeriodRow;
import city.sawang.jobs.rollup.DeltaAggregation;
import city.sawang.jobs.rollup.RollUpFigures;
import city.sawang.jobs.rollup.RollUpKey;
import city.sawang.jobs.rollup.RollUpQuarterHourRow;
import city.sawang.jobs.source.RawRecord;
import java.io.Serializable;
import java.time.Duration;
import java.util.Map;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;

/** Wires the operators from contributions of controllers to the figures of lamps, circuits and cities. */
public final class EnergyFigures {
  private EnergyFigures() {}

  /**
   * What comes in.
   *
   * @param lamps contributions of the controllers of lamps
   * @param meters contributions of feeder and cabinet meters
   * @param registry records of controllers and meters: Avro bytes (or null: no longer registered)
   *     under the key city/controller
   */
  public record FigureInputs(
      DataStream<LampContributions> lamps,
      DataStream<LampContributions> meters,
      DataStream<RawRecord> registry) {}

  /** Where rows go, one sink per table. */
  public record FigureSinks(
      Sink<LampQuarterHourRow> lampQuarterHours,
      Sink<LampNightRow> lampNights,
      Sink<RollUpQuarterHourRow> feederQuarterHours,
      Sink<RollUpQuarterHourRow> cityQuarterHours,
      Sink<CityPeriodRow> cityNights,
      Sink<CityPeriodRow> cityMonths,
      Sink<FirstNight> firstNights,
      Sink<RestatementDue> restatementDue,
      Sink<InvariantViolation> violations) {}

  /**
   * How long state is retention.
   *
   * @param horizon how far a reading may be behind its controller's newest one and still correct
   *     figures
   * @param silence for so long behind the newest quarter hour a lamp that sends nothing keeps its
   *     quarter hours
   * @param rollups for so long behind the newest quarter hour circuits and cities keep their sums
   */
  public record Retention(Duration horizon, Duration silence, Duration rollups)
      implements Serializable {
    /** The given horizon, 45 days of silence, 100 days of sums. */
    public static Retention of(Duration horizon) {
      return new Retention(horizon, Duration.ofDays(45), Duration.ofDays(100));
    }
  }

  /**
   * Wires all of it, in the order of the flow.
   *
   * @param firstNights by city: since when it is covered, where that is known beforehand
   * @param batchSize about so many contributions that fill gaps are emitted in one go: {@link SilenceFiller#PIECE},
   *     or {@link SilenceFiller#ALL_AT_ONCE} in a batch
   */
  public static void define(
      FigureInputs inputs,
      FigureSinks sinks,
      Retention retention,
      int batchSize,
      Map<String, FirstNight> firstNights) {
    SingleOutputStreamOperator<LampContributions> silent =
        inputs
            .lamps()
            .flatMap(ActivityDetector.ofLamps())
            .name("activity-detector")
            .uid("activity-detector")
            .union(
                inputs
                    .meters()
                    .flatMap(ActivityDetector.ofMeters())
                    .name("meter-activity-detector")
                    .uid("meter-activity-detector"))
            .connect(inputs.registry())
            .keyBy(ActiveInterval::cityId, EnergyFigures::cityOf)
            .process(
                new SilenceFiller(retention.horizon(), retention.silence(), batchSize, firstNights),
                ContributionType.INSTANCE)
            .name("silence-filler")
            .uid("silence-filler");
    sink(silent.getSideOutput(SilenceFiller.FIRST_NIGHT), sinks.firstNights(), "first-night-sink");

    SingleOutputStreamOperator<LampQuarterHourRow> lamps =
        inputs
            .lamps()
            .union(silent)
            .connect(silent.getSideOutput(SilenceFiller.NIGHT_FINAL))
            .keyBy(LampKey::of, LampKey::ofNight)
            .process(new LampFigures(retention.horizon(), retention.silence()))
            .name("lamp-figures")
            .uid("lamp-figures");
    DataStream<MeasureDelta> deltas = lamps.getSideOutput(LampFigures.DELTAS);
    sink(lamps, sinks.lampQuarterHours(), "lamp-quarter-hour-sink");
    sink(lamps.getSideOutput(LampFigures.NIGHTS), sinks.lampNights(), "lamp-night-sink");

    SingleOutputStreamOperator<MeasureDelta> meters =
        inputs
            .meters()
            .keyBy(LampKey::of)
            .process(new MeterFigures(retention.horizon(), retention.silence()))
            .name("meter-figures")
            .uid("meter-figures");

    SingleOutputStreamOperator<RollUpQuarterHourRow> feeders =
        preAggregated(deltas.union(meters), DeltaAggregation.byFeeder(), "feeder-pre-aggregate")
            .keyBy(RollUpKey::of)
            .process(RollUpFigures.ofFeeders(retention.rollups()))
            .name("feeder-figures")
            .uid("feeder-figures");
    sink(feeders, sinks.feederQuarterHours(), "feeder-quarter-hour-sink");

    SingleOutputStreamOperator<RollUpQuarterHourRow> cities =
        preAggregated(deltas, DeltaAggregation.byCity(), "city-pre-aggregate")
            .keyBy(RollUpKey::of)
            .process(RollUpFigures.ofCities(retention.rollups()))
            .name("city-figures")
            .uid("city-figures");
    sink(cities, sinks.cityQuarterHours(), "city-quarter-hour-sink");
    sink(cities.getSideOutput(RollUpFigures.NIGHTS), sinks.cityNights(), "city-night-sink");
    sink(cities.getSideOutput(RollUpFigures.MONTHS), sinks.cityMonths(), "city-month-sink");

    sink(
        lamps
            .getSideOutput(LampFigures.RESTATEMENT_DUE)
            .union(
                meters.getSideOutput(MeterFigures.RESTATEMENT_DUE),
                feeders.getSideOutput(RollUpFigures.RESTATEMENT_DUE),
                cities.getSideOutput(RollUpFigures.RESTATEMENT_DUE)),
        sinks.restatementDue(),
        "restatement-due-sink");
    sink(
        lamps
            .getSideOutput(LampFigures.VIOLATIONS)
            .union(meters.getSideOutput(MeterFigures.VIOLATIONS)),
        sinks.violations(),
        "invariant-violation-sink");
  }

  private static SingleOutputStreamOperator<MeasureDelta> preAggregated(
      DataStream<MeasureDelta> deltas,
      PreAggregateOperator<MeasureDelta, RollUpTarget, long[]> operator,
      String name) {
    return deltas.transform(name, TypeInformation.of(MeasureDelta.class), operator).uid(name);
  }

  private static <R> void sink(DataStream<R> rows, Sink<R> sink, String name) {
    rows.sinkTo(sink).name(name).uid(name);
  }

  private static String cityOf(RawRecord record) {
    return record.key().substring(0, record.key().indexOf('/'));
  }
}
