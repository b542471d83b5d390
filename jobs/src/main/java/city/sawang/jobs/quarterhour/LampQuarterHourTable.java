package city.sawang.jobs.quarterhour;

import city.sawang.jobs.sink.Column;
import city.sawang.jobs.sink.Table;
import java.util.List;

/**
 * {@code store.lamp_quarter_hour}. The revision never falls: neither while a restarted job catches
 * up, nor when a quarter hour changes whose state was freed.
 */
public final class LampQuarterHourTable {
  private static final List<Column<LampQuarterHourRow>> KEY_AND_FIGURES =
      List.of(
          Column.text("city_id", LampQuarterHourRow::cityId),
          Column.text("lamp_id", LampQuarterHourRow::lampId),
          Column.instant("period_start", LampQuarterHourRow::periodStart),
          Column.text("deployment_id", LampQuarterHourRow::deploymentId),
          Column.text("feeder_id", LampQuarterHourRow::feederId),
          Column.bigint("energy_mwh", LampQuarterHourRow::energyMilliwattHours),
          Column.bigint("measured_mwh", LampQuarterHourRow::measuredMilliwattHours),
          Column.bigint("interpolated_mwh", LampQuarterHourRow::interpolatedMilliwattHours),
          Column.bigint("estimated_mwh", LampQuarterHourRow::estimatedMilliwattHours),
          Column.bigint("active_power_avg_mw", LampQuarterHourRow::activePowerAvgMilliwatts),
          Column.bigint("active_power_min_mw", LampQuarterHourRow::activePowerMinMilliwatts),
          Column.bigint("active_power_max_mw", LampQuarterHourRow::activePowerMaxMilliwatts),
          Column.bigint("supply_voltage_avg_mv", LampQuarterHourRow::supplyVoltageAvgMillivolts),
          Column.integer("power_factor_avg_bp", LampQuarterHourRow::powerFactorAvgBasisPoints),
          Column.integer("dim_actual_avg_bp", LampQuarterHourRow::dimActualAvgBasisPoints),
          Column.integer("lit_seconds", LampQuarterHourRow::litSeconds),
          Column.integer("readings_expected", LampQuarterHourRow::readingsExpected),
          Column.integer("readings_accepted", LampQuarterHourRow::readingsAccepted),
          Column.text("flags", LampQuarterHourRow::flags),
          Column.bool("decided", LampQuarterHourRow::decided),
          Column.integer("revision", LampQuarterHourRow::revision));

  public static final Table<LampQuarterHourRow> TABLE =
      Table.replacing(
              "store.lamp_quarter_hour",
              KEY_AND_FIGURES,
              List.of("city_id", "lamp_id", "period_start"))
          .withRule("revision", "greatest(excluded.revision, lamp_quarter_hour.revision)")
          .withRule("updated_at", "now()")
          .deleting(LampQuarterHourRow::gone);

  private LampQuarterHourTable() {}
}
