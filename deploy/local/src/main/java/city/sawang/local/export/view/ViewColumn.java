package city.sawang.local.export.view;

/**
 * A column of a public view.
 *
 * @param type name in {@code pg_type}
 * @param precision digits of a numeric; 0: not limited
 * @param scale decimals of a numeric
 * @param comment what it means, from the database
 */
public record ViewColumn(String name, String type, int precision, int scale, String comment) {
  public ValueKind kind() {
    return ValueKind.of(type);
  }

  /** The name as SQL wants it, whatever characters it has. */
  public String quoted() {
    return '"' + name.replace("\"", "\"\"") + '"';
  }
}
