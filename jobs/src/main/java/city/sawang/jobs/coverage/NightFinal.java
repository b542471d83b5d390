package city.sawang.jobs.coverage;

import city.sawang.jobs.lamp.LampKey;

/**
 * A lamp's city has gone on so far that its quarter hours before an instant are decided: only
 * readings beyond the horizon of those who spoke can still come for them.
 *
 * @param before epoch milliseconds, the noon at which {@code night} begins
 * @param night first lighting night that is still open, as epoch day
 */
public record NightFinal(String cityId, String lampId, long before, int night) {
  public LampKey lamp() {
    return new LampKey(cityId, lampId);
  }
}
