package city.sawang.ingest.config;

import java.time.Duration;

/** A condition on one setting; when it is not met, the message names key, value and expectation. */
record Requirement(boolean met) {
  static Requirement require(boolean met) {
    return new Requirement(met);
  }

  static boolean between(Duration value, Duration least, Duration most) {
    return value.compareTo(least) >= 0 && value.compareTo(most) <= 0;
  }

  void orRefuse(String key, Object value, String expected) {
    if (!met) {
      throw new IllegalArgumentException(key + " is " + value + ", expected " + expected);
    }
  }
}
