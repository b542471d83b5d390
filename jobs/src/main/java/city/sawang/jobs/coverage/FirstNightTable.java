package city.sawang.jobs.coverage;

import city.sawang.jobs.sink.SinkColumn;
import city.sawang.jobs.sink.Table;
import java.util.List;

/** The table of {@link FirstNight}. */
public final class FirstNightTable {
  public static final Table<FirstNight> TABLE =
      Table.replacing(
              "store.city_beginning",
              List.of(
                  SinkColumn.text("city_id", FirstNight::cityId),
                  SinkColumn.date("first_night", FirstNight::night),
                  SinkColumn.bool("declared", FirstNight::declared)),
              List.of("city_id"))
          .deleting(FirstNight::isNone);

  private FirstNightTable() {}
}
