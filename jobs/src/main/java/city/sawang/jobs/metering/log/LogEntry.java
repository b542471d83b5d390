package city.sawang.jobs.metering.log;

import city.sawang.jobs.metering.input.MeterReading;

/** One accepted reading in the log, with what validation made of its register. */
public final class LogEntry {
  private final MeterReading reading;
  private final RegisterStatus statusBefore;
  private RegisterStatus status;

  public LogEntry(MeterReading reading, RegisterStatus status) {
    this.reading = reading;
    this.status = status;
    statusBefore = status;
  }

  public MeterReading reading() {
    return reading;
  }

  public RegisterStatus status() {
    return status;
  }

  void setStatus(RegisterStatus now) {
    status = now;
  }

  /** The status before the calculation that is going on. */
  public RegisterStatus statusBefore() {
    return statusBefore;
  }

  /** When it was observed, epoch milliseconds. */
  public long at() {
    return reading.observedAt();
  }

  /**
   * The order of the log: by instant; within one instant readings with a register come last, of them
   * those with a device time, then the device's own order, so that the last entry of an instant is
   * its effective one.
   */
  static int compare(MeterReading a, MeterReading b) {
    int order = Long.compare(a.observedAt(), b.observedAt());
    order = order != 0 ? order : Boolean.compare(a.hasRegister(), b.hasRegister());
    order = order != 0 ? order : Boolean.compare(b.arrival(), a.arrival());
    order = order != 0 ? order : Long.compare(a.bootId(), b.bootId());
    order = order != 0 ? order : Long.compare(a.seq(), b.seq());
    order = order != 0 ? order : Long.compare(a.energyMwh(), b.energyMwh());
    return order != 0 ? order : Long.compare(a.digest(), b.digest());
  }

  /** Both have (boot, seq), and a's comes before b's. */
  static boolean isNumberedBefore(MeterReading a, MeterReading b) {
    return ChunkHeader.isNumbered(a)
        && ChunkHeader.isNumbered(b)
        && ChunkHeader.compare(a.bootId(), a.seq(), b.bootId(), b.seq()) < 0;
  }
}
