package city.sawang.jobs.sink;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Maps rows of type {@code R} to rows of a table: everything the sink knows about it.
 *
 * @param name schema and name
 * @param columns the columns that are written, key columns among them
 * @param key names of the columns of the primary key; their values are comparable and never null
 * @param onConflict what happens when the key is there: the text after {@code ON CONFLICT (…)}
 * @param gone rows that are to be deleted, not written
 * @param merge what becomes of two rows of one key that wait together
 */
public record Table<R>(
    String name,
    List<SinkColumn<R>> columns,
    List<String> key,
    String onConflict,
    Gone<R> gone,
    Merge<R> merge)
    implements Serializable {

  /** Recognises rows that are retracted. */
  @FunctionalInterface
  public interface Gone<R> extends Predicate<R>, Serializable {}

  /** Makes one row of an earlier and a later one with the same key. */
  @FunctionalInterface
  public interface Merge<R> extends BinaryOperator<R>, Serializable {}

  public Table {
    columns = List.copyOf(columns);
    key = List.copyOf(key);
    List<String> names = columns.stream().map(SinkColumn::name).toList();
    if (key.isEmpty() || !names.containsAll(key)) {
      throw new IllegalArgumentException(
          "table " + name + ": key " + key + " is not among the columns " + names);
    }
  }

  /** A table whose rows, once there, never change: the first one stays. */
  public static <R> Table<R> insertOnly(
      String name, List<SinkColumn<R>> columns, List<String> key) {
    return new Table<>(name, columns, key, "DO NOTHING", row -> false, (before, row) -> row);
  }

  /** A table whose rows are replaced by later ones with the same key. */
  public static <R> Table<R> replacing(String name, List<SinkColumn<R>> columns, List<String> key) {
    return new Table<>(
        name, columns, key, doUpdate(columns, key), row -> false, (before, row) -> row);
  }

  /**
   * A table of absolute figures that counts for itself how often each row changed: {@code revision}
   * begins with 1 and goes up by one with every row that differs in a column from the present one,
   * {@code updated_at} tells when. A row that is equal to the present one, as after a replay, writes nothing
   * and does not count.
   */
  public static <R> Table<R> revised(String name, List<SinkColumn<R>> columns, List<String> key) {
    List<String> figures =
        columns.stream().map(SinkColumn::name).filter(column -> !key.contains(column)).toList();
    String table = name.substring(name.indexOf('.') + 1);
    List<SinkColumn<R>> withRevision = new ArrayList<>(columns);
    withRevision.add(SinkColumn.integer("revision", row -> 1));
    return replacing(name, withRevision, key)
        .withRule("revision", table + ".revision + 1")
        .withRule("updated_at", "now()")
        .where(
            "(%s) IS DISTINCT FROM (%s)"
                .formatted(
                    figures.stream()
                        .map(column -> table + "." + column)
                        .collect(Collectors.joining(", ")),
                    figures.stream()
                        .map(column -> "excluded." + column)
                        .collect(Collectors.joining(", "))));
  }

  /** This table; a conflicting row replaces the present one only where {@code condition}. */
  public Table<R> where(String condition) {
    return new Table<>(name, columns, key, onConflict + " WHERE " + condition, gone, merge);
  }

  /** This table with another value for one column when a row replaces the present one. */
  public Table<R> withRule(String column, String expression) {
    String plain = column + " = excluded." + column;
    String rule = column + " = " + expression;
    String changed =
        onConflict.contains(plain) ? onConflict.replace(plain, rule) : onConflict + ", " + rule;
    return new Table<>(name, columns, key, changed, gone, merge);
  }

  /** This table, deleting the rows for which {@code isGone} holds. */
  public Table<R> deleting(Gone<R> isGone) {
    return new Table<>(name, columns, key, onConflict, isGone, merge);
  }

  /**
   * This table, for rows that tell only a part: of two that wait together none is dropped. The
   * rules for a present row have to say the same.
   */
  public Table<R> merging(Merge<R> parts) {
    return new Table<>(name, columns, key, onConflict, gone, parts);
  }

  private static <R> String doUpdate(List<SinkColumn<R>> columns, List<String> key) {
    return columns.stream()
        .map(SinkColumn::name)
        .filter(column -> !key.contains(column))
        .map(column -> column + " = excluded." + column)
        .collect(Collectors.joining(", ", "DO UPDATE SET ", ""));
  }

  /** The columns of the primary key, in the order of {@link #key}. */
  List<SinkColumn<R>> keyColumns() {
    return key.stream()
        .map(
            wanted ->
                columns.stream().filter(c -> c.name().equals(wanted)).findFirst().orElseThrow())
        .toList();
  }

  /** The values of the primary key of a row. */
  List<Object> keyOf(R row, List<SinkColumn<R>> keyColumns) {
    List<Object> values = new ArrayList<>(keyColumns.size());
    for (SinkColumn<R> column : keyColumns) {
      values.add(column.value().apply(row));
    }
    return values;
  }
}
