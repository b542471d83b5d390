package city.sawang.jobs.expected;

import java.time.LocalDate;

/**
 * One lighting night at one position: the darkness between the local noon of {@code date} and the
 * next local noon, named by the date of its dusk.
 *
 * @param dusk sunset, epoch milliseconds; the upper limb of the sun sinks below the horizon
 *     (−0.833°)
 * @param dawn next sunrise, epoch milliseconds; equal to dusk when the sun does not set
 */
public record Night(LocalDate date, long dusk, long dawn) {
  /** Milliseconds of darkness. */
  public long darkMillis() {
    return dawn - dusk;
  }
}
