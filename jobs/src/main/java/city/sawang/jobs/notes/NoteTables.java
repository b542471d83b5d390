package city.sawang.jobs.notes;

import city.sawang.jobs.sink.SinkColumn;
import city.sawang.jobs.sink.Table;
import java.util.List;

/** What the jobs note about their own figures. A note stays as it was written first. */
public final class NoteTables {
  public static final Table<RestatementDue> RESTATEMENT_DUE =
      Table.insertOnly(
          "store.restatement_due",
          List.of(
              SinkColumn.text("city_id", RestatementDue::cityId),
              SinkColumn.text("subject_id", RestatementDue::subjectId),
              SinkColumn.instant("period_start", RestatementDue::periodStart),
              SinkColumn.text("reason", RestatementDue::reason)),
          List.of("city_id", "subject_id", "period_start", "reason"));

  public static final Table<InvariantViolation> INVARIANT_VIOLATION =
      Table.insertOnly(
          "store.invariant_violation",
          List.of(
              SinkColumn.text("invariant", InvariantViolation::invariant),
              SinkColumn.text("city_id", InvariantViolation::cityId),
              SinkColumn.text("subject_id", InvariantViolation::subjectId),
              SinkColumn.instant("at", InvariantViolation::at),
              SinkColumn.bigint("expected", InvariantViolation::expected),
              SinkColumn.bigint("found", InvariantViolation::found),
              SinkColumn.text("detail", InvariantViolation::detail)),
          List.of("invariant", "city_id", "subject_id", "at"));

  private NoteTables() {}
}
