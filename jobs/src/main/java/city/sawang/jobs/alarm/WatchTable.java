package city.sawang.jobs.alarm;

import city.sawang.jobs.sink.SinkColumn;
import city.sawang.jobs.sink.Table;
import java.util.List;

/** {@code store.incident_watch}: how far each city is watched in each hour; it never goes back. */
public final class WatchTable {
  public static final Table<WatchedHour> TABLE =
      Table.replacing(
              "store.incident_watch",
              List.of(
                  SinkColumn.text("city_id", WatchedHour::cityId),
                  SinkColumn.instant("hour", WatchedHour::hour),
                  SinkColumn.instant("watched_until", WatchedHour::watchedUntil)),
              List.of("city_id", "hour"))
          .where("incident_watch.watched_until < excluded.watched_until")
          .merging((a, b) -> a.watchedUntil() > b.watchedUntil() ? a : b);

  private WatchTable() {}
}
