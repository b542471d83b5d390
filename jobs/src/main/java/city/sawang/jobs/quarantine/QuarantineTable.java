package city.sawang.jobs.quarantine;

import city.sawang.jobs.sink.Column;
import city.sawang.jobs.sink.Refusals;
import city.sawang.jobs.sink.Table;
import java.util.List;

/** {@code store.quarantine}: a refusal, once written, stays as it is. */
public final class QuarantineTable {
  public static final Table<QuarantineRow> TABLE =
      Table.insertOnly(
          "store.quarantine",
          List.of(
              Column.text("quarantine_id", QuarantineRow::quarantineId),
              Column.instant("received_at", QuarantineRow::receivedAt),
              Column.text("city_id", QuarantineRow::cityId),
              Column.text("controller_id", QuarantineRow::controllerId),
              Column.text("topic", QuarantineRow::topic),
              Column.text("reason", QuarantineRow::reason),
              Column.text("detail", QuarantineRow::detail),
              Column.text("profile", QuarantineRow::profile),
              Column.integer("element_index", QuarantineRow::elementIndex),
              Column.bytes("payload", QuarantineRow::payload)),
          List.of("quarantine_id"));

  /** Rows of any table that the database refuses end here too. */
  public static final Refusals<QuarantineRow> REFUSALS =
      new Refusals<>(TABLE, QuarantineRow::refusedByDatabase);

  private QuarantineTable() {}
}
