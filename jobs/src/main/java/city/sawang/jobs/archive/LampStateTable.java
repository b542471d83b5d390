package city.sawang.jobs.archive;

import city.sawang.jobs.sink.SinkColumn;
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
                  SinkColumn.text("city_id", LampStateRow::cityId),
                  SinkColumn.text("controller_id", LampStateRow::controllerId),
                  SinkColumn.text("lamp_id", LampStateRow::lampId),
                  SinkColumn.instant("observed_at", LampStateRow::observedAt),
                  SinkColumn.instant("received_at", LampStateRow::receivedAt),
                  SinkColumn.bigint("active_power_mw", LampStateRow::activePowerMilliwatts),
                  SinkColumn.bigint("supply_voltage_mv", LampStateRow::supplyVoltageMillivolts),
                  SinkColumn.integer("dim_command_bp", LampStateRow::dimCommandBasisPoints),
                  SinkColumn.integer("dim_actual_bp", LampStateRow::dimActualBasisPoints),
                  SinkColumn.bool("lamp_on", LampStateRow::lampOn),
                  SinkColumn.bool("relay_on", LampStateRow::relayOn),
                  SinkColumn.bool("expected_lit", LampStateRow::expectedLit),
                  SinkColumn.bigint("expected_mw", LampStateRow::expectedMilliwatts)),
              List.of("city_id", "controller_id"))
          .where("excluded.observed_at >= lamp_state.observed_at");

  private LampStateTable() {}
}
