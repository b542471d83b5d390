package city.sawang.jobs.controller;

import city.sawang.jobs.metering.MeterState;

/**
 * Everything that nearly every reading of a controller needs, as one entry of the keyed state: with
 * many lamps each access to the state is a walk through cold memory, or a read of RocksDB, and costs
 * more than what is done with the answer.
 *
 * @param meter what the meter keeps beside its log
 * @param chunkStart start of the log's newest chunk, epoch milliseconds; {@link Long#MIN_VALUE}
 *     before the first reading
 * @param chunk the log's newest chunk; null when there is none
 * @param registration what the registry says, decoded; null: not decoded yet. It lies in a state of
 *     its own and is not written with the rest.
 */
@SuppressWarnings("ArrayRecordComponent") // Lies in the state as it is; never compared.
record ControllerState(MeterState meter, long chunkStart, byte[] chunk, Registration registration) {
  /** Of a controller from which nothing has come yet. */
  static final ControllerState NONE =
      new ControllerState(MeterState.EMPTY, Long.MIN_VALUE, null, null);

  /** This state after a reading or a registry change. */
  ControllerState after(MeterState now, KeyedReadingLog log) {
    return new ControllerState(now, log.newestStart(), log.newest(), registration);
  }

  /** This state with another decoded registry record. */
  ControllerState withRegistration(Registration now) {
    return new ControllerState(meter, chunkStart, chunk, now);
  }
}
