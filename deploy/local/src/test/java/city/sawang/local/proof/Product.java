package city.sawang.local.proof;

import city.sawang.jobs.controller.ControllerProcess;
import city.sawang.jobs.metering.ControllerMeter;

/**
 * The product as it is, or with exactly one deliberate breakage.
 *
 * @param acknowledgesEarly the bridge acknowledges to MQTT before Kafka has confirmed
 * @param meters the meter in the middle of the job
 * @param checkpointsEarly the job commits its offsets while rows still wait to be written
 */
record Product(
    boolean acknowledgesEarly, ControllerProcess.Meters meters, boolean checkpointsEarly) {

  static Product unbroken() {
    return new Product(false, ControllerMeter::new, false);
  }

  static Product acknowledgingBeforeKafka() {
    return new Product(true, ControllerMeter::new, false);
  }

  static Product withoutDeduplication() {
    return new Product(false, ControllerMeter::ofAccepted, false);
  }

  static Product committingOffsetsEarly() {
    return new Product(false, ControllerMeter::new, true);
  }
}
