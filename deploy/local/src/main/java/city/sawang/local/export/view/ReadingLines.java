package city.sawang.local.export.view;

import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Lines to copy that read the files of a view with the right types, for the programs people use; in both languages. */
final class ReadingLines {
  private static final Set<ValueKind> TEXTS =
      Set.of(ValueKind.TEXT, ValueKind.JSON, ValueKind.BYTES);

  private final PublicView view;

  private ReadingLines(PublicView view) {
    this.view = view;
  }

  static String of(PublicView view, boolean excel) {
    return excel ? EXCEL : new ReadingLines(view).programs();
  }

  private static final String EXCEL =
      """

      ## Reading the files · อ่านไฟล์

      A double click opens them in Excel, Thai text included. LibreOffice asks: choose UTF-8 and comma.

      ดับเบิลคลิกเพื่อเปิดใน Excel ได้ทันที ภาษาไทยแสดงถูกต้อง เวลาเป็นเวลาท้องถิ่น หาก LibreOffice ถาม ให้เลือก UTF-8 และเครื่องหมายจุลภาค
      ข้อความที่ Excel อาจเข้าใจว่าเป็นสูตร ตัวเลข หรือวันที่ จะมีเครื่องหมาย ' นำหน้า
      """;

  private String programs() {
    return """

    ## Reading the files · อ่านไฟล์

    Copy the lines: they give every column its type, so that an id stays a text and only an empty field is a missing value.

    คัดลอกบรรทัดด้านล่างไปใช้ได้เลย ทุกคอลัมน์จะมีชนิดข้อมูลถูกต้อง รหัสยังเป็นข้อความ และมีเพียงช่องว่างเท่านั้นที่หมายถึงไม่มีค่า

    ### pandas (Python)

    ```python
    import glob
    import pandas as pd

    rows = pd.concat(
        pd.read_csv(file, keep_default_na=False, na_values=[""], dtype={%s}, parse_dates=[%s])
        for file in sorted(glob.glob("%s.*.csv")))
    ```

    ### R

    ```r
    library(readr)
    rows <- read_csv(Sys.glob("%s.*.csv"), na = "", col_types = cols(%s))
    ```

    ### DuckDB

    ```sql
    SELECT * FROM read_csv('%s.*.csv', header = true, delim = ',', quote = '"', escape = '"', nullstr = '', columns = {%s});
    ```

    ### Excel

    Not by a double click: Excel takes the file for another encoding and ids for numbers. Either `sawang export %s --excel`, or *Data → From Text/CSV*, file origin *65001: Unicode (UTF-8)*, *Transform Data*, and the type *Text* for %s.

    อย่าดับเบิลคลิกเปิดไฟล์นี้ เพราะภาษาไทยจะเพี้ยนและรหัสอาจกลายเป็นตัวเลข ให้ส่งออกใหม่ด้วย `sawang export %s --excel`
    หรือใน Excel เลือก *ข้อมูล → จากข้อความ/CSV* กำหนดที่มาของไฟล์เป็น *65001: Unicode (UTF-8)* แล้วเลือก *แปลงข้อมูล* และตั้งชนิดคอลัมน์รหัสเป็น *ข้อความ*
    """
        .formatted(
            typed("\"%s\": \"%s\"", ReadingLines::pandas, false),
            view.columns().stream()
                .filter(column -> isTime(column.kind()))
                .map(column -> '"' + column.name() + '"')
                .collect(Collectors.joining(", ")),
            view.name(),
            view.name(),
            typed("%s = %s", ReadingLines::r, true),
            view.name(),
            typed("'%s': '%s'", ReadingLines::duckDb, true),
            view.name(),
            view.columns().stream()
                .filter(column -> TEXTS.contains(column.kind()))
                .map(column -> "`" + column.name() + "`")
                .collect(Collectors.joining(", ")),
            view.name());
  }

  private String typed(String form, Function<ValueKind, String> type, boolean times) {
    return view.columns().stream()
        .filter(column -> times || !isTime(column.kind()))
        .map(column -> form.formatted(column.name(), type.apply(column.kind())))
        .collect(Collectors.joining(", "));
  }

  private static boolean isTime(ValueKind kind) {
    return kind == ValueKind.DATE || kind == ValueKind.INSTANT;
  }

  private static String pandas(ValueKind kind) {
    return switch (kind) {
      case INTEGER, LONG -> "Int64";
      case DECIMAL, FLOAT, DOUBLE -> "float64";
      case BOOLEAN -> "boolean";
      case TEXT, JSON, BYTES, DATE, INSTANT -> "string";
    };
  }

  private static String r(ValueKind kind) {
    return switch (kind) {
      case INTEGER -> "col_integer()";
      case LONG, DECIMAL, FLOAT, DOUBLE -> "col_double()";
      case BOOLEAN -> "col_logical()";
      case DATE -> "col_date()";
      case INSTANT -> "col_datetime()";
      case TEXT, JSON, BYTES -> "col_character()";
    };
  }

  private static String duckDb(ValueKind kind) {
    return switch (kind) {
      case INTEGER -> "INTEGER";
      case LONG -> "BIGINT";
      case DECIMAL -> "DECIMAL(38, 12)";
      case FLOAT, DOUBLE -> "DOUBLE";
      case BOOLEAN -> "BOOLEAN";
      case DATE -> "DATE";
      case INSTANT -> "TIMESTAMPTZ";
      case TEXT, JSON, BYTES -> "VARCHAR";
    };
  }
}
