package city.sawang.jobs.coverage;

import java.io.Serializable;

/**
 * A row of {@code store.city_beginning}: with which lighting night the figures of a city begin
 * (METERING.md#beginning).
 *
 * @param night epoch day; {@link #NONE}: it has not begun
 * @param declared the night in which the first lamp was commissioned is covered from its noon on,
 *     whoever spoke
 */
public record FirstNight(String cityId, int night, boolean declared) implements Serializable {
  /** The night of a city that has not begun. */
  static final int NONE = Integer.MIN_VALUE;

  static FirstNight none(String cityId) {
    return new FirstNight(cityId, NONE, false);
  }

  /** Whether there is no such night, or none any more: the row is to be deleted. */
  boolean isNone() {
    return night == NONE;
  }
}
