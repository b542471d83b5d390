package city.sawang.jobs.rollup;

import city.sawang.jobs.sink.Column;
import city.sawang.jobs.sink.Table;
import java.util.ArrayList;
import java.util.List;

/** The tables of circuits and cities. */
public final class RollupTables {
  public static final Table<FeederQuarterHourRow> FEEDER_QUARTER_HOUR = feederQuarterHour();
  public static final Table<CityQuarterHourRow> CITY_QUARTER_HOUR = cityQuarterHour();
  public static final Table<CityPeriodRow> CITY_NIGHT = cityPeriod("store.city_night", "night");
  public static final Table<CityPeriodRow> CITY_MONTH = cityPeriod("store.city_month", "month");

  private RollupTables() {}

  private static Table<FeederQuarterHourRow> feederQuarterHour() {
    Sums.Of<FeederQuarterHourRow> sums = FeederQuarterHourRow::sums;
    List<Column<FeederQuarterHourRow>> columns = new ArrayList<>();
    columns.add(Column.text("city_id", FeederQuarterHourRow::cityId));
    columns.add(Column.text("feeder_id", FeederQuarterHourRow::feederId));
    columns.add(Column.instant("period_start", FeederQuarterHourRow::periodStart));
    columns.addAll(Sums.energyColumns(sums));
    columns.addAll(Sums.readingColumns(sums));
    columns.addAll(lampColumns(sums));
    columns.add(Column.bigint("meter_energy_mwh", row -> row.sums().meterEnergyMwh()));
    columns.add(Sums.column("meter_measured_mwh", sums, Sum.METER_MEASURED_MWH));
    columns.add(Sums.column("meter_interpolated_mwh", sums, Sum.METER_INTERPOLATED_MWH));
    columns.add(Sums.column("meter_estimated_mwh", sums, Sum.METER_ESTIMATED_MWH));
    columns.add(Sums.column("meter_readings_expected", sums, Sum.METER_READINGS_EXPECTED));
    columns.add(Sums.column("meter_readings_accepted", sums, Sum.METER_READINGS_ACCEPTED));
    columns.add(Column.bool("decided", FeederQuarterHourRow::isDecided));
    return Table.revised(
            "store.feeder_quarter_hour", columns, List.of("city_id", "feeder_id", "period_start"))
        .deleting(FeederQuarterHourRow::isGone);
  }

  private static Table<CityQuarterHourRow> cityQuarterHour() {
    Sums.Of<CityQuarterHourRow> sums = CityQuarterHourRow::sums;
    List<Column<CityQuarterHourRow>> columns = new ArrayList<>();
    columns.add(Column.text("city_id", CityQuarterHourRow::cityId));
    columns.add(Column.instant("period_start", CityQuarterHourRow::periodStart));
    columns.addAll(Sums.energyColumns(sums));
    columns.addAll(Sums.readingColumns(sums));
    columns.addAll(lampColumns(sums));
    columns.add(Column.bool("decided", CityQuarterHourRow::isDecided));
    return Table.revised("store.city_quarter_hour", columns, List.of("city_id", "period_start"))
        .deleting(CityQuarterHourRow::isGone);
  }

  private static Table<CityPeriodRow> cityPeriod(String name, String period) {
    Sums.Of<CityPeriodRow> sums = CityPeriodRow::sums;
    List<Column<CityPeriodRow>> columns = new ArrayList<>();
    columns.add(Column.text("city_id", CityPeriodRow::cityId));
    columns.add(Column.date(period, CityPeriodRow::day));
    columns.addAll(Sums.energyColumns(sums));
    columns.addAll(Sums.lightColumns(sums));
    columns.addAll(Sums.readingColumns(sums));
    columns.add(Column.bigint("lamps", CityPeriodRow::lamps));
    columns.add(Column.bool("decided", CityPeriodRow::decided));
    return Table.revised(name, columns, List.of("city_id", period)).deleting(CityPeriodRow::isGone);
  }

  private static <R> List<Column<R>> lampColumns(Sums.Of<R> sums) {
    return List.of(
        Sums.column("lamps_expected", sums, Sum.LAMPS_EXPECTED),
        Sums.column("lamps_reporting", sums, Sum.LAMPS_REPORTING),
        Sums.column("lamps_lit", sums, Sum.LAMPS_LIT));
  }
}
