package city.sawang.jobs.notes;

import city.sawang.jobs.sink.Column;
import city.sawang.jobs.sink.Table;
import java.util.List;

/** What the jobs note about their own figures. A note stays as it was written first. */
public final class NoteTables {
  public static final Table<RestatementDue> RESTATEMENT_DUE =
      Table.insertOnly(
          "store.restatement_due",
          List.of(
              Column.text("city_id", RestatementDue::cityId),
              Column.text("subject_id", RestatementDue::subjectId),
              Column.instant("period_start", RestatementDue::periodStart),
              Column.text("reason", RestatementDue::reason)),
          List.of("city_id", "subject_id", "period_start", "reason"));

  public static final Table<InvariantViolation> INVARIANT_VIOLATION =
      Table.insertOnly(
          "store.invariant_violation",
          List.of(
              Column.text("invariant", InvariantViolation::invariant),
              Column.text("city_id", InvariantViolation::cityId),
              Column.text("subject_id", InvariantViolation::subjectId),
              Column.instant("at", InvariantViolation::at),
              Column.bigint("expected", InvariantViolation::expected),
              Column.bigint("found", InvariantViolation::found),
              Column.text("detail", InvariantViolation::detail)),
          List.of("invariant", "city_id", "subject_id", "at"));

  private NoteTables() {}
}
