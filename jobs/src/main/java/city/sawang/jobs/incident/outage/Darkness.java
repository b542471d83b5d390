package city.sawang.jobs.incident.outage;

import city.sawang.jobs.expected.ExpectedState;
import city.sawang.jobs.incident.model.FaultCode;
import java.util.List;
import java.util.Map;

/**
 * How long lamps were dark by the outage of their circuit. A circuit without power gives no light,
 * heard or not; what a lamp's own incident counts is not counted again.
 */
final class Darkness {
  private static final long SECOND = 1_000L;

  private final Map<String, List<Sign>> signs;
  private final Map<String, WatchedLamp> lamps;
  private final ExpectedState expected;
  private final long until;

  /**
   * @param lamps with their own incidents
   * @param until what is not over is counted so far
   */
  Darkness(
      Map<String, List<Sign>> signs,
      Map<String, WatchedLamp> lamps,
      ExpectedState expected,
      long until) {
    this.signs = signs;
    this.lamps = lamps;
    this.expected = expected;
    this.until = until;
  }

  /** Of all lamps of an outage, s. */
  long seconds(Outage outage) {
    if (outage.code() != FaultCode.FEEDER_OUTAGE) {
      // That lamps are not heard does not say that they are dark.
      return 0;
    }
    long millis = 0;
    for (String lamp : outage.episode().group().lampIds()) {
      if (!countsItself(lamp, outage)) {
        for (Sign sign : signs.getOrDefault(lamp, List.of())) {
          millis += outage.covers(sign) ? millis(outage, sign) : 0;
        }
      }
    }
    return millis / SECOND;
  }

  private boolean countsItself(String lampId, Outage outage) {
    WatchedLamp lamp = lamps.get(lampId);
    return lamp != null
        && lamp.incidents().stream()
            .filter(incident -> incident.code().darkens() && outage.explains(incident))
            .anyMatch(outage::overlaps);
  }

  private long millis(Outage outage, Sign sign) {
    Member member = outage.episode().group().lamp(sign.lampId());
    long from = Math.max(sign.since(), outage.episode().openedAt());
    long to = Math.min(Math.min(sign.until(), outage.graceUntil()), until);
    return to <= from ? 0 : expected.onMillis(member.light(), member.zone(), from, to);
  }
}
