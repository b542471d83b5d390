package city.sawang.jobs.metering;

/**
 * Small facts about one controller that are kept beside its log.
 *
 * @param newestObservedAt newest accepted reading, epoch milliseconds
 * @param newestCounterAt newest accepted reading with a counter, or {@link Long#MIN_VALUE}
 * @param chunkStarts starts of the log's chunks, ascending
 * @param frozenBefore quarter hours before this instant stay as they were published, because
 *     readings they rest on have left the log; {@link Long#MIN_VALUE} while it is complete
 * @param topBootId greatest (boot, seq) seen, {@link MeterReading#ABSENT} sorting lowest
 * @param topSeq belongs to topBootId; {@link MeterReading#ABSENT} before any
 * @param floorBootId greatest (boot, seq) of the dropped chunks, or {@link MeterReading#ABSENT}
 * @param floorSeq belongs to floorBootId
 */
@SuppressWarnings("ArrayRecordComponent") // Flink serializes long[] compactly; never compared.
public record ControllerSummary(
    long newestObservedAt,
    long newestCounterAt,
    long[] chunkStarts,
    long frozenBefore,
    long topBootId,
    long topSeq,
    long floorBootId,
    long floorSeq) {

  boolean isTruncated() {
    return frozenBefore != Long.MIN_VALUE;
  }
}
