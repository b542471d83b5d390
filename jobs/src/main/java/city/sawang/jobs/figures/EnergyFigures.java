package city.sawang.jobs.figures;

import city.sawang.jobs.lamp.LampNightRow;
import city.sawang.jobs.lamp.LampQuarterHourRow;
import city.sawang.jobs.metering.QuarterHourContribution;
import city.sawang.jobs.notes.InvariantViolation;
import city.sawang.jobs.notes.RestatementDue;
import city.sawang.jobs.rollup.CityPeriodRow;
import city.sawang.jobs.rollup.CityQuarterHourRow;
import city.sawang.jobs.rollup.FeederQuarterHourRow;
import city.sawang.jobs.source.KafkaBytes;
import java.io.Serializable;
import java.time.Duration;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.streaming.api.datastream.DataStream;

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
      DataStream<QuarterHourContribution> lamps,
      DataStream<QuarterHourContribution> meters,
      DataStream<KafkaBytes> registry) {}

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

  /** The whole way, in its order. */
  public static void define(Inputs inputs, Sinks sinks, Kept kept) {
    throw new UnsupportedOperationException("the shape first");
  }
}
