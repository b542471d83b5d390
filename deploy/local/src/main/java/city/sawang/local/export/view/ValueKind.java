package city.sawang.local.export.view;

import java.util.Optional;

/** What a column holds, as far as files are concerned. */
public enum ValueKind {
  TEXT("string"),
  INTEGER("integer"),
  LONG("integer"),
  DECIMAL("number"),
  FLOAT("number"),
  DOUBLE("number"),
  BOOLEAN("boolean"),
  DATE("date"),
  INSTANT("datetime"),
  JSON("object"),
  BYTES("string");

  private final String tableSchemaType;

  ValueKind(String tableSchemaType) {
    this.tableSchemaType = tableSchemaType;
  }

  /** The type by the name that the Frictionless Table Schema gives it. */
  String tableSchemaType() {
    return tableSchemaType;
  }

  /**
   * @param type name of the type in {@code pg_type}; one that is not known here travels as the text
   *     that PostgreSQL makes of it
   */
  static ValueKind of(String type) {
    return switch (type) {
      case "int2", "int4" -> INTEGER;
      case "int8" -> LONG;
      case "numeric" -> DECIMAL;
      case "float4" -> FLOAT;
      case "float8" -> DOUBLE;
      case "bool" -> BOOLEAN;
      case "date" -> DATE;
      case "timestamptz" -> INSTANT;
      case "json", "jsonb" -> JSON;
      case "bytea" -> BYTES;
      default -> TEXT;
    };
  }

  /** The unit that the last part of a column's name says, as house rules put it there. */
  static Optional<String> unit(String column) {
    String last = column.substring(column.lastIndexOf('_') + 1);
    return Optional.ofNullable(
        switch (last) {
          case "wh" -> "Wh";
          case "w" -> "W";
          case "v" -> "V";
          case "a" -> "A";
          case "hz" -> "Hz";
          case "pct" -> "%";
          case "c" -> "°C";
          case "dbm" -> "dBm";
          case "lx" -> "lx";
          case "s", "seconds" -> "s";
          case "hours" -> "h";
          case "kg" -> "kg";
          case "thb" -> "THB";
          case "latitude", "longitude" -> "°";
          default -> null;
        });
  }
}
