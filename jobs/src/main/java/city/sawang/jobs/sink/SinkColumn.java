package city.sawang.jobs.sink;

import java.io.Serializable;
import java.util.function.Function;

/**
 * One column of a {@link Table}.
 *
 * @param name the column's name in SQL
 * @param type how its values are sent
 * @param value takes the value out of a row; null is SQL NULL
 */
public record SinkColumn<R>(String name, Type type, Value<R> value) implements Serializable {

  /** Takes one value out of a row; serialisable because a sink is sent to its task. */
  @FunctionalInterface
  public interface Value<R> extends Function<R, Object>, Serializable {}

  /** The few SQL types of the store, each with the array type that carries it. */
  public enum Type {
    TEXT("text", "%s"),
    BIGINT("int8", "%s"),
    INTEGER("int4", "%s"),
    BOOLEAN("bool", "%s"),
    BYTES("bytea", "%s"),
    /** Text that PostgreSQL takes for jsonb. */
    JSON("text", "%s::jsonb"),
    /** Days since 1970-01-01, as int4: nobody's time zone can move them. */
    DATE("int4", "(date '1970-01-01' + %s)"),
    /**
     * Milliseconds since the epoch. They are sent as int8, because the driver can only send arrays of
     * timestamps as text; a float8 holds every millisecond of the next 100,000 years exactly enough
     * for to_timestamp, which rounds to microseconds.
     */
    INSTANT("int8", "to_timestamp(%s / 1000.0::float8)");

    private final String arrayElement;
    private final String expression;

    Type(String arrayElement, String expression) {
      this.arrayElement = arrayElement;
      this.expression = expression;
    }

    String arrayElement() {
      return arrayElement;
    }

    String expression(String columnName) {
      return expression.formatted(columnName);
    }

    /** An array whose component type lets the driver send it in binary. */
    Object[] newArray(int length) {
      return switch (this) {
        case TEXT, JSON -> new String[length];
        case BIGINT, INSTANT -> new Long[length];
        case INTEGER, DATE -> new Integer[length];
        case BOOLEAN -> new Boolean[length];
        case BYTES -> new byte[length][];
      };
    }
  }

  /** A text column. */
  public static <R> SinkColumn<R> text(String name, Value<R> value) {
    return new SinkColumn<>(name, Type.TEXT, value);
  }

  /** A bigint column of {@link Long} values. */
  public static <R> SinkColumn<R> bigint(String name, Value<R> value) {
    return new SinkColumn<>(name, Type.BIGINT, value);
  }

  /** An integer column of {@link Integer} values. */
  public static <R> SinkColumn<R> integer(String name, Value<R> value) {
    return new SinkColumn<>(name, Type.INTEGER, value);
  }

  /** A boolean column. */
  public static <R> SinkColumn<R> bool(String name, Value<R> value) {
    return new SinkColumn<>(name, Type.BOOLEAN, value);
  }

  /** A bytea column. */
  public static <R> SinkColumn<R> bytes(String name, Value<R> value) {
    return new SinkColumn<>(name, Type.BYTES, value);
  }

  /** A jsonb column of {@link String} values: JSON texts. */
  public static <R> SinkColumn<R> json(String name, Value<R> value) {
    return new SinkColumn<>(name, Type.JSON, value);
  }

  /** A date column of {@link Integer} values: days since 1970-01-01. */
  public static <R> SinkColumn<R> date(String name, Value<R> value) {
    return new SinkColumn<>(name, Type.DATE, value);
  }

  /** A timestamptz column of {@link Long} values: milliseconds since the epoch. */
  public static <R> SinkColumn<R> instant(String name, Value<R> value) {
    return new SinkColumn<>(name, Type.INSTANT, value);
  }
}
