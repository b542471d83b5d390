package city.sawang.jobs.lamp;

import city.sawang.jobs.rollup.Sum;
import city.sawang.jobs.rollup.Sums;
import city.sawang.jobs.sink.Column;
import city.sawang.jobs.sink.Table;
import java.util.ArrayList;
import java.util.List;

/** The tables of lamps. */
public final class LampTables {
  public static final Table<LampQuarterHourRow> QUARTER_HOUR = quarterHour();
  public static final Table<LampNightRow> NIGHT = night();

  private LampTables() {}

  private static Table<LampQuarterHourRow> quarterHour() {
    Sums.Of<LampQuarterHourRow> sums = LampQuarterHourRow::sums;
    List<Column<LampQuarterHourRow>> columns = new ArrayList<>();
    columns.add(Column.text("city_id", LampQuarterHourRow::cityId));
    columns.add(Column.text("lamp_id", LampQuarterHourRow::lampId));
    columns.add(Column.instant("period_start", LampQuarterHourRow::periodStart));
    columns.add(Column.text("deployment_id", LampQuarterHourRow::deploymentId));
    columns.add(Column.text("feeder_id", LampQuarterHourRow::feederId));
    columns.addAll(Sums.energyColumns(sums));
    columns.addAll(
        List.of(
            Column.bigint("active_power_avg_mw", LampQuarterHourRow::activePowerAvgMilliwatts),
            Column.bigint("active_power_min_mw", LampQuarterHourRow::activePowerMinMilliwatts),
            Column.bigint("active_power_max_mw", LampQuarterHourRow::activePowerMaxMilliwatts),
            Column.bigint("supply_voltage_avg_mv", LampQuarterHourRow::supplyVoltageAvgMillivolts),
            Column.integer("power_factor_avg_bp", LampQuarterHourRow::powerFactorAvgBasisPoints),
            Column.integer("dim_actual_avg_bp", LampQuarterHourRow::dimActualAvgBasisPoints),
            Column.integer("lit_seconds", LampQuarterHourRow::litSeconds)));
    columns.addAll(Sums.readingColumns(sums));
    columns.add(Column.text("flags", LampQuarterHourRow::flags));
    columns.add(Column.bool("decided", LampQuarterHourRow::decided));
    columns.addAll(Sums.lightColumns(sums));
    return Table.revised(
            "store.lamp_quarter_hour", columns, List.of("city_id", "lamp_id", "period_start"))
        .deleting(LampQuarterHourRow::gone);
  }

  private static Table<LampNightRow> night() {
    Sums.Of<LampNightRow> sums = LampNightRow::sums;
    List<Column<LampNightRow>> columns = new ArrayList<>();
    columns.add(Column.text("city_id", LampNightRow::cityId));
    columns.add(Column.text("lamp_id", LampNightRow::lampId));
    columns.add(Column.date("night", LampNightRow::night));
    columns.add(Column.text("deployment_id", LampNightRow::deploymentId));
    columns.add(Column.text("feeder_id", LampNightRow::feederId));
    columns.addAll(Sums.energyColumns(sums));
    columns.addAll(Sums.lightColumns(sums));
    columns.addAll(Sums.readingColumns(sums));
    columns.add(Sums.column("quarters", sums, Sum.ROWS));
    columns.add(Column.text("flags", LampNightRow::flags));
    columns.add(Column.bool("decided", LampNightRow::decided));
    return Table.revised("store.lamp_night", columns, List.of("city_id", "lamp_id", "night"))
        .deleting(LampNightRow::isGone);
  }
}
