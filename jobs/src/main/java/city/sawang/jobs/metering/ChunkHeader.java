package city.sawang.jobs.metering;

/**
 * What is known of a chunk without decoding its readings.
 *
 * @param count readings in the chunk
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
    long minBoot,
    long minSeq,
    long minReceivedAt,
    long maxBoot,
    long maxSeq,
    long maxReceivedAt) {

  boolean hasSequence() {
    return maxBoot != MeterReading.ABSENT;
  }

  /** The chunk may hold (boot, seq), or numbers on both sides of it. */
  boolean spans(long boot, long seq) {
    return compare(minBoot, minSeq, boot, seq) <= 0 && compare(boot, seq, maxBoot, maxSeq) <= 0;
  }

  /** Order of (boot, seq). */
  static int compare(long bootA, long seqA, long bootB, long seqB) {
    int order = Long.compare(bootA, bootB);
    return order != 0 ? order : Long.compare(seqA, seqB);
  }
}
