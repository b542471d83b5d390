package city.sawang.jobs.lamp;

import city.sawang.jobs.measures.Measure;
import city.sawang.jobs.measures.Measures;
import city.sawang.jobs.sink.SinkColumn;
import city.sawang.jobs.sink.Table;
import java.util.ArrayList;
import java.util.List;

/** The tables of lamps. */
public final class LampTables {
  public static final Table<LampQuarterHourRow> QUARTER_HOUR = quarterHour();
  public static final Table<LampNightRow> NIGHT = night();

  private LampTables() {}

  private static Table<LampQuarterHourRow> quarterHour() {
    Measures.Of<LampQuarterHourRow> sums = LampQuarterHourRow::sums;
    List<SinkColumn<LampQuarterHourRow>> columns = new ArrayList<>();
    columns.add(SinkColumn.text("city_id", LampQuarterHourRow::cityId));
    columns.add(SinkColumn.text("lamp_id", LampQuarterHourRow::lampId));
    columns.add(SinkColumn.instant("period_start", LampQuarterHourRow::periodStart));
    columns.add(SinkColumn.text("deployment_id", LampQuarterHourRow::deploymentId));
    columns.add(SinkColumn.text("feeder_id", LampQuarterHourRow::feederId));
    columns.addAll(Measures.energyColumns(sums));
    columns.addAll(
        List.of(
            SinkColumn.bigint("active_power_avg_mw", LampQuarterHourRow::activePowerAvgMilliwatts),
            SinkColumn.bigint("active_power_min_mw", LampQuarterHourRow::activePowerMinMilliwatts),
            SinkColumn.bigint("active_power_max_mw", LampQuarterHourRow::activePowerMaxMilliwatts),
            SinkColumn.bigint(
                "supply_voltage_avg_mv", LampQuarterHourRow::supplyVoltageAvgMillivolts),
            SinkColumn.integer(
                "power_factor_avg_bp", LampQuarterHourRow::powerFactorAvgBasisPoints),
            SinkColumn.integer("dim_actual_avg_bp", LampQuarterHourRow::dimActualAvgBasisPoints),
            SinkColumn.integer("lit_seconds", LampQuarterHourRow::litSeconds)));
    columns.addAll(Measures.readingColumns(sums));
    columns.add(SinkColumn.text("flags", LampQuarterHourRow::flags));
    columns.add(SinkColumn.bool("decided", LampQuarterHourRow::decided));
    columns.addAll(Measures.lightColumns(sums));
    return Table.revised(
            "store.lamp_quarter_hour", columns, List.of("city_id", "lamp_id", "period_start"))
        .deleting(LampQuarterHourRow::gone);
  }

  private static Table<LampNightRow> night() {
    Measures.Of<LampNightRow> sums = LampNightRow::sums;
    List<SinkColumn<LampNightRow>> columns = new ArrayList<>();
    columns.add(SinkColumn.text("city_id", LampNightRow::cityId));
    columns.add(SinkColumn.text("lamp_id", LampNightRow::lampId));
    columns.add(SinkColumn.date("night", LampNightRow::night));
    columns.add(SinkColumn.text("deployment_id", LampNightRow::deploymentId));
    columns.add(SinkColumn.text("feeder_id", LampNightRow::feederId));
    columns.addAll(Measures.energyColumns(sums));
    columns.addAll(Measures.lightColumns(sums));
    columns.addAll(Measures.readingColumns(sums));
    columns.add(Measures.column("quarters", sums, Measure.ROWS));
    columns.add(SinkColumn.text("flags", LampNightRow::flags));
    columns.add(SinkColumn.bool("decided", LampNightRow::decided));
    return Table.revised("store.lamp_night", columns, List.of("city_id", "lamp_id", "night"))
        .deleting(LampNightRow::isGone);
  }
}
