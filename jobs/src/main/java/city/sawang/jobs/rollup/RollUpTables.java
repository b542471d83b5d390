package city.sawang.jobs.rollup;

import city.sawang.jobs.measures.Measure;
import city.sawang.jobs.measures.Measures;
import city.sawang.jobs.sink.SinkColumn;
import city.sawang.jobs.sink.Table;
import java.util.ArrayList;
import java.util.List;

/** The tables of circuits and cities. */
public final class RollUpTables {
  public static final Table<FeederQuarterHourRow> FEEDER_QUARTER_HOUR = feederQuarterHour();
  public static final Table<CityQuarterHourRow> CITY_QUARTER_HOUR = cityQuarterHour();
  public static final Table<CityPeriodRow> CITY_NIGHT = cityPeriod("store.city_night", "night");
  public static final Table<CityPeriodRow> CITY_MONTH = cityPeriod("store.city_month", "month");

  private RollUpTables() {}

  private static Table<FeederQuarterHourRow> feederQuarterHour() {
    Measures.Of<FeederQuarterHourRow> sums = FeederQuarterHourRow::sums;
    List<SinkColumn<FeederQuarterHourRow>> columns = new ArrayList<>();
    columns.add(SinkColumn.text("city_id", FeederQuarterHourRow::cityId));
    columns.add(SinkColumn.text("feeder_id", FeederQuarterHourRow::feederId));
    columns.add(SinkColumn.instant("period_start", FeederQuarterHourRow::periodStart));
    columns.addAll(Measures.energyColumns(sums));
    columns.addAll(Measures.readingColumns(sums));
    columns.addAll(lampColumns(sums));
    columns.add(SinkColumn.bigint("meter_energy_mwh", row -> row.sums().meterEnergyMwh()));
    columns.add(Measures.column("meter_measured_mwh", sums, Measure.METER_MEASURED_MWH));
    columns.add(Measures.column("meter_interpolated_mwh", sums, Measure.METER_INTERPOLATED_MWH));
    columns.add(Measures.column("meter_estimated_mwh", sums, Measure.METER_ESTIMATED_MWH));
    columns.add(Measures.column("meter_readings_expected", sums, Measure.METER_READINGS_EXPECTED));
    columns.add(Measures.column("meter_readings_accepted", sums, Measure.METER_READINGS_ACCEPTED));
    columns.add(SinkColumn.bool("decided", FeederQuarterHourRow::isDecided));
    return Table.revised(
            "store.feeder_quarter_hour", columns, List.of("city_id", "feeder_id", "period_start"))
        .deleting(FeederQuarterHourRow::isGone);
  }

  private static Table<CityQuarterHourRow> cityQuarterHour() {
    Measures.Of<CityQuarterHourRow> sums = CityQuarterHourRow::sums;
    List<SinkColumn<CityQuarterHourRow>> columns = new ArrayList<>();
    columns.add(SinkColumn.text("city_id", CityQuarterHourRow::cityId));
    columns.add(SinkColumn.instant("period_start", CityQuarterHourRow::periodStart));
    columns.addAll(Measures.energyColumns(sums));
    columns.addAll(Measures.readingColumns(sums));
    columns.addAll(lampColumns(sums));
    columns.add(SinkColumn.bool("decided", CityQuarterHourRow::isDecided));
    return Table.revised("store.city_quarter_hour", columns, List.of("city_id", "period_start"))
        .deleting(CityQuarterHourRow::isGone);
  }

  private static Table<CityPeriodRow> cityPeriod(String name, String period) {
    Measures.Of<CityPeriodRow> sums = CityPeriodRow::sums;
    List<SinkColumn<CityPeriodRow>> columns = new ArrayList<>();
    columns.add(SinkColumn.text("city_id", CityPeriodRow::cityId));
    columns.add(SinkColumn.date(period, CityPeriodRow::day));
    columns.addAll(Measures.energyColumns(sums));
    columns.addAll(Measures.lightColumns(sums));
    columns.addAll(Measures.readingColumns(sums));
    columns.add(SinkColumn.bigint("lamps", CityPeriodRow::lamps));
    columns.add(SinkColumn.bool("decided", CityPeriodRow::decided));
    return Table.revised(name, columns, List.of("city_id", period)).deleting(CityPeriodRow::isGone);
  }

  private static <R> List<SinkColumn<R>> lampColumns(Measures.Of<R> sums) {
    return List.of(
        Measures.column("lamps_expected", sums, Measure.LAMPS_EXPECTED),
        Measures.column("lamps_reporting", sums, Measure.LAMPS_REPORTING),
        Measures.column("lamps_lit", sums, Measure.LAMPS_LIT));
  }
}
