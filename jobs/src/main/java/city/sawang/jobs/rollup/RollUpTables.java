package city.sawang.jobs.rollup;

import static city.sawang.jobs.measures.MeasureColumns.column;
import static city.sawang.jobs.measures.MeasureColumns.energy;
import static city.sawang.jobs.measures.MeasureColumns.light;
import static city.sawang.jobs.measures.MeasureColumns.readings;

import city.sawang.jobs.measures.FlagCounts;
import city.sawang.jobs.measures.Measure;
import city.sawang.jobs.measures.MeasureColumns;
import city.sawang.jobs.metering.contribution.MeterFlag;
import city.sawang.jobs.sink.SinkColumn;
import city.sawang.jobs.sink.Table;
import java.util.ArrayList;
import java.util.List;

/** The tables of circuits and cities. */
public final class RollUpTables {
  public static final Table<RollUpQuarterHourRow> FEEDER_QUARTER_HOUR = feederQuarterHour();
  public static final Table<RollUpQuarterHourRow> CITY_QUARTER_HOUR = cityQuarterHour();
  public static final Table<CityPeriodRow> CITY_NIGHT = cityPeriod("store.city_night", "night");
  public static final Table<CityPeriodRow> CITY_MONTH = cityPeriod("store.city_month", "month");

  private RollUpTables() {}

  private static Table<RollUpQuarterHourRow> feederQuarterHour() {
    MeasureColumns.Of<RollUpQuarterHourRow> measures = RollUpQuarterHourRow::measures;
    List<SinkColumn<RollUpQuarterHourRow>> columns = new ArrayList<>();
    columns.add(SinkColumn.text("city_id", row -> row.key().cityId()));
    columns.add(SinkColumn.text("feeder_id", row -> row.key().feederId()));
    columns.addAll(lamps(measures));
    columns.add(SinkColumn.bigint("meter_energy_mwh", row -> row.measures().meterEnergyMwh()));
    columns.add(column("meter_measured_mwh", measures, Measure.METER_MEASURED_MWH));
    columns.add(column("meter_interpolated_mwh", measures, Measure.METER_INTERPOLATED_MWH));
    columns.add(column("meter_estimated_mwh", measures, Measure.METER_ESTIMATED_MWH));
    columns.add(column("meter_unbooked_mwh", measures, Measure.METER_UNBOOKED_MWH));
    columns.add(column("meter_readings_expected", measures, Measure.METER_READINGS_EXPECTED));
    columns.add(column("meter_readings_accepted", measures, Measure.METER_READINGS_ACCEPTED));
    columns.add(
        SinkColumn.text("meter_flags", row -> MeterFlag.names(FlagCounts.bits(row.measures()))));
    columns.add(SinkColumn.bool("decided", RollUpQuarterHourRow::isDecided));
    return Table.revised(
            "store.feeder_quarter_hour", columns, List.of("city_id", "feeder_id", "period_start"))
        .deleting(RollUpQuarterHourRow::isGone);
  }

  private static Table<RollUpQuarterHourRow> cityQuarterHour() {
    List<SinkColumn<RollUpQuarterHourRow>> columns = new ArrayList<>();
    columns.add(SinkColumn.text("city_id", row -> row.key().cityId()));
    columns.addAll(lamps(RollUpQuarterHourRow::measures));
    columns.add(SinkColumn.bool("decided", RollUpQuarterHourRow::isDecided));
    return Table.revised("store.city_quarter_hour", columns, List.of("city_id", "period_start"))
        .deleting(RollUpQuarterHourRow::isGone);
  }

  /** What both have: the quarter hour, and the sums of its lamps. */
  private static List<SinkColumn<RollUpQuarterHourRow>> lamps(
      MeasureColumns.Of<RollUpQuarterHourRow> measures) {
    List<SinkColumn<RollUpQuarterHourRow>> columns = new ArrayList<>();
    columns.add(SinkColumn.instant("period_start", RollUpQuarterHourRow::periodStart));
    columns.addAll(energy(measures));
    columns.addAll(readings(measures));
    columns.add(column("lamps_expected", measures, Measure.LAMPS_EXPECTED));
    columns.add(column("lamps_reporting", measures, Measure.LAMPS_REPORTING));
    columns.add(column("lamps_lit", measures, Measure.LAMPS_LIT));
    return columns;
  }

  private static Table<CityPeriodRow> cityPeriod(String name, String period) {
    MeasureColumns.Of<CityPeriodRow> measures = CityPeriodRow::measures;
    List<SinkColumn<CityPeriodRow>> columns = new ArrayList<>();
    columns.add(SinkColumn.text("city_id", CityPeriodRow::cityId));
    columns.add(SinkColumn.date(period, CityPeriodRow::day));
    columns.addAll(energy(measures));
    columns.addAll(light(measures));
    columns.addAll(readings(measures));
    columns.add(SinkColumn.bigint("lamps", CityPeriodRow::lamps));
    columns.add(SinkColumn.bool("decided", CityPeriodRow::decided));
    return Table.revised(name, columns, List.of("city_id", period)).deleting(CityPeriodRow::isGone);
  }
}
