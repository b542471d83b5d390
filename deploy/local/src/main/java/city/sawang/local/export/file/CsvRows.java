package city.sawang.local.export.file;

import city.sawang.local.export.view.PostgresTime;
import city.sawang.local.export.view.ValueKind;
import city.sawang.local.export.view.ViewColumn;
import city.sawang.schemas.text.SpreadsheetTraces;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * CSV by RFC 4180: UTF-8 without byte order mark, CRLF, a header line. NULL is nothing between the
 * commas, an empty text is {@code ""}. Values are exactly those of the view: a text that begins with
 * {@code =} is not altered, or the file would say something else than the database; it is counted. Instants are ISO
 * 8601 with the offset of the session's time zone. The form for spreadsheets differs as {@link ExcelCells} says, and
 * begins with a byte order mark.
 */
public final class CsvRows implements RowWriter {
  private final ValueKind[] kinds;
  private final List<ViewColumn> columns;
  private final long[] formulas;
  private final boolean excel;
  private final Writer out;

  /**
   * @param format CSV or EXCEL
   */
  public CsvRows(List<ViewColumn> columns, FileFormat format, OutputStream out) throws IOException {
    this.columns = columns;
    this.formulas = new long[columns.size()];
    this.excel = format == FileFormat.EXCEL;
    this.kinds = columns.stream().map(ViewColumn::kind).toArray(ValueKind[]::new);
    this.out =
        new BufferedWriter(
            new OutputStreamWriter(out, StandardCharsets.UTF_8.newEncoder()), 1 << 16);
    if (excel) {
      this.out.write(ExcelCells.BYTE_ORDER_MARK);
    }
    for (int i = 0; i < columns.size(); i++) {
      separate(i);
      text(columns.get(i).name());
    }
    this.out.write("\r\n");
  }

  @Override
  public void write(ResultSet row) throws IOException, SQLException {
    for (int i = 0; i < kinds.length; i++) {
      separate(i);
      String value = row.getString(i + 1);
      if (value == null) {
        continue;
      }
      switch (kinds[i]) {
        case TEXT, JSON -> {
          if (SpreadsheetTraces.isFormula(value)) {
            formulas[i]++;
          }
          text(excel ? ExcelCells.text(value) : value);
        }
        case INSTANT -> out.write(excel ? ExcelCells.instant(value) : PostgresTime.iso(value));
        case BOOLEAN -> out.write(value.startsWith("t") ? "true" : "false");
        case INTEGER, LONG, DECIMAL, FLOAT, DOUBLE ->
            out.write(excel ? ExcelCells.number(value) : value);
        case DATE, BYTES -> out.write(value);
      }
    }
    out.write("\r\n");
  }

  private void separate(int column) throws IOException {
    if (column > 0) {
      out.write(',');
    }
  }

  private void text(String value) throws IOException {
    if (!quoted(value)) {
      out.write(value);
      return;
    }
    out.write('"');
    out.write(value.replace("\"", "\"\""));
    out.write('"');
  }

  /** The empty text is quoted, which tells it from NULL; so is what readers would trim. */
  private static boolean quoted(String value) {
    if (value.isEmpty() || value.charAt(0) <= ' ' || value.charAt(value.length() - 1) <= ' ') {
      return true;
    }
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == ',' || c == '"' || c == '\r' || c == '\n') {
        return true;
      }
    }
    return false;
  }

  @Override
  public Map<String, Long> formulaCells() {
    var found = new TreeMap<String, Long>();
    for (int i = 0; i < formulas.length; i++) {
      if (formulas[i] > 0) {
        found.put(columns.get(i).name(), formulas[i]);
      }
    }
    return found;
  }

  @Override
  public void end() throws IOException {
    out.flush();
  }
}
