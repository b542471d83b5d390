package city.sawang.jobs.sink;

import java.io.Serializable;

/**
 * Where rows end that the database refuses for what they hold.
 *
 * @param table the table that takes them; it must accept every row that {@code toRow} makes
 * @param toRow makes the row
 */
public record Refusals<Q>(Table<Q> table, ToRow<Q> toRow) implements Serializable {

  /** Makes the row that keeps a refused row. */
  @FunctionalInterface
  public interface ToRow<Q> extends Serializable {
    /**
     * @param table the table that refused
     * @param row the refused row as text
     * @param why SQLSTATE and the database's words
     * @param atMillis when, milliseconds since the epoch
     */
    Q apply(String table, String row, String why, long atMillis);
  }
}
