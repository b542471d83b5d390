package city.sawang.ingest.planted.two;

import city.sawang.ingest.planted.one.CircleStart;

/** The other half of the circle. */
public final class CircleEnd {
  public String of(CircleStart start) {
    return start.toString();
  }
}
