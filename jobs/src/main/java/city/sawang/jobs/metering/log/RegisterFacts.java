package city.sawang.jobs.metering.log;

import city.sawang.jobs.metering.input.MeterReading;

/**
 * Small facts about the registers of one controller that save looking through its log
 * (METERING.md#resolution).
 *
 * @param deviceReceivedAt newest arrival of a register with a device time, or {@link Long#MIN_VALUE}
 * @param arrivalAt newest reading that is timed by its arrival, or {@link Long#MIN_VALUE}
 * @param firstSteps the first steps of the register
 * @param held how long the register had stood where the log begins
 * @param smallestStepMwh no accepted step is smaller; {@link Long#MAX_VALUE} before the first
 * @param unusualAt no judgement after this instant looked further than to the reference read before
 */
public record RegisterFacts(
    long deviceReceivedAt,
    long arrivalAt,
    FirstSteps firstSteps,
    HeldRun held,
    long smallestStepMwh,
    long unusualAt) {
  /** Of a controller without a register. */
  public static final RegisterFacts NONE =
      new RegisterFacts(
          Long.MIN_VALUE,
          Long.MIN_VALUE,
          FirstSteps.NONE,
          HeldRun.NONE,
          Long.MAX_VALUE,
          Long.MIN_VALUE);

  /** Of a controller whose log was written before facts were kept. */
  public static RegisterFacts unknown(long newestRegisterAt) {
    return new RegisterFacts(
        newestRegisterAt, Long.MIN_VALUE, FirstSteps.NONE, HeldRun.NONE, 0, newestRegisterAt);
  }

  /** After a reading was put into the log. */
  RegisterFacts with(MeterReading r) {
    if (!r.hasRegister() && !r.arrival()) {
      return this;
    }
    return new RegisterFacts(
        r.arrival() ? deviceReceivedAt : Math.max(deviceReceivedAt, r.receivedAt()),
        r.arrival() ? Math.max(arrivalAt, r.observedAt()) : arrivalAt,
        firstSteps,
        held,
        smallestStepMwh,
        unusualAt);
  }

  /** With other first steps. */
  public RegisterFacts with(FirstSteps steps) {
    return new RegisterFacts(deviceReceivedAt, arrivalAt, steps, held, smallestStepMwh, unusualAt);
  }

  /** With what is known of the register where the log begins now. */
  RegisterFacts with(HeldRun run) {
    return new RegisterFacts(
        deviceReceivedAt, arrivalAt, firstSteps, run, smallestStepMwh, unusualAt);
  }

  /** After validation. */
  public RegisterFacts withJudgements(long smallestMwh, long lastUnusualAt) {
    return smallestMwh == smallestStepMwh && lastUnusualAt == unusualAt
        ? this
        : new RegisterFacts(
            deviceReceivedAt, arrivalAt, firstSteps, held, smallestMwh, lastUnusualAt);
  }

  /** Some readings are timed by their arrival. */
  public boolean hasArrivals() {
    return arrivalAt != Long.MIN_VALUE;
  }
}
