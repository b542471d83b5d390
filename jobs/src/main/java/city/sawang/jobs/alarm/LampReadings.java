package city.sawang.jobs.alarm;

import static city.sawang.jobs.metering.input.MeterReading.ABSENT;

import city.sawang.jobs.controller.AcceptedReading;
import city.sawang.jobs.controller.AcceptedReading.Electrical;
import city.sawang.jobs.controller.AcceptedReading.Equipment;
import city.sawang.jobs.controller.AcceptedReading.Lighting;
import city.sawang.jobs.controller.AcceptedReading.Timing;
import city.sawang.jobs.incident.input.LampReading;
import city.sawang.jobs.incident.model.Quantity;
import city.sawang.jobs.incident.rule.RuleSet;
import city.sawang.schemas.avro.TimeSource;
import java.util.List;

/** What incident detection needs of an accepted reading, taken out of it. */
public final class LampReadings {
  private LampReadings() {}

  public static LampReading of(AcceptedReading r, RuleSet rules) {
    LampReading.Values values = new LampReading.Values();
    Electrical e = r.electrical();
    put(values, Quantity.ACTIVE_POWER_MW, e.activePowerMilliwatts());
    put(values, Quantity.SUPPLY_VOLTAGE_MV, e.supplyVoltageMillivolts());
    put(values, Quantity.SUPPLY_CURRENT_MA, e.supplyCurrentMilliamperes());
    put(values, Quantity.POWER_FACTOR_BP, e.powerFactorBasisPoints());
    Lighting l = r.lighting();
    put(values, Quantity.DIM_COMMAND_BP, l.dimCommandBasisPoints());
    put(values, Quantity.DIM_ACTUAL_BP, l.dimActualBasisPoints());
    put(values, Quantity.LAMP_ON, l.lampOn());
    put(values, Quantity.RELAY_ON, l.relayOn());
    put(values, Quantity.OVERRIDE_ACTIVE, l.overrideActive());
    put(values, Quantity.MAINTENANCE_MODE, l.maintenanceMode());
    Equipment q = r.equipment();
    put(values, Quantity.CONTROLLER_TEMP_MILLICELSIUS, q.controllerTempMillicelsius());
    put(values, Quantity.SUPPLY_LOSS_COUNT, q.supplyLossCount());
    put(values, Quantity.SWITCH_ON_COUNT, q.switchOnCount());
    if (tellsFlags(e, l, q.deviceFaults())) {
      values.put(Quantity.DEVICE_FLAGS, rules.flags(q.deviceFaults()));
    }
    return new LampReading(stamp(r), values);
  }

  /**
   * A reading without flags says that none is set only when it is a report of the lamp's state: the
   * record cannot tell an empty list from one that was not sent.
   */
  private static boolean tellsFlags(Electrical e, Lighting l, List<String> faults) {
    return !faults.isEmpty()
        || e.activePowerMilliwatts() != null
        || l.lampOn() != null
        || l.dimActualBasisPoints() != null;
  }

  private static LampReading.Stamp stamp(AcceptedReading r) {
    Timing t = r.timing();
    return new LampReading.Stamp(
        t.observedAt(),
        t.receivedAt(),
        r.identity().bootId() == null ? ABSENT : r.identity().bootId(),
        r.identity().seq() == null ? ABSENT : r.identity().seq(),
        r.identity().digest(),
        t.historical(),
        t.timeSource() == TimeSource.ARRIVAL);
  }

  private static void put(LampReading.Values values, Quantity quantity, Number value) {
    if (value != null) {
      values.put(quantity, value.longValue());
    }
  }

  private static void put(LampReading.Values values, Quantity quantity, Boolean value) {
    if (value != null) {
      values.put(quantity, value ? 1L : 0L);
    }
  }
}
