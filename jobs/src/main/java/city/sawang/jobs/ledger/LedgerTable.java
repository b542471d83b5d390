package city.sawang.jobs.ledger;

import city.sawang.jobs.sink.Column;
import city.sawang.jobs.sink.Table;
import java.util.List;

/** {@code store.ledger_hour}: absolute counts, so that writing them again changes nothing. */
public final class LedgerTable {
  public static final Table<LedgerHour> TABLE =
      Table.replacing(
          "store.ledger_hour",
          List.of(
              Column.text("city_id", LedgerHour::cityId),
              Column.instant("hour", LedgerHour::hour),
              Column.bigint("received", LedgerHour::received),
              Column.bigint("in_time", LedgerHour::inTime),
              Column.bigint("late_corrected", LedgerHour::lateCorrected),
              Column.bigint("too_late", LedgerHour::tooLate),
              Column.bigint("duplicate", LedgerHour::duplicate),
              Column.bigint("quarantined", LedgerHour::quarantined),
              Column.bigint("missing_seq", LedgerHour::missingSeq)),
          List.of("city_id", "hour"));

  private LedgerTable() {}
}
