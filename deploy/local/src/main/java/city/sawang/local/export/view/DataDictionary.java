package city.sawang.local.export.view;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** What the columns of a view mean, for machines and for people, from the comments in the database. */
public final class DataDictionary {
  private static final String MACHINE =
      """
      - CSV: RFC 4180, UTF-8, a header line. Nothing between two commas is NULL (not known, not applicable); `""` is an empty text.
        Instants are ISO 8601 with offset; nights and months are dates; numbers have a decimal point and no separators.
      - CSV values are exactly those of the view. Some of them were sent by devices or typed by people: a text may begin with `=`, `+`, `-`, `@`,
        TAB or CR, which a spreadsheet takes for a formula. `formulaCells` in `datapackage.json` counts them for each file and column.
        For a double click: `sawang export … --excel`.
      """;
  private static final String EXCEL =
      """
      - CSV for spreadsheets: UTF-8 with byte order mark, a header line. An empty cell is NULL (not known, not applicable).
        Times are local, without offset, cut to whole seconds; nights and months are dates; numbers have a decimal point.
      - A `'` stands before every text that a spreadsheet would take for a formula (`=`, `+`, `-`, `@`, TAB, CR in front), a number or a date,
        before numbers of more than 15 digits, and before texts that begin with `'`: take away the first one and the value is back.
        Programs read the form without `--excel`, or Parquet.
      """;
  private static final String BOTH =
      """
      - Parquet: exact decimals, instants in microseconds of UTC, Zstandard.
      - The rows of a file are ordered by their ids and their time: the same data give the same bytes. `sha256sum -c SHA256SUMS` checks them.
      """;

  private DataDictionary() {}

  /**
   * A Frictionless Table Schema; {@code unit} and {@code sqlType} are ours beside its own.
   *
   * @param excel whether the CSV files are those for spreadsheets
   */
  public static ObjectNode tableSchema(PublicView view, boolean excel) {
    ObjectNode schema = JsonNodeFactory.instance.objectNode();
    ArrayNode fields = schema.putArray("fields");
    for (ViewColumn column : view.columns()) {
      ObjectNode field = fields.addObject();
      field.put("name", column.name());
      field.put("type", column.kind().tableSchemaType());
      if (column.kind() == ValueKind.INSTANT) {
        field.put("format", excel ? "%Y-%m-%d %H:%M:%S" : "any");
      }
      ObjectNode constraints = ColumnConstraints.of(view, column);
      if (!constraints.isEmpty()) {
        field.set("constraints", constraints);
      }
      ValueKind.unit(column.name()).ifPresent(unit -> field.put("unit", unit));
      field.put("description", column.comment());
      field.put("sqlType", sqlType(column));
    }
    schema.putArray("missingValues").add("");
    return schema;
  }

  /** The dictionary as a page, with the lines that read the files. */
  public static String markdown(PublicView view, boolean excel) {
    StringBuilder page = new StringBuilder();
    page.append("# ").append(view.name()).append("\n\n").append(view.comment()).append("\n\n");
    page.append("| column | type | unit | meaning |\n|---|---|---|---|\n");
    for (ViewColumn column : view.columns()) {
      page.append("| `")
          .append(column.name())
          .append("` | ")
          .append(sqlType(column))
          .append(" | ")
          .append(ValueKind.unit(column.name()).orElse(""))
          .append(" | ")
          .append(column.comment().replace("|", "\\|"))
          .append(" |\n");
    }
    page.append('\n').append(excel ? EXCEL : MACHINE).append(BOTH);
    return page.append(ReadingLines.of(view, excel)).toString();
  }

  private static String sqlType(ViewColumn column) {
    return switch (column.type()) {
      case "numeric" ->
          column.precision() == 0
              ? "numeric"
              : "numeric(%d,%d)".formatted(column.precision(), column.scale());
      case "int2" -> "smallint";
      case "int4" -> "integer";
      case "int8" -> "bigint";
      case "float4" -> "real";
      case "float8" -> "double precision";
      case "bool" -> "boolean";
      default -> column.type();
    };
  }
}
