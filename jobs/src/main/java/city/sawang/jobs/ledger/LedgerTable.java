package city.sawang.jobs.ledger;

import city.sawang.jobs.sink.SinkColumn;
import city.sawang.jobs.sink.Table;
import java.util.List;

/** {@code store.ledger_hour}: absolute counts, so that writing them again changes nothing. */
public final class LedgerTable {
  public static final Table<LedgerHour> TABLE =
      Table.replacing(
          "store.ledger_hour",
          List.of(
              SinkColumn.text("city_id", LedgerHour::cityId),
              SinkColumn.instant("hour", LedgerHour::hour),
              SinkColumn.bigint("received", LedgerHour::received),
              SinkColumn.bigint("in_time", LedgerHour::inTime),
              SinkColumn.bigint("late_corrected", LedgerHour::lateCorrected),
              SinkColumn.bigint("too_late", LedgerHour::tooLate),
              SinkColumn.bigint("duplicate", LedgerHour::duplicate),
              SinkColumn.bigint("quarantined", LedgerHour::quarantined),
              SinkColumn.bigint("missing_seq", LedgerHour::missingSeq)),
          List.of("city_id", "hour"));

  private LedgerTable() {}
}
