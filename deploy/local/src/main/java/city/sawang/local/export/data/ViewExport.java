package city.sawang.local.export.data;

import city.sawang.local.CommandFailure;
import city.sawang.local.InvalidInput;
import city.sawang.local.export.file.CsvRows;
import city.sawang.local.export.file.FileFormat;
import city.sawang.local.export.file.ParquetRows;
import city.sawang.local.export.file.PartFile;
import city.sawang.local.export.file.RowWriter;
import city.sawang.local.export.view.ExportPeriod;
import city.sawang.local.export.view.Granularity;
import city.sawang.local.export.view.PublicView;
import city.sawang.local.export.view.PublicViews;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Writes a view, one file a period. Rows stream from a cursor on the server into the file; the
 * memory needed does not depend on how many there are. A period is one transaction, so that a file
 * never mixes two states of the database.
 */
public final class ViewExport {
  private static final int ROWS_PER_FETCH = 1000;
  private static final long ROWS_PER_PROGRESS = 1_000_000;

  /**
   * Figures are corrected for three days after their night; by then a night named by the last date
   * of a period has ended as well.
   */
  private static final int DAYS_UNTIL_SETTLED = 4;

  private final Connection connection;
  private final PrintWriter progress;
  private final PartFile.Disk disk;

  /**
   * @param connection of a login that may read the view; it is put out of auto-commit
   * @param progress gets a line a file and a line every million rows
   */
  public ViewExport(Connection connection, PrintWriter progress) {
    this(connection, progress, Files::newOutputStream);
  }

  ViewExport(Connection connection, PrintWriter progress, PartFile.Disk disk) {
    this.connection = connection;
    this.progress = progress;
    this.disk = disk;
  }

  /**
   * Exports one view.
   *
   * @param name one that {@link PublicViews#list} gave
   * @return what lies in the view's directory now
   * @throws InvalidInput when the view does not have what was asked for
   * @throws CommandFailure when a file cannot be written
   */
  public Exported export(String name, ExportRequest request) throws SQLException {
    connection.setAutoCommit(false);
    PublicView view = PublicViews.describe(connection, name);
    check(view, request);
    Path directory = request.to().resolve(view.name());
    try {
      DataPackage files = new DataPackage(directory, view, request, disk);
      long rows = 0;
      int kept = 0;
      for (FileFormat format : request.formats()) {
        ViewQuery query = new ViewQuery(connection, view, request, format);
        Optional<ExportPeriod> period = query.firstPeriod();
        while (period.isPresent()) {
          String file = fileName(view, request, period.get(), format);
          Optional<DataPackage.DataFile> before =
              request.refresh() ? Optional.empty() : files.kept(file);
          long inFile;
          if (before.isPresent()) {
            inFile = before.get().rows();
            print("%s  kept, %,d rows", file, inFile);
            kept++;
          } else {
            inFile = write(query, period.get(), format, file, files);
          }
          rows += inFile;
          // Looking for the next row is dear in a view that adds up; most often it lies next door.
          period = inFile > 0 ? query.nextDoor(period.get()) : query.periodAfter(period.get());
        }
      }
      saving(directory, files);
      connection.rollback();
      return new Exported(view, directory, files, rows, kept);
    } catch (IOException e) {
      throw cannotWrite(directory, e);
    }
  }

  private long write(
      ViewQuery query, ExportPeriod period, FileFormat format, String name, DataPackage files)
      throws SQLException {
    Path target = files.path(name);
    long rows = 0;
    try (PartFile part = new PartFile(target, disk);
        ViewQuery.Rows cursor = query.rows(period, ROWS_PER_FETCH)) {
      ResultSet row = cursor.result();
      RowWriter writer =
          format.isCsv()
              ? new CsvRows(query.view().columns(), format, part)
              : new ParquetRows(query.view(), part);
      while (row.next()) {
        writer.write(row);
        if (++rows % ROWS_PER_PROGRESS == 0) {
          print("%s  %,d rows …", name, rows);
        }
      }
      writer.end();
      if (rows == 0 && period.first() != null) {
        files.remove(name);
        return 0;
      }
      boolean settled = query.settled(period, DAYS_UNTIL_SETTLED);
      String sha256 = part.finish();
      Map<String, Long> formulas = writer.formulaCells();
      files.add(
          new DataPackage.DataFile(name, format, part.bytes(), rows, sha256, settled, formulas));
      saving(target, files);
      print(
          "%s  %,d rows, %s%s%s",
          name,
          rows,
          size(part.bytes()),
          settled ? "" : ", may still change",
          formulaNote(format, formulas));
      return rows;
    } catch (IOException e) {
      throw cannotWrite(target, e);
    }
  }

  private static String formulaNote(FileFormat format, Map<String, Long> formulas) {
    if (formulas.isEmpty()) {
      return "";
    }
    String columns = String.join(", ", formulas.keySet());
    return format == FileFormat.EXCEL
        ? "; a ' stands before texts of " + columns + " that begin as formulas do"
        : "; texts of " + columns + " begin as formulas do: --excel for spreadsheets";
  }

  private static void saving(Path of, DataPackage files) {
    try {
      files.save();
    } catch (IOException e) {
      throw cannotWrite(of, e);
    }
  }

  private static CommandFailure cannotWrite(Path file, IOException problem) {
    String reason =
        problem instanceof FileSystemException f && f.getReason() != null
            ? f.getReason()
            : problem.getMessage() == null ? problem.toString() : problem.getMessage();
    return new CommandFailure(
        "cannot write %s: %s. Finished files are kept; the same command resumes from there."
            .formatted(file, reason),
        problem);
  }

  public static void check(PublicView view, ExportRequest request) {
    if (request.city() != null && !view.hasCity()) {
      throw new InvalidInput(view.name() + " has no city: leave out --city");
    }
    boolean cut = request.granularity() != null && request.granularity() != Granularity.ALL;
    if (view.time().isEmpty() && (cut || request.from() != null || request.until() != null)) {
      throw new InvalidInput(
          view.name() + " says how things are now: leave out --by, --from and --until");
    }
  }

  private static String fileName(
      PublicView view, ExportRequest request, ExportPeriod period, FileFormat format) {
    String city = request.city() == null ? "" : request.city() + ".";
    return "%s.%s%s.%s".formatted(view.name(), city, period.label(), format.extension());
  }

  private void print(String text, Object... arguments) {
    progress.printf(Locale.ROOT, text + "%n", arguments);
    progress.flush();
  }

  private static String size(long bytes) {
    return bytes < 10_000
        ? bytes + " bytes"
        : String.format(Locale.ROOT, "%,.1f MB", bytes / 1_000_000.0);
  }

  /**
   * What one export left behind.
   *
   * @param rows in the files of this request, kept ones included
   * @param kept how many files were finished before
   */
  public record Exported(PublicView view, Path directory, DataPackage files, long rows, int kept) {}
}
