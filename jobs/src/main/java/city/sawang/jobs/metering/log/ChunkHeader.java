package city.sawang.jobs.metering.log;

import static city.sawang.jobs.metering.input.MeterReading.ABSENT;

import city.sawang.jobs.metering.input.MeterReading;

/**
 * What is known of a chunk without decoding its readings.
 *
 * @param count readings in the chunk
 * @param ordered every reading has (boot, seq), and they ascend with time
 * @param minBoot least (boot, seq) among the readings with both, {@link MeterReading#ABSENT} when
 *     there is none
 * @param minSeq belongs to minBoot
 * @param minReceivedAt arrival of that reading
 * @param maxBoot greatest (boot, seq)
 * @param maxSeq belongs to maxBoot
 * @param maxReceivedAt arrival of that reading
 */
record ChunkHeader(
    int count,
    boolean ordered,
    long minBoot,
    long minSeq,
    long minReceivedAt,
    long maxBoot,
    long maxSeq,
    long maxReceivedAt) {

  static final ChunkHeader EMPTY = new ChunkHeader(0, true, ABSENT, ABSENT, 0, ABSENT, ABSENT, 0);

  boolean hasSequence() {
    return maxBoot != ABSENT;
  }

  /** The chunk may hold (boot, seq), or numbers on both sides of it. */
  boolean spans(long boot, long seq) {
    return compare(minBoot, minSeq, boot, seq) <= 0 && compare(boot, seq, maxBoot, maxSeq) <= 0;
  }

  /**
   * The header after {@code r} was put in.
   *
   * @param fits its (boot, seq) lies between those of its neighbours in the chunk
   */
  ChunkHeader with(MeterReading r, boolean fits) {
    if (!isNumbered(r)) {
      return new ChunkHeader(
          count + 1, false, minBoot, minSeq, minReceivedAt, maxBoot, maxSeq, maxReceivedAt);
    }
    boolean least = !hasSequence() || compare(r.bootId(), r.seq(), minBoot, minSeq) < 0;
    boolean greatest = !hasSequence() || compare(r.bootId(), r.seq(), maxBoot, maxSeq) > 0;
    return new ChunkHeader(
        count + 1,
        ordered && fits,
        least ? r.bootId() : minBoot,
        least ? r.seq() : minSeq,
        least ? r.receivedAt() : minReceivedAt,
        greatest ? r.bootId() : maxBoot,
        greatest ? r.seq() : maxSeq,
        greatest ? r.receivedAt() : maxReceivedAt);
  }

  static boolean isNumbered(MeterReading r) {
    return r.bootId() != ABSENT && r.seq() != ABSENT;
  }

  /** Order of (boot, seq). */
  static int compare(long bootA, long seqA, long bootB, long seqB) {
    int order = Long.compare(bootA, bootB);
    return order != 0 ? order : Long.compare(seqA, seqB);
  }
}
