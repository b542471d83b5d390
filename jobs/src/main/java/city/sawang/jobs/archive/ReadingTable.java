package city.sawang.jobs.archive;

import city.sawang.jobs.sink.Column;
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
              Column.text("city_id", ReadingRow::cityId),
              Column.text("controller_id", ReadingRow::controllerId),
              Column.instant("observed_at", ReadingRow::observedAt),
              Column.bigint("reading_key", ReadingRow::readingKey),
              Column.instant("received_at", ReadingRow::receivedAt),
              Column.text("kind", ReadingRow::kind),
              Column.text("lamp_id", ReadingRow::lampId),
              Column.text("topic", ReadingRow::topic),
              Column.text("profile", ReadingRow::profile),
              Column.bigint("boot_id", ReadingRow::bootId),
              Column.bigint("seq", ReadingRow::seq),
              Column.bigint("active_power_mw", ReadingRow::activePowerMilliwatts),
              Column.bigint("energy_total_mwh", ReadingRow::energyTotalMilliwattHours),
              Column.bigint("supply_voltage_mv", ReadingRow::supplyVoltageMillivolts),
              Column.bigint("supply_current_ma", ReadingRow::supplyCurrentMilliamperes),
              Column.integer("power_factor_bp", ReadingRow::powerFactorBasisPoints),
              Column.integer("frequency_mhz", ReadingRow::frequencyMillihertz),
              Column.integer("dim_command_bp", ReadingRow::dimCommandBasisPoints),
              Column.integer("dim_actual_bp", ReadingRow::dimActualBasisPoints),
              Column.bool("lamp_on", ReadingRow::lampOn),
              Column.bool("relay_on", ReadingRow::relayOn),
              Column.bigint("operating_s", ReadingRow::operatingSeconds),
              Column.bigint("switch_on_count", ReadingRow::switchOnCount),
              Column.bigint("supply_loss_count", ReadingRow::supplyLossCount),
              Column.integer("controller_temp_mc", ReadingRow::controllerTempMillicelsius),
              Column.bigint("illuminance_mlx", ReadingRow::illuminanceMillilux),
              Column.bool("photocell_on", ReadingRow::photocellOn),
              Column.integer("rssi_mdbm", ReadingRow::rssiMillidecibelMilliwatts),
              Column.integer("comm_quality_bp", ReadingRow::commQualityBasisPoints),
              Column.bool("override_active", ReadingRow::overrideActive),
              Column.bool("maintenance_mode", ReadingRow::maintenanceMode),
              Column.bool("historical", ReadingRow::historical),
              Column.bool("door_open", ReadingRow::doorOpen),
              Column.bool("leakage_detected", ReadingRow::leakageDetected),
              Column.bool("breaker_tripped", ReadingRow::breakerTripped),
              Column.text("device_faults", ReadingRow::deviceFaults),
              Column.text("quality_flags", ReadingRow::qualityFlags),
              Column.text("phases", ReadingRow::phases),
              Column.text("extras", ReadingRow::extras),
              Column.text("lateness", ReadingRow::lateness),
              Column.integer("energy_counter_bits", ReadingRow::energyCounterBits),
              Column.bigint(
                  "energy_counter_unit_mwh", ReadingRow::energyCounterUnitMilliwattHours)),
          List.of("city_id", "controller_id", "observed_at", "reading_key"));

  private ReadingTable() {}
}
