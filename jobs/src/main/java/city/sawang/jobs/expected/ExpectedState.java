package city.sawang.jobs.expected;

import java.time.LocalDate;
import java.util.List;

/** One function used by every fault and every saving: what should this lamp do now? */
public final class ExpectedState {
  /** Sunset of the lighting night that contains {@code at}, epoch milliseconds. */
  public long sunset(int latMicro, int lonMicro, String zone, long at) {
    throw new UnsupportedOperationException();
  }

  /** Sunrise that ends the lighting night that contains {@code at}, epoch milliseconds. */
  public long sunrise(int latMicro, int lonMicro, String zone, long at) {
    throw new UnsupportedOperationException();
  }

  /** Whether the upper limb of the sun is below the horizon. */
  public boolean isDark(int latMicro, int lonMicro, String zone, long at) {
    throw new UnsupportedOperationException();
  }

  /** What the lamp should do by sun and schedule alone. */
  public Expectation at(LightPoint light, String zone, long at) {
    throw new UnsupportedOperationException();
  }

  /** The nights from {@code first} to {@code last}, both included. */
  public List<Night> nights(
      int latMicro, int lonMicro, String zone, LocalDate first, LocalDate last) {
    throw new UnsupportedOperationException();
  }
}
