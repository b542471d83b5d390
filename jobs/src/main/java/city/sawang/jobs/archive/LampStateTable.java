package city.sawang.jobs.archive;

import city.sawang.jobs.sink.Column;
import city.sawang.jobs.sink.Table;
import java.util.List;

/**
 * {@code store.lamp_state}. Only a newer reading replaces a row: while a restarted job catches up,
 * "now" does not jump back.
 */
public final class LampStateTable {
  public static final Table<LampStateRow> TABLE =
      Table.replacing(
              "store.lamp_state",
              List.of(
                  Column.text("city_id", LampStateRow::cityId),
                  Column.text("controller_id", LampStateRow::controllerId),
                  Column.text("lamp_id", LampStateRow::lampId),
                  Column.instant("observed_at", LampStateRow::observedAt),
                  Column.instant("received_at", LampStateRow::receivedAt),
                  Column.bigint("active_power_mw", LampStateRow::activePowerMilliwatts),
                  Column.bigint("supply_voltage_mv", LampStateRow::supplyVoltageMillivolts),
                  Column.integer("dim_command_bp", LampStateRow::dimCommandBasisPoints),
                  Column.integer("dim_actual_bp", LampStateRow::dimActualBasisPoints),
                  Column.bool("lamp_on", LampStateRow::lampOn),
                  Column.bool("relay_on", LampStateRow::relayOn),
                  Column.bool("expected_lit", LampStateRow::expectedLit),
                  Column.bigint("expected_mw", LampStateRow::expectedMilliwatts)),
              List.of("city_id", "controller_id"))
          .where("excluded.observed_at >= lamp_state.observed_at");

  private LampStateTable() {}
}
