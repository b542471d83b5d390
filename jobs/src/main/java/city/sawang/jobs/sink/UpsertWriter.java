package city.sawang.jobs.sink;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.operators.ProcessingTimeService;
import org.apache.flink.api.connector.sink2.SinkWriter;

/**
 * Gathers rows, the last one of a key wins (or is merged with those before it), and writes them when there are many, when the first has
 * waited long enough, and before every checkpoint. Rows go out in the order of their keys, so that
 * two writers of one table never wait for each other in a circle.
 *
 * <p>A row that the database refuses for what it holds must not restart the job for ever: the batch
 * is halved until the row stands alone, and that row goes to the {@link Refusals} with the
 * database's own words.
 */
final class UpsertWriter<R> implements SinkWriter<R> {
  record BatchLimits(int maxRows, long maxDelayMillis) {}

  private final Table<R> table;
  private final List<SinkColumn<R>> keyColumns;
  private final ArrayStatement<R> upsert;
  private final ArrayStatement<R> delete;
  private final Refuge<?> refuge;
  private final RetryingConnection connection;
  private final BatchLimits limits;
  private final ProcessingTimeService time;
  private final SinkMetrics metrics;

  private final Map<List<Object>, R> waiting = new HashMap<>();
  private ScheduledFuture<?> dueFlush;

  UpsertWriter(
      Table<R> table,
      Refusals<?> refusals,
      DatabaseAddress address,
      long retryMillis,
      BatchLimits limits,
      ProcessingTimeService time,
      SinkMetrics metrics) {
    this.table = table;
    this.keyColumns = table.keyColumns();
    this.upsert = ArrayStatement.upsert(table);
    this.delete = ArrayStatement.delete(table);
    this.refuge = Refuge.of(refusals);
    this.connection = new RetryingConnection(address, retryMillis, metrics.retries()::inc);
    this.limits = limits;
    this.time = time;
    this.metrics = metrics;
  }

  @Override
  public void write(R row, Context context) throws IOException, InterruptedException {
    int before = waiting.size();
    waiting.merge(table.keyOf(row, keyColumns), row, table.merge());
    if (waiting.size() == before) {
      metrics.rowsReplaced().inc();
    }
    if (waiting.size() >= limits.maxRows()) {
      flush(false);
    } else if (dueFlush == null) {
      dueFlush =
          time.registerTimer(
              time.getCurrentProcessingTime() + limits.maxDelayMillis(),
              due -> {
                dueFlush = null;
                flush(false);
              });
    }
  }

  @Override
  public void flush(boolean endOfInput) throws IOException, InterruptedException {
    if (waiting.isEmpty()) {
      return;
    }
    long started = System.nanoTime();
    List<R> gone = new ArrayList<>();
    List<R> rows = new ArrayList<>(waiting.size());
    waiting.entrySet().stream()
        .sorted(Map.Entry.comparingByKey(UpsertWriter::compareKeys))
        .map(Map.Entry::getValue)
        .forEach(row -> (table.gone().test(row) ? gone : rows).add(row));
    connection.run(
        open -> {
          store(open, delete, gone);
          store(open, upsert, rows);
        });
    metrics.rowsWritten().inc(waiting.size());
    metrics.flushes().inc();
    metrics.flushMillis().inc(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - started));
    waiting.clear();
  }

  private void store(Connection open, ArrayStatement<R> statement, List<R> rows)
      throws SQLException {
    if (rows.isEmpty()) {
      return;
    }
    try {
      statement.execute(open, rows);
      open.commit();
    } catch (SQLException e) {
      if (SqlFate.of(e) != SqlFate.REFUSED_ROW) {
        throw e;
      }
      open.rollback();
      if (rows.size() == 1) {
        refuse(open, rows.get(0), e);
      } else {
        int half = rows.size() / 2;
        store(open, statement, rows.subList(0, half));
        store(open, statement, rows.subList(half, rows.size()));
      }
    }
  }

  private void refuse(Connection open, R row, SQLException why) throws SQLException {
    refuge.take(
        open,
        table.name(),
        row.toString(),
        "SQLSTATE " + why.getSQLState() + ", " + why.getMessage(),
        time.getCurrentProcessingTime());
    open.commit();
    metrics.rowsRefused().inc();
  }

  private record Refuge<Q>(ArrayStatement<Q> statement, Refusals.ToRow<Q> toRow) {
    static <Q> Refuge<Q> of(Refusals<Q> refusals) {
      return new Refuge<>(ArrayStatement.upsert(refusals.table()), refusals.toRow());
    }

    void take(Connection open, String table, String row, String why, long atMillis)
        throws SQLException {
      statement.execute(open, List.of(toRow.apply(table, row, why, atMillis)));
    }
  }

  private static int compareKeys(List<Object> a, List<Object> b) {
    for (int i = 0; i < a.size(); i++) {
      int order = comparable(a.get(i)).compareTo(b.get(i));
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }

  @SuppressWarnings("unchecked") // Values of one key column are of one type: Long or String.
  private static Comparable<Object> comparable(Object value) {
    return (Comparable<Object>) value;
  }

  @Override
  public void close() {
    connection.close();
  }
}
