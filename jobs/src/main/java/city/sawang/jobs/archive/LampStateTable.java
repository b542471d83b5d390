package city.sawang.jobs.archive;

import city.sawang.jobs.controller.AcceptedReading;
import city.sawang.jobs.sink.SinkColumn;
import city.sawang.jobs.sink.Table;
import java.util.List;

/**
 * {@code store.lamp_state}: the newest reading of each lamp's controller, and what was expected of
 * the lamp at that instant. Only a newer reading replaces a row: while a restarted job catches up,
 * "now" does not jump back.
 */
public final class LampStateTable {
  public static final Table<AcceptedReading> TABLE =
      Table.replacing(
              "store.lamp_state",
              List.of(
                  SinkColumn.text("city_id", r -> r.origin().cityId()),
                  SinkColumn.text("controller_id", r -> r.origin().controllerId()),
                  SinkColumn.text("lamp_id", ReadingTable::lampId),
                  SinkColumn.instant("observed_at", r -> r.timing().observedAt()),
                  SinkColumn.instant("received_at", r -> r.timing().receivedAt()),
                  SinkColumn.bigint("active_power_mw", r -> r.electrical().activePowerMilliwatts()),
                  SinkColumn.bigint(
                      "supply_voltage_mv", r -> r.electrical().supplyVoltageMillivolts()),
                  SinkColumn.integer("dim_command_bp", r -> r.lighting().dimCommandBasisPoints()),
                  SinkColumn.integer("dim_actual_bp", r -> r.lighting().dimActualBasisPoints()),
                  SinkColumn.bool("lamp_on", r -> r.lighting().lampOn()),
                  SinkColumn.bool("relay_on", r -> r.lighting().relayOn()),
                  SinkColumn.bool(
                      "expected_lit", r -> r.origin().registered() ? r.expectation().lit() : null),
                  SinkColumn.bigint(
                      "expected_mw",
                      r -> r.origin().registered() ? r.expectation().milliwatts() : null)),
              List.of("city_id", "controller_id"))
          .where("excluded.observed_at >= lamp_state.observed_at");

  private LampStateTable() {}
}
