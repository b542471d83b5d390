package city.sawang.jobs.metering;

/** One accepted reading in the log, with what became of its counter. */
final class LogEntry {
  final MeterReading reading;
  CounterStatus status;

  /** What it was before the calculation that is going on. */
  final CounterStatus decided;

  LogEntry(MeterReading reading, CounterStatus status) {
    this.reading = reading;
    this.status = status;
    decided = status;
  }

  long at() {
    return reading.observedAt();
  }

  /**
   * The order of the log: by instant; within one instant readings with a counter come last, then
   * the device's own order, so that the last entry of an instant is the one that speaks for it.
   */
  static int compare(MeterReading a, MeterReading b) {
    int order = Long.compare(a.observedAt(), b.observedAt());
    order = order != 0 ? order : Boolean.compare(a.hasCounter(), b.hasCounter());
    order = order != 0 ? order : Long.compare(a.bootId(), b.bootId());
    order = order != 0 ? order : Long.compare(a.seq(), b.seq());
    order = order != 0 ? order : Long.compare(a.energyMwh(), b.energyMwh());
    return order != 0 ? order : Long.compare(a.digest(), b.digest());
  }

  /** Both say (boot, seq), and a's comes before b's. */
  static boolean isNumberedBefore(MeterReading a, MeterReading b) {
    return ChunkHeader.isNumbered(a)
        && ChunkHeader.isNumbered(b)
        && ChunkHeader.compare(a.bootId(), a.seq(), b.bootId(), b.seq()) < 0;
  }
}
