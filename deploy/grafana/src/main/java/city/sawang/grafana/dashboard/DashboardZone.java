package city.sawang.grafana.dashboard;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;

/**
 * The one time zone in which dashboards show times, round periods and cut days. Every dashboard names
 * it in its {@code timezone}, and the server tells the page, which has no zone of its own.
 */
public final class DashboardZone {
  public static final ZoneId ID = ZoneId.of("Asia/Bangkok");

  /** How SQL reaches local time before it takes a day or an hour of it. */
  public static final String IN_SQL = "AT TIME ZONE '" + ID + "'";

  private DashboardZone() {}

  /** Ahead of UTC. The charts of the page shift every point by it: the zone has no summer time. */
  public static Duration offset() {
    return Duration.ofSeconds(ID.getRules().getOffset(Instant.now()).getTotalSeconds());
  }
}
