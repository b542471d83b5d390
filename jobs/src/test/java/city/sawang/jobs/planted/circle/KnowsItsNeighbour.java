package city.sawang.jobs.planted.circle;

import city.sawang.jobs.planted.ring.OpensAPortTest;

/** Half of a deliberate circle between two packages of one floor. */
public final class KnowsItsNeighbour {
  /** Depends on the other package, which depends on this one. */
  public OpensAPortTest neighbour() {
    return new OpensAPortTest();
  }
}
