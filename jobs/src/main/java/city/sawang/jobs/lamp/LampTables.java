package city.sawang.jobs.lamp;

import city.sawang.jobs.measures.Measure;
import city.sawang.jobs.measures.MeasureColumns;
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
    MeasureColumns.Of<LampQuarterHourRow> measures = LampQuarterHourRow::measures;
    List<SinkColumn<LampQuarterHourRow>> columns = new ArrayList<>();
    columns.add(SinkColumn.text("city_id", row -> row.lamp().cityId()));
    columns.add(SinkColumn.text("lamp_id", row -> row.lamp().lampId()));
    columns.add(SinkColumn.instant("period_start", LampQuarterHourRow::periodStart));
    columns.add(SinkColumn.text("deployment_id", row -> row.attribution().deploymentId()));
    columns.add(SinkColumn.text("feeder_id", row -> row.attribution().feederId()));
    columns.addAll(MeasureColumns.energy(measures));
    columns.addAll(averages());
    columns.add(SinkColumn.integer("lit_seconds", LampQuarterHourRow::litSeconds));
    columns.addAll(MeasureColumns.readings(measures));
    columns.add(SinkColumn.text("flags", LampQuarterHourRow::flags));
    columns.add(SinkColumn.bool("decided", LampQuarterHourRow::isDecided));
    columns.addAll(MeasureColumns.light(measures));
    return Table.revised(
            "store.lamp_quarter_hour", columns, List.of("city_id", "lamp_id", "period_start"))
        .deleting(LampQuarterHourRow::isRetracted);
  }

  private static List<SinkColumn<LampQuarterHourRow>> averages() {
    return List.of(
        SinkColumn.bigint("active_power_avg_mw", row -> row.averages().activePowerAvgMilliwatts()),
        SinkColumn.bigint("active_power_min_mw", row -> row.averages().activePowerMinMilliwatts()),
        SinkColumn.bigint("active_power_max_mw", row -> row.averages().activePowerMaxMilliwatts()),
        SinkColumn.bigint(
            "supply_voltage_avg_mv", row -> row.averages().supplyVoltageAvgMillivolts()),
        SinkColumn.integer(
            "power_factor_avg_bp", row -> row.averages().powerFactorAvgBasisPoints()),
        SinkColumn.integer("dim_actual_avg_bp", row -> row.averages().dimActualAvgBasisPoints()));
  }

  private static Table<LampNightRow> night() {
    MeasureColumns.Of<LampNightRow> measures = LampNightRow::measures;
    List<SinkColumn<LampNightRow>> columns = new ArrayList<>();
    columns.add(SinkColumn.text("city_id", row -> row.lamp().cityId()));
    columns.add(SinkColumn.text("lamp_id", row -> row.lamp().lampId()));
    columns.add(SinkColumn.date("night", LampNightRow::night));
    columns.add(SinkColumn.text("deployment_id", row -> row.attribution().deploymentId()));
    columns.add(SinkColumn.text("feeder_id", row -> row.attribution().feederId()));
    columns.addAll(MeasureColumns.energy(measures));
    columns.addAll(MeasureColumns.light(measures));
    columns.addAll(MeasureColumns.readings(measures));
    columns.add(MeasureColumns.column("quarters", measures, Measure.ROWS));
    columns.add(SinkColumn.text("flags", LampNightRow::flags));
    columns.add(SinkColumn.bool("decided", LampNightRow::decided));
    return Table.revised("store.lamp_night", columns, List.of("city_id", "lamp_id", "night"))
        .deleting(LampNightRow::isRetracted);
  }
}
