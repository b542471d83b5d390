package city.sawang.local.export.data;

import city.sawang.local.InvalidInput;
import city.sawang.local.export.file.FileFormat;
import city.sawang.local.export.view.Granularity;
import city.sawang.local.export.view.PublicView;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;

/**
 * What is wanted of a view.
 *
 * @param to each view gets a directory of its own in it
 * @param granularity how much time a file holds; null: as suits the view
 * @param from first local date (night, month), whole periods; null: from the beginning
 * @param until last local date, whole periods; null: to the end
 * @param city null: every city the login may see
 * @param zone in which days begin and CSV prints instants
 * @param refresh whether settled files are written again, and an export of another kind replaced
 */
public record ExportRequest(
    Path to,
    List<FileFormat> formats,
    Granularity granularity,
    LocalDate from,
    LocalDate until,
    String city,
    ZoneId zone,
    boolean refresh,
    Licence licence) {
  public ExportRequest {
    formats = List.copyOf(formats);
    if (formats.isEmpty()) {
      throw new IllegalArgumentException("no format: expected csv or parquet");
    }
    if (formats.contains(FileFormat.CSV) && formats.contains(FileFormat.EXCEL)) {
      throw new InvalidInput(
          "--format csv and excel in one directory would be read twice by whoever reads *.csv: choose one");
    }
  }

  /** What must be the same for files to lie side by side without overlapping. */
  String kind(PublicView view) {
    Granularity cut = granularity == null ? view.granularity() : granularity;
    String bounds =
        cut == Granularity.ALL && (from != null || until != null)
            ? " from %s until %s".formatted(from, until)
            : "";
    return "by %s%s, %s, %s%s"
        .formatted(
            cut.name().toLowerCase(Locale.ROOT),
            bounds,
            city == null ? "all cities" : "city " + city,
            zone,
            forExcel() ? ", for Excel" : "");
  }

  /** Whether the CSV files are those for spreadsheets. */
  boolean forExcel() {
    return formats.contains(FileFormat.EXCEL);
  }

  /** This request with another cut. */
  ExportRequest by(Granularity other) {
    return new ExportRequest(to, formats, other, from, until, city, zone, refresh, licence);
  }
}
