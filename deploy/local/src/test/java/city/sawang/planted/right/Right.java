package city.sawang.planted.right;

import city.sawang.planted.left.Left;

/** The other half of a planted package cycle. */
public final class Right {
  /** The first half. */
  public Left left() {
    return new Left();
  }
}
