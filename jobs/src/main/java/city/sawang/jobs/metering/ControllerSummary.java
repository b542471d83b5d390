package city.sawang.jobs.metering;

/**
 * Small facts about one controller that are kept beside its log.
 *
 * @param newestObservedAt newest accepted reading, epoch milliseconds
 * @param newestCounterAt newest accepted reading with a counter, or {@link Long#MIN_VALUE}
 * @param chunkStarts starts of the log's chunks, ascending
 * @param truncated older chunks were dropped: the log does not begin with the first reading ever
 * @param topBootId greatest (boot, seq) seen, or {@link MeterReading#ABSENT}
 * @param topSeq greatest (boot, seq) seen, or {@link MeterReading#ABSENT}
 * @param floorBootId greatest (boot, seq) of the dropped chunks, or {@link MeterReading#ABSENT}
 * @param floorSeq greatest (boot, seq) of the dropped chunks, or {@link MeterReading#ABSENT}
 */
@SuppressWarnings(
    "ArrayRecordComponent") // Flink has a compact serializer for long[]; never compared.
public record ControllerSummary(
    long newestObservedAt,
    long newestCounterAt,
    long[] chunkStarts,
    boolean truncated,
    long topBootId,
    long topSeq,
    long floorBootId,
    long floorSeq) {}
