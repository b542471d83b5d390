package city.sawang.jobs.metering.log;

import static city.sawang.jobs.metering.input.MeterReading.ABSENT;

import city.sawang.jobs.metering.input.MeterReading;
import city.sawang.jobs.metering.input.MeteringRules;
import java.util.Arrays;

/**
 * Small facts about one controller that are kept beside its log.
 *
 * @param newestObservedAt newest accepted reading, epoch milliseconds
 * @param newestRegisterAt newest accepted reading with a register, or {@link Long#MIN_VALUE}
 * @param chunkStarts starts of the log's chunks, ascending; none: no reading was accepted yet
 * @param frozenBefore quarter hours before this instant stay as they were published, because
 *     readings they depend on have left the log; {@link Long#MIN_VALUE} while it is complete
 * @param topBootId greatest (boot, seq) seen, {@link MeterReading#ABSENT} sorting lowest
 * @param topSeq belongs to topBootId; {@link MeterReading#ABSENT} before any
 * @param floorBootId greatest (boot, seq) of the dropped chunks, or {@link MeterReading#ABSENT}
 * @param floorSeq belongs to floorBootId
 * @param registers what is known of its registers
 */
@SuppressWarnings("ArrayRecordComponent") // Flink serializes long[] compactly; never compared.
public record ControllerSummary(
    long newestObservedAt,
    long newestRegisterAt,
    long[] chunkStarts,
    long frozenBefore,
    long topBootId,
    long topSeq,
    long floorBootId,
    long floorSeq,
    RegisterFacts registers) {
  /** Of a controller without an accepted reading. */
  public static final ControllerSummary EMPTY =
      new ControllerSummary(
          Long.MIN_VALUE,
          Long.MIN_VALUE,
          new long[0],
          Long.MIN_VALUE,
          ABSENT,
          ABSENT,
          ABSENT,
          ABSENT,
          RegisterFacts.NONE);

  /** No reading was accepted yet. */
  public boolean isEmpty() {
    return chunkStarts.length == 0;
  }

  /** The log does not begin with the first reading ever. */
  public boolean isTruncated() {
    return frozenBefore != Long.MIN_VALUE;
  }

  /** How far an instant lies behind the newest reading; not positive when it does not. */
  public long millisBehind(long at) {
    return isEmpty() ? 0 : newestObservedAt - at;
  }

  /** Whether the log has the chunk that holds an instant. */
  public boolean hasChunkOf(long at) {
    return Arrays.binarySearch(chunkStarts, LogChunk.startOf(at)) >= 0;
  }

  /** After an accepted reading was put into the log. */
  public ControllerSummary with(MeterReading reading) {
    long at = reading.observedAt();
    boolean top =
        reading.seq() != ABSENT
            && (topSeq == ABSENT
                || ChunkHeader.compare(reading.bootId(), reading.seq(), topBootId, topSeq) > 0);
    return new ControllerSummary(
        Math.max(at, newestObservedAt),
        reading.hasRegister() ? Math.max(at, newestRegisterAt) : newestRegisterAt,
        startsWith(LogChunk.startOf(at)),
        frozenBefore,
        top ? reading.bootId() : topBootId,
        top ? reading.seq() : topSeq,
        floorBootId,
        floorSeq,
        registers.with(reading));
  }

  /**
   * The first three steps of the register tell its resolution, and no later reading in order changes
   * them: a register came that no judgement on the third looks ahead to.
   */
  public boolean knowsResolution() {
    return registers.firstSteps().isEnough()
        && newestRegisterAt - registers.firstSteps().thirdAt() > MeteringRules.LOOK_AHEAD_MILLIS;
  }

  /** With other facts about its registers. */
  public ControllerSummary with(RegisterFacts facts) {
    return facts.equals(registers)
        ? this
        : new ControllerSummary(
            newestObservedAt,
            newestRegisterAt,
            chunkStarts,
            frozenBefore,
            topBootId,
            topSeq,
            floorBootId,
            floorSeq,
            facts);
  }

  /** The chunk starts, and another one in its place. */
  private long[] startsWith(long chunk) {
    int index = Arrays.binarySearch(chunkStarts, chunk);
    if (index >= 0) {
      return chunkStarts;
    }
    int place = -index - 1;
    long[] more = new long[chunkStarts.length + 1];
    System.arraycopy(chunkStarts, 0, more, 0, place);
    more[place] = chunk;
    System.arraycopy(chunkStarts, place, more, place + 1, chunkStarts.length - place);
    return more;
  }
}
