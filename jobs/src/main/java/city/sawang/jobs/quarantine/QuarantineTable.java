package city.sawang.jobs.quarantine;

import city.sawang.jobs.sink.Refusals;
import city.sawang.jobs.sink.SinkColumn;
import city.sawang.jobs.sink.Table;
import java.util.List;

/** {@code store.quarantine}: a refusal, once written, stays as it is. */
public final class QuarantineTable {
  public static final Table<QuarantineRow> TABLE =
      Table.insertOnly(
          "store.quarantine",
          List.of(
              SinkColumn.text("quarantine_id", QuarantineRow::quarantineId),
              SinkColumn.instant("received_at", QuarantineRow::receivedAt),
              SinkColumn.text("city_id", QuarantineRow::cityId),
              SinkColumn.text("controller_id", QuarantineRow::controllerId),
              SinkColumn.text("topic", QuarantineRow::topic),
              SinkColumn.text("reason", QuarantineRow::reason),
              SinkColumn.text("detail", QuarantineRow::detail),
              SinkColumn.text("profile", QuarantineRow::profile),
              SinkColumn.integer("element_index", QuarantineRow::elementIndex),
              SinkColumn.bytes("payload", QuarantineRow::payload)),
          List.of("quarantine_id"));

  /** Rows of any table that the database refuses end here too. */
  public static final Refusals<QuarantineRow> REFUSALS =
      new Refusals<>(TABLE, QuarantineRow::refusedByDatabase);

  private QuarantineTable() {}
}
