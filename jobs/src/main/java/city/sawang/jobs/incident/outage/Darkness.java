package city.sawang.jobs.incident.outage;

import city.sawang.jobs.expected.ExpectedState;
import city.sawang.jobs.incident.model.FaultCode;
import java.util.List;
import java.util.Map;

/**
 * How long lamps were dark by the outage of their circuit, those included whose own incidents say so.
 * A circuit without power gives no light, heard or not.
 */
final class Darkness {
  private static final long SECOND = 1_000L;

  private final Map<String, List<Sign>> signs;
  private final ExpectedState expected;
  private final long until;

  /**
   * @param until what is not over is counted so far
   */
  Darkness(Map<String, List<Sign>> signs, ExpectedState expected, long until) {
    this.signs = signs;
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
      for (Sign sign : signs.getOrDefault(lamp, List.of())) {
        millis += outage.covers(sign) ? millis(outage, sign) : 0;
      }
    }
    return millis / SECOND;
  }

  private long millis(Outage outage, Sign sign) {
    GroupLamp member = outage.episode().group().lamp(sign.lampId());
    long from = Math.max(sign.since(), outage.episode().openedAt());
    long to = Math.min(Math.min(sign.until(), outage.graceUntil()), until);
    return to <= from ? 0 : expected.onMillis(member.light(), member.zone(), from, to);
  }
}
