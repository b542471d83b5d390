package city.sawang.local.proof;

import city.sawang.jobs.controller.ControllerProcess;
import city.sawang.jobs.metering.ControllerMeter;
import city.sawang.jobs.metering.input.MeteringRules;
import java.time.Duration;

/** A deliberate breakage: every repeated reading is a new one to it. */
final class ForgetfulControllerProcess extends ControllerProcess {
  private static final long serialVersionUID = 1L;

  ForgetfulControllerProcess(Duration horizon) {
    super(horizon);
  }

  @Override
  protected ControllerMeter meter(MeteringRules rules) {
    return ControllerMeter.ofAccepted(rules);
  }
}
