package city.sawang.planted.left;

import city.sawang.planted.right.Right;

/** One half of a planted package cycle. */
public final class Left {
  /** The other half. */
  public Right right() {
    return new Right();
  }
}
