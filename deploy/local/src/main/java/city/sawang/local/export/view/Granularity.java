package city.sawang.local.export.view;

import java.time.LocalDate;

/** How much time one file holds. */
public enum Granularity {
  /** A local day; of a view by night: a lighting night. */
  DAY,
  MONTH,
  YEAR,
  /** Everything in one file. */
  ALL;

  /** The period of this length in which a local date lies. */
  public ExportPeriod around(LocalDate date) {
    return switch (this) {
      case DAY -> new ExportPeriod(date, date.plusDays(1), date.toString());
      case MONTH -> {
        LocalDate first = date.withDayOfMonth(1);
        yield new ExportPeriod(first, first.plusMonths(1), date.toString().substring(0, 7));
      }
      case YEAR -> {
        LocalDate first = date.withDayOfYear(1);
        yield new ExportPeriod(first, first.plusYears(1), date.toString().substring(0, 4));
      }
      case ALL -> ExportPeriod.EVERYTHING;
    };
  }
}
