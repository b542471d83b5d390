package city.sawang.jobs.archive;

import city.sawang.jobs.controller.AcceptedReading;
import city.sawang.jobs.controller.AcceptedReading.MessageIdentity;
import city.sawang.jobs.sink.SinkColumn;
import city.sawang.jobs.sink.Table;
import java.util.List;

/**
 * {@code store.reading}: every accepted reading with all that it says, a column a measurement. A
 * reading never changes, so a row that is there stays: a replay after a
 * restart writes nothing, and never touches a compressed chunk.
 */
public final class ReadingTable {
  public static final Table<AcceptedReading> TABLE =
      Table.insertOnly(
          "store.reading",
          List.of(
              SinkColumn.text("city_id", r -> r.origin().cityId()),
              SinkColumn.text("controller_id", r -> r.origin().controllerId()),
              SinkColumn.instant("observed_at", r -> r.timing().observedAt()),
              SinkColumn.bigint("reading_key", ReadingTable::key),
              SinkColumn.instant("received_at", r -> r.timing().receivedAt()),
              SinkColumn.text("kind", r -> r.origin().kind().name()),
              SinkColumn.text("lamp_id", ReadingTable::lampId),
              SinkColumn.text("topic", r -> r.origin().topic()),
              SinkColumn.text("profile", r -> r.origin().profile()),
              SinkColumn.bigint("boot_id", r -> r.identity().bootId()),
              SinkColumn.bigint("seq", r -> r.identity().seq()),
              SinkColumn.bigint("active_power_mw", r -> r.electrical().activePowerMilliwatts()),
              SinkColumn.bigint(
                  "energy_total_mwh", r -> r.electrical().energyTotalMilliwattHours()),
              SinkColumn.bigint("supply_voltage_mv", r -> r.electrical().supplyVoltageMillivolts()),
              SinkColumn.bigint(
                  "supply_current_ma", r -> r.electrical().supplyCurrentMilliamperes()),
              SinkColumn.integer("power_factor_bp", r -> r.electrical().powerFactorBasisPoints()),
              SinkColumn.integer("frequency_mhz", r -> r.electrical().frequencyMillihertz()),
              SinkColumn.integer("dim_command_bp", r -> r.lighting().dimCommandBasisPoints()),
              SinkColumn.integer("dim_actual_bp", r -> r.lighting().dimActualBasisPoints()),
              SinkColumn.bool("lamp_on", r -> r.lighting().lampOn()),
              SinkColumn.bool("relay_on", r -> r.lighting().relayOn()),
              SinkColumn.bigint("operating_s", r -> r.equipment().operatingSeconds()),
              SinkColumn.bigint("switch_on_count", r -> r.equipment().switchOnCount()),
              SinkColumn.bigint("supply_loss_count", r -> r.equipment().supplyLossCount()),
              SinkColumn.integer(
                  "controller_temp_mc", r -> r.equipment().controllerTempMillicelsius()),
              SinkColumn.bigint("illuminance_mlx", r -> r.lighting().illuminanceMillilux()),
              SinkColumn.bool("photocell_on", r -> r.lighting().photocellOn()),
              SinkColumn.integer("rssi_mdbm", r -> r.equipment().rssiMillidecibelMilliwatts()),
              SinkColumn.integer("comm_quality_bp", r -> r.equipment().commQualityBasisPoints()),
              SinkColumn.bool("override_active", r -> r.lighting().overrideActive()),
              SinkColumn.bool("maintenance_mode", r -> r.lighting().maintenanceMode()),
              SinkColumn.bool("historical", r -> r.timing().historical()),
              SinkColumn.bool("door_open", r -> r.equipment().doorOpen()),
              SinkColumn.bool("leakage_detected", r -> r.equipment().leakageDetected()),
              SinkColumn.bool("breaker_tripped", r -> r.equipment().breakerTripped()),
              SinkColumn.text("device_faults", r -> codes(r.equipment().deviceFaults())),
              SinkColumn.text("quality_flags", r -> codes(r.qualityFlags())),
              SinkColumn.text("phases", r -> JsonColumns.phases(r.electrical().phases())),
              SinkColumn.text("extras", r -> JsonColumns.extras(r.extras())),
              SinkColumn.text("lateness", r -> r.timing().timeliness().name()),
              SinkColumn.integer("energy_counter_bits", r -> r.electrical().energyCounterBits()),
              SinkColumn.bigint(
                  "energy_counter_unit_mwh", r -> r.electrical().energyCounterUnitMilliwattHours()),
              SinkColumn.text("time_source", r -> r.timing().timeSource().name()),
              SinkColumn.bigint(
                  "counter_resolution_mwh", r -> r.electrical().counterResolutionMilliwattHours())),
          List.of("city_id", "controller_id", "observed_at", "reading_key"));

  private static final int SEQ_BITS = 40;

  private ReadingTable() {}

  /**
   * Identity within controller and instant. With a sequence number: boot and sequence folded into 64
   * bits, distinct as long as a device counts less than 2^40 readings in one of fewer than 2^24
   * boots. Without: the digest.
   */
  private static long key(AcceptedReading reading) {
    MessageIdentity identity = reading.identity();
    if (identity.seq() == null) {
      return identity.digest();
    }
    long boot = identity.bootId() == null ? 0 : identity.bootId();
    return (boot << SEQ_BITS) ^ identity.seq();
  }

  /** The lamp position that the controller served then; null when nobody registered it. */
  static String lampId(AcceptedReading reading) {
    return reading.origin().registered() ? reading.origin().lampId() : null;
  }

  /** Codes separated by commas; null when there is none. */
  private static String codes(List<String> codes) {
    return codes.isEmpty() ? null : String.join(",", codes);
  }
}
