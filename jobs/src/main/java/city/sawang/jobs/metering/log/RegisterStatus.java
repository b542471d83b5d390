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
  REJECTED,
  /** Booked as difference, which only the time since the register last moved, or its step, allows. */
  COARSE,
  /** The register fell back to a value that was saved earlier, and counts on from there. */
  FALL_BACK,
  /** Came in a burst with others after it: only the last of them has a time to be judged by. */
  BURST,
  /** Timed by its arrival while the device itself times others: it tells state, and no energy. */
  SHADOWED;

  private static final RegisterStatus[] VALUES = values();

  static RegisterStatus of(int ordinal) {
    return VALUES[ordinal];
  }

  /** It is a reference read: the next difference is counted from it. */
  public boolean isReference() {
    return this != NONE && this != REJECTED && counts();
  }

  /** Validation looks at it. */
  public boolean counts() {
    return this != BURST && this != SHADOWED;
  }

  /** Booked as difference to the reference read before it: an accepted step of the register. */
  public boolean isDifference() {
    return this == NORMAL || this == COARSE;
  }

  /** Was decided without looking at later readings. */
  public boolean isFinalAtOnce() {
    return this == FIRST || this == NORMAL || this == COARSE;
  }

  /** The judgement looked further back than to the reference read before, or ahead. */
  public boolean isUnusual() {
    return this != NONE && this != FIRST && this != NORMAL && counts();
  }
}
