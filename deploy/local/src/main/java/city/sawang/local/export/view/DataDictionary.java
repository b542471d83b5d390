package city.sawang.local.export.view;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** What the columns of a view mean, for machines and for people, from the comments in the database. */
public final class DataDictionary {
  private DataDictionary() {}

  /** A Frictionless Table Schema; {@code unit} and {@code sqlType} are ours beside its own. */
  public static ObjectNode tableSchema(PublicView view) {
    ObjectNode schema = JsonNodeFactory.instance.objectNode();
    ArrayNode fields = schema.putArray("fields");
    for (ViewColumn column : view.columns()) {
      ObjectNode field = fields.addObject();
      field.put("name", column.name());
      field.put("type", column.kind().tableSchemaType());
      ValueKind.unit(column.name()).ifPresent(unit -> field.put("unit", unit));
      field.put("description", column.comment());
      field.put("sqlType", sqlType(column));
    }
    schema.putArray("missingValues").add("");
    return schema;
  }

  /** The dictionary as a page. */
  public static String markdown(PublicView view) {
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
    page.append('\n')
        .append(
            """
            - CSV: RFC 4180, UTF-8, a header line. Nothing between two commas is NULL (not known, not applicable); `""` is an empty text.
              Instants are ISO 8601 with offset; nights and months are dates; numbers have a decimal point and no separators.
            - CSV values are exactly those of the view. Some of them were sent by devices: a text may begin with `=`, `+`, `-` or `@`, which a
              spreadsheet takes for a formula. Import such columns as text, or use Parquet.
            - Parquet: exact decimals, instants in microseconds of UTC, Zstandard.
            - The rows of a file are ordered by their ids and their time: the same data give the same bytes. `sha256sum -c SHA256SUMS` checks them.
            """);
    return page.toString();
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
