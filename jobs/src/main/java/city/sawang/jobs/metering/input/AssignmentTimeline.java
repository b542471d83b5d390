package city.sawang.jobs.metering.input;

import city.sawang.jobs.expected.ExpectedState;
import city.sawang.jobs.expected.LightPoint;
import java.util.List;

/**
 * The time line of a controller, cut into segments by its assignments: segment 2·i + 1 is assignment
 * i, an even segment is a time without assignment, in which the controller stands for a lamp of its
 * own name (METERING.md#duty).
 */
public final class AssignmentTimeline {
  private final ControllerAssignments controller;
  private final ExpectedState expected;
  private LampAssignment standIn;
  private long longestInterval;

  public AssignmentTimeline(ControllerAssignments controller, ExpectedState expected) {
    this.controller = controller;
    this.expected = expected;
  }

  public ControllerAssignments controller() {
    return controller;
  }

  /** What its lamps should do. */
  public ExpectedState expected() {
    return expected;
  }

  public String zone() {
    return controller.zone();
  }

  /** Number of segments, with and without assignment. */
  public int segments() {
    return 2 * controller.assignments().size() + 1;
  }

  /** The segment of the assignment with this index in the history. */
  public static int segmentOf(int assignment) {
    return 2 * assignment + 1;
  }

  /** The segment of the next assignment. */
  public static int nextAssignment(int segment) {
    return segment + 2;
  }

  public int segmentAt(long at) {
    List<LampAssignment> all = controller.assignments();
    int before = 0;
    for (int i = all.size() - 1; i >= 0; i--) {
      LampAssignment a = all.get(i);
      if (a.validFrom() <= at) {
        if (at < a.validTo()) {
          return segmentOf(i);
        }
        before = Math.max(before, i + 1);
      }
    }
    return 2 * before;
  }

  public boolean isRegistered(int segment) {
    return (segment & 1) == 1;
  }

  /** What it serves there: the assignment, or the stand-in of an unregistered controller. */
  public LampAssignment lamp(int segment) {
    if (isRegistered(segment)) {
      return controller.assignments().get(segment / 2);
    }
    if (standIn == null) {
      standIn =
          new LampAssignment(
              controller.controllerId(),
              LampAssignment.Kind.LAMP,
              LampAssignment.Membership.NONE,
              new LightPoint(
                  controller.cityLatMicro(), controller.cityLonMicro(), 0, 0, 10_000, ""),
              new LampAssignment.Reporting(
                  MeteringRules.UNREGISTERED_INTERVAL_SECONDS, false, MeterReading.ABSENT_INT),
              Long.MIN_VALUE,
              Long.MAX_VALUE);
    }
    return standIn;
  }

  public long from(int segment) {
    if (isRegistered(segment)) {
      return lamp(segment).validFrom();
    }
    return segment == 0 ? Long.MIN_VALUE : controller.assignments().get(segment / 2 - 1).validTo();
  }

  public long to(int segment) {
    if (isRegistered(segment)) {
      return lamp(segment).validTo();
    }
    List<LampAssignment> all = controller.assignments();
    return segment / 2 < all.size() ? all.get(segment / 2).validFrom() : Long.MAX_VALUE;
  }

  /** So long at most holds what a reading tells about light, in any segment. */
  public long longestHoldMillis() {
    return MeteringRules.HOLD_INTERVALS * longestIntervalMillis();
  }

  /** Registers may be subtracted from one instant to another: one lamp without a break. */
  public boolean isOneEpochAt(long a, long b) {
    return isOneEpoch(segmentAt(a), segmentAt(b));
  }

  /** Registers may be subtracted across these segments: one lamp without a break. */
  public boolean isOneEpoch(int segmentA, int segmentB) {
    if (segmentA == segmentB) {
      return true;
    }
    if (!isRegistered(segmentA) || !isRegistered(segmentB)) {
      return false;
    }
    int last = Math.max(segmentA, segmentB);
    for (int i = Math.min(segmentA, segmentB); i < last; i = nextAssignment(i)) {
      LampAssignment a = lamp(i);
      LampAssignment b = lamp(nextAssignment(i));
      if (!a.lampId().equals(b.lampId()) || a.validTo() != b.validFrom()) {
        return false;
      }
    }
    return true;
  }

  /** End of the time without a break in which the controller serves the lamp of a segment. */
  public long epochEnd(int segment) {
    int last = segment;
    while (isRegistered(segment)
        && nextAssignment(last) < segments()
        && isOneEpoch(segment, nextAssignment(last))) {
      last = nextAssignment(last);
    }
    return to(last);
  }

  public long intervalMillis(int segment) {
    return lamp(segment).intervalSeconds() * 1_000L;
  }

  /** The longest reporting interval of any segment. */
  public long longestIntervalMillis() {
    if (longestInterval == 0) {
      int seconds = MeteringRules.UNREGISTERED_INTERVAL_SECONDS;
      for (LampAssignment a : controller.assignments()) {
        seconds = Math.max(seconds, a.intervalSeconds());
      }
      longestInterval = 1_000L * seconds;
    }
    return longestInterval;
  }
}
