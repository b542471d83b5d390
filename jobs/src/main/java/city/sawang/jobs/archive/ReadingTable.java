package city.sawang.jobs.archive;

import city.sawang.jobs.sink.SinkColumn;
import city.sawang.jobs.sink.Table;
import java.util.List;

/**
 * {@code store.reading}. A reading never changes, so a row that is there stays: a replay after a
 * restart writes nothing, and never touches a compressed chunk.
 */
public final class ReadingTable {
  public static final Table<ReadingRow> TABLE =
      Table.insertOnly(
          "store.reading",
          List.of(
              SinkColumn.text("city_id", ReadingRow::cityId),
              SinkColumn.text("controller_id", ReadingRow::controllerId),
              SinkColumn.instant("observed_at", ReadingRow::observedAt),
              SinkColumn.bigint("reading_key", ReadingRow::readingKey),
              SinkColumn.instant("received_at", ReadingRow::receivedAt),
              SinkColumn.text("kind", ReadingRow::kind),
              SinkColumn.text("lamp_id", ReadingRow::lampId),
              SinkColumn.text("topic", ReadingRow::topic),
              SinkColumn.text("profile", ReadingRow::profile),
              SinkColumn.bigint("boot_id", ReadingRow::bootId),
              SinkColumn.bigint("seq", ReadingRow::seq),
              SinkColumn.bigint("active_power_mw", ReadingRow::activePowerMilliwatts),
              SinkColumn.bigint("energy_total_mwh", ReadingRow::energyTotalMilliwattHours),
              SinkColumn.bigint("supply_voltage_mv", ReadingRow::supplyVoltageMillivolts),
              SinkColumn.bigint("supply_current_ma", ReadingRow::supplyCurrentMilliamperes),
              SinkColumn.integer("power_factor_bp", ReadingRow::powerFactorBasisPoints),
              SinkColumn.integer("frequency_mhz", ReadingRow::frequencyMillihertz),
              SinkColumn.integer("dim_command_bp", ReadingRow::dimCommandBasisPoints),
              SinkColumn.integer("dim_actual_bp", ReadingRow::dimActualBasisPoints),
              SinkColumn.bool("lamp_on", ReadingRow::lampOn),
              SinkColumn.bool("relay_on", ReadingRow::relayOn),
              SinkColumn.bigint("operating_s", ReadingRow::operatingSeconds),
              SinkColumn.bigint("switch_on_count", ReadingRow::switchOnCount),
              SinkColumn.bigint("supply_loss_count", ReadingRow::supplyLossCount),
              SinkColumn.integer("controller_temp_mc", ReadingRow::controllerTempMillicelsius),
              SinkColumn.bigint("illuminance_mlx", ReadingRow::illuminanceMillilux),
              SinkColumn.bool("photocell_on", ReadingRow::photocellOn),
              SinkColumn.integer("rssi_mdbm", ReadingRow::rssiMillidecibelMilliwatts),
              SinkColumn.integer("comm_quality_bp", ReadingRow::commQualityBasisPoints),
              SinkColumn.bool("override_active", ReadingRow::overrideActive),
              SinkColumn.bool("maintenance_mode", ReadingRow::maintenanceMode),
              SinkColumn.bool("historical", ReadingRow::historical),
              SinkColumn.bool("door_open", ReadingRow::doorOpen),
              SinkColumn.bool("leakage_detected", ReadingRow::leakageDetected),
              SinkColumn.bool("breaker_tripped", ReadingRow::breakerTripped),
              SinkColumn.text("device_faults", ReadingRow::deviceFaults),
              SinkColumn.text("quality_flags", ReadingRow::qualityFlags),
              SinkColumn.text("phases", ReadingRow::phases),
              SinkColumn.text("extras", ReadingRow::extras),
              SinkColumn.text("lateness", ReadingRow::lateness),
              SinkColumn.integer("energy_counter_bits", ReadingRow::energyCounterBits),
              SinkColumn.bigint(
                  "energy_counter_unit_mwh", ReadingRow::energyCounterUnitMilliwattHours)),
          List.of("city_id", "controller_id", "observed_at", "reading_key"));

  private ReadingTable() {}
}
