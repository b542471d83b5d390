package city.sawang.jobs.figures;

import city.sawang.jobs.controller.ContributionType;
import city.sawang.jobs.coverage.ActiveInterval;
import city.sawang.jobs.coverage.ActivityDetector;
import city.sawang.jobs.coverage.NightFinal;
import city.sawang.jobs.coverage.SilenceFiller;
import city.sawang.jobs.lamp.LampFigures;
import city.sawang.jobs.lamp.LampKey;
import city.sawang.jobs.lamp.LampNightRow;
import city.sawang.jobs.lamp.LampQuarterHourRow;
import city.sawang.jobs.lamp.MeterFigures;
import city.sawang.jobs.measures.MeasureDelta;
import city.sawang.jobs.metering.LampContributions;
import city.sawang.jobs.notes.InvariantViolation;
import city.sawang.jobs.notes.RestatementDue;
import city.sawang.jobs.rollup.CityFigures;
import city.sawang.jobs.rollup.CityPeriodRow;
import city.sawang.jobs.rollup.CityQuarterHourRow;
import city.sawang.jobs.rollup.FeederFigures;
import city.sawang.jobs.rollup.FeederKey;
import city.sawang.jobs.rollup.FeederQuarterHourRow;
import city.sawang.jobs.rollup.LocalSums;
import city.sawang.jobs.source.RawRecord;
import java.io.Serializable;
import java.time.Duration;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;

/** From what controllers say about quarter hours to the figures of lamps, circuits and cities. */
public final class EnergyFigures {
  private EnergyFigures() {}

  /**
   * What comes in.
   *
   * @param lamps what the controllers of lamps say about quarter hours
   * @param meters what feeder and cabinet meters say
   * @param registry records of controllers and meters: Avro bytes (or null: no longer registered)
   *     under the key city/controller
   */
  public record Inputs(
      DataStream<LampContributions> lamps,
      DataStream<LampContributions> meters,
      DataStream<RawRecord> registry) {}

  /** Where rows go, one sink per table. */
  public record Sinks(
      Sink<LampQuarterHourRow> lampQuarterHours,
      Sink<LampNightRow> lampNights,
      Sink<FeederQuarterHourRow> feederQuarterHours,
      Sink<CityQuarterHourRow> cityQuarterHours,
      Sink<CityPeriodRow> cityNights,
      Sink<CityPeriodRow> cityMonths,
      Sink<RestatementDue> restatementDue,
      Sink<InvariantViolation> violations) {}

  /**
   * How long state is kept.
   *
   * @param horizon how far a reading may be behind its controller's newest one and still correct
   *     figures
   * @param silence for so long behind the newest quarter hour a lamp that nobody hears keeps its
   *     quarter hours
   * @param rollups for so long behind the newest quarter hour circuits and cities keep their sums
   */
  public record Kept(Duration horizon, Duration silence, Duration rollups) implements Serializable {
    /** The given horizon, 45 days of silence, 100 days of sums. */
    public static Kept of(Duration horizon) {
      return new Kept(horizon, Duration.ofDays(45), Duration.ofDays(100));
    }
  }

  /**
   * The whole way, in its order.
   *
   * @param piece about so many contributions of silence are told at one go: {@link SilenceFiller#PIECE},
   *     or {@link SilenceFiller#ALL_AT_ONCE} in a batch
   */
  public static void define(Inputs inputs, Sinks sinks, Kept kept, int piece) {
    SingleOutputStreamOperator<LampContributions> silent =
        inputs
            .lamps()
            .flatMap(new ActivityDetector())
            .name("heard-quarters")
            .uid("heard-quarters")
            .connect(inputs.registry())
            .keyBy(ActiveInterval::cityId, EnergyFigures::cityOf)
            .process(
                new SilenceFiller(kept.horizon(), kept.silence(), piece), ContributionType.INSTANCE)
            .name("city-clock")
            .uid("city-clock");

    SingleOutputStreamOperator<LampQuarterHourRow> lamps =
        inputs
            .lamps()
            .union(silent)
            .connect(silent.getSideOutput(SilenceFiller.CLOSED))
            .keyBy(LampKey::of, NightFinal::lamp)
            .process(new LampFigures(kept.horizon(), kept.silence()))
            .name("lamp-figures")
            .uid("lamp-figures");
    DataStream<MeasureDelta> differences = lamps.getSideOutput(LampFigures.DIFFERENCES);
    sink(lamps, sinks.lampQuarterHours(), "lamp-quarter-hour-sink");
    sink(lamps.getSideOutput(LampFigures.NIGHTS), sinks.lampNights(), "lamp-night-sink");

    SingleOutputStreamOperator<MeasureDelta> meters =
        inputs
            .meters()
            .keyBy(LampKey::of)
            .process(new MeterFigures(kept.horizon(), kept.silence()))
            .name("meter-figures")
            .uid("meter-figures");

    SingleOutputStreamOperator<FeederQuarterHourRow> feeders =
        addedUp(differences.union(meters), true, "feeder-sums")
            .keyBy(FeederKey::of)
            .process(new FeederFigures(kept.rollups()))
            .name("feeder-figures")
            .uid("feeder-figures");
    sink(feeders, sinks.feederQuarterHours(), "feeder-quarter-hour-sink");

    SingleOutputStreamOperator<CityQuarterHourRow> cities =
        addedUp(differences, false, "city-sums")
            .keyBy(MeasureDelta::cityId)
            .process(new CityFigures(kept.rollups()))
            .name("city-figures")
            .uid("city-figures");
    sink(cities, sinks.cityQuarterHours(), "city-quarter-hour-sink");
    sink(cities.getSideOutput(CityFigures.NIGHTS), sinks.cityNights(), "city-night-sink");
    sink(cities.getSideOutput(CityFigures.MONTHS), sinks.cityMonths(), "city-month-sink");

    sink(
        lamps
            .getSideOutput(LampFigures.RESTATEMENT_DUE)
            .union(
                meters.getSideOutput(LampFigures.RESTATEMENT_DUE),
                feeders.getSideOutput(CityFigures.RESTATEMENT_DUE),
                cities.getSideOutput(CityFigures.RESTATEMENT_DUE)),
        sinks.restatementDue(),
        "restatement-due-sink");
    sink(
        lamps
            .getSideOutput(LampFigures.VIOLATIONS)
            .union(meters.getSideOutput(LampFigures.VIOLATIONS)),
        sinks.violations(),
        "invariant-violation-sink");
  }

  private static SingleOutputStreamOperator<MeasureDelta> addedUp(
      DataStream<MeasureDelta> differences, boolean byFeeder, String name) {
    return differences
        .transform(name, TypeInformation.of(MeasureDelta.class), new LocalSums(byFeeder))
        .uid(name);
  }

  private static <R> void sink(DataStream<R> rows, Sink<R> sink, String name) {
    rows.sinkTo(sink).name(name).uid(name);
  }

  private static String cityOf(RawRecord record) {
    return record.key().substring(0, record.key().indexOf('/'));
  }
}
