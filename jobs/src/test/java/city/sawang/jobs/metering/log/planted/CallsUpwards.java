package city.sawang.jobs.metering.log.planted;

import city.sawang.jobs.metering.interval.EnergyClass;

/** Breaks the order of metering's packages on purpose, so that the rule is seen to bite. */
final class CallsUpwards {
  EnergyClass energyClass() {
    return EnergyClass.NONE;
  }
}
