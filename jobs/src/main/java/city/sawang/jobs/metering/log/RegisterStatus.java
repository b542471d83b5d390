package city.sawang.jobs.metering.log;

/**
 * What validation made of the register of one reading. The ordinals are stored in the log: only
 * append.
 */
public enum RegisterStatus {
  /** No register, or another reading is the effective one of the same instant. */
  NONE,
  /** First register of the controller at this lamp: nothing to subtract it from. */
  FIRST,
  /** Booked as difference to the reference read before it. */
  NORMAL,
  /** The register was reset. */
  RESET,
  /** Rollover: the register passed its width. */
  WRAP,
  /** Neither: nothing is booked, and counting resumes from here. */
  JUMP,
  /** Rejected, because the register came back. */
  REJECTED;

  private static final RegisterStatus[] VALUES = values();

  static RegisterStatus of(int ordinal) {
    return VALUES[ordinal];
  }

  /** It is a reference read: the next difference is counted from it. */
  public boolean isReference() {
    return this != NONE && this != REJECTED;
  }

  /** Was decided without looking at later readings. */
  public boolean isFinalAtOnce() {
    return this == FIRST || this == NORMAL;
  }
}
