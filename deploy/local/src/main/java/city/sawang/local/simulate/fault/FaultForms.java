package city.sawang.local.simulate.fault;

import city.sawang.local.simulate.fault.InjectedFault.Form;
import java.util.SplittableRandom;

/** In which form and how strongly a fault appears ({@link Trouble} has the units). */
final class FaultForms {
  private final SplittableRandom dice;

  FaultForms(SplittableRandom dice) {
    this.dice = dice;
  }

  Form of(FaultKind kind, FaultTarget target) {
    return switch (kind) {
      case LAMP_FAILURE ->
          target.speaksNatively() ? oneOf(Form.MEASURED, Form.FLAGGED) : Form.MEASURED;
      case OVER_TEMPERATURE -> oneOf(Form.MEASURED, Form.FLAGGED);
      case RELAY_FAILURE -> target.nightPowered() ? Form.FLAGGED : oneOf(Form.WELDED, Form.FLAGGED);
      case CONTROL_GEAR_FAILURE -> Form.FLAGGED;
      case COMM_LOSS -> target.speaksNatively() ? oneOf(Form.STORED, Form.LOST) : Form.LOST;
      case FEEDER_OUTAGE -> oneOf(Form.MEASURED, Form.METER_SILENT);
      default -> Form.MEASURED;
    };
  }

  /** Of a control that is too short: what the device says of itself counts from the second time. */
  Form ofControl(FaultKind kind) {
    return switch (kind) {
      case CONTROL_GEAR_FAILURE, RELAY_FAILURE -> Form.FLAGGED;
      case COMM_LOSS -> Form.LOST;
      default -> Form.MEASURED;
    };
  }

  private Form oneOf(Form a, Form b) {
    return dice.nextBoolean() ? a : b;
  }

  double strength(FaultKind kind) {
    return switch (kind) {
      case POWER_HIGH -> dice.nextDouble(1.27, 1.45);
      // Further down its power factor would suffer, too: a driver at part load.
      case POWER_LOW -> dice.nextDouble(0.68, 0.76);
      // No schedule of the fleet goes below 50 %.
      case DIMMING_FAILURE -> 30;
      case LOW_POWER_FACTOR -> dice.nextDouble(0.60, 0.75);
      case OVERVOLTAGE -> dice.nextDouble(255.5, 264);
      case UNDERVOLTAGE -> dice.nextDouble(178, 195.5);
      case OVER_TEMPERATURE -> dice.nextDouble(87, 96);
      // Not so far behind that dusk seems to be broad day.
      case CLOCK_DRIFT ->
          dice.nextInt(3) == 0 ? dice.nextDouble(100, 240) : -dice.nextDouble(660, 1_200);
      default -> 1;
    };
  }

  boolean hasWeakControl(FaultKind kind) {
    return switch (kind) {
      case POWER_HIGH,
          POWER_LOW,
          DIMMING_FAILURE,
          OVERVOLTAGE,
          UNDERVOLTAGE,
          OVER_TEMPERATURE,
          CLOCK_DRIFT ->
          true;
      default -> false;
    };
  }

  boolean hasShortControl(FaultKind kind) {
    return kind.scope() == FaultKind.Reach.LAMP
        && kind != FaultKind.SUPPLY_LOSS
        && kind != FaultKind.CLOCK_DRIFT;
  }

  /** Just inside of the threshold, measurement noise and the spread of lamps included. */
  double weakStrength(FaultKind kind) {
    return switch (kind) {
      case POWER_HIGH -> 1.09;
      case POWER_LOW -> 0.91;
      case DIMMING_FAILURE -> 8;
      case OVERVOLTAGE -> 251.3;
      case UNDERVOLTAGE -> 200;
      case OVER_TEMPERATURE -> 83;
      case CLOCK_DRIFT -> -200;
      default -> throw new IllegalArgumentException(kind + " has no weak control");
    };
  }
}
