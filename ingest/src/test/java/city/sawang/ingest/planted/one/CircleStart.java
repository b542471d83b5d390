package city.sawang.ingest.planted.one;

import city.sawang.ingest.planted.two.CircleEnd;

/** Half of a package circle, which the architecture test has to see. */
public final class CircleStart {
  private final CircleEnd end = new CircleEnd();

  public CircleEnd end() {
    return end;
  }
}
