package city.sawang.jobs.controller;

import city.sawang.jobs.metering.Acceptance;
import city.sawang.jobs.metering.ControllerSummary;
import city.sawang.jobs.metering.CounterStands;

/**
 * All that nearly every reading of a controller needs, in one entry of the state: with many lamps
 * each look into the state is a walk through cold memory, or a read of RocksDB, and costs more than
 * what is done with the answer.
 *
 * @param told which version of contributions was told; 0: none
 * @param summary null while the log is empty
 * @param stands what its counters have counted at each lamp
 * @param chunkStart start of the log's newest chunk, epoch milliseconds; {@link Long#MIN_VALUE}
 *     when it lies with the others
 * @param chunk the log's newest chunk, or null
 * @param registered what the registry says, decoded; null: not decoded yet. It lies in a state of
 *     its own and is not written with the rest.
 */
@SuppressWarnings("ArrayRecordComponent") // Lies in the state as it is; never compared.
record ControllerMemory(
    int told,
    ControllerSummary summary,
    CounterStands stands,
    long chunkStart,
    byte[] chunk,
    Registered registered) {
  /** Of a controller that nobody has heard of. */
  static final ControllerMemory NONE =
      new ControllerMemory(0, null, CounterStands.NONE, Long.MIN_VALUE, null, null);

  /** The same after a reading or a registry change. */
  ControllerMemory after(Acceptance acceptance, StateLog log) {
    return new ControllerMemory(
        told,
        acceptance.summary(),
        acceptance.stands(),
        log.newestStart(),
        log.newest(),
        registered);
  }

  ControllerMemory telling(int version) {
    return new ControllerMemory(version, summary, stands, chunkStart, chunk, registered);
  }

  ControllerMemory registered(Registered now) {
    return new ControllerMemory(told, summary, stands, chunkStart, chunk, now);
  }
}
