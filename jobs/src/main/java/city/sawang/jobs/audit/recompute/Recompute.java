package city.sawang.jobs.audit.recompute;

import city.sawang.jobs.audit.crosscheck.CrossCheck;
import city.sawang.jobs.audit.crosscheck.RowDifference;
import city.sawang.jobs.audit.crosscheck.SqlLiterals;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calculates figures again from the archived readings, by the algorithm of the stream, and compares
 * them with what is published, or restates it.
 *
 * <p>What is compared: rows of lamps that the stream wrote, with what comes out without the readings
 * that came too late for it; restated rows, with what comes out of all readings; roll-ups, with the
 * sums of the rows of lamps.
 */
public final class Recompute {
  private static final Logger LOG = LoggerFactory.getLogger(Recompute.class);
  private static final int SHOWN = 20;
  private static final String WRITTEN_BY_THE_STREAM = "p.restated IS NOT TRUE";
  private static final String RESTATED = "p.restated";

  private final RecomputeSettings settings;

  public Recompute(RecomputeSettings settings) {
    this.settings = settings;
  }

  /** What is done with the connection that makes the scratch tables. */
  @FunctionalInterface
  private interface RecomputeStep {
    RecomputeResult with(
        Connection connection,
        RecomputeScope subject,
        ScratchSchema scratch,
        List<PublishedRows> rows)
        throws Exception;
  }

  /**
   * Compares and changes nothing.
   *
   * @throws IllegalArgumentException for a city, lamp or period that there is not
   * @throws Exception when the database or the batch fails
   */
  public RecomputeResult check() throws Exception {
    return run(this::compare);
  }

  /**
   * Publishes what comes out of all archived readings, those included that came too late for the
   * stream, in one transaction.
   *
   * @throws IllegalArgumentException for a city, lamp or period that there is not, and for a period
   *     that is not over
   * @throws Exception when the database or the batch fails; then nothing is restated
   */
  public RecomputeResult restate() throws Exception {
    return run(this::restate);
  }

  private RecomputeResult run(RecomputeStep step) throws Exception {
    try (Connection connection = settings.database().connectWithoutTimeout()) {
      connection.setAutoCommit(true);
      RecomputeScope subject =
          RecomputeScope.find(connection, settings.cities(), settings.lampId());
      try (ScratchSchema scratch = new ScratchSchema(connection)) {
        List<PublishedRows> rows = new ArrayList<>();
        subject
            .zones()
            .forEach(
                (city, zone) ->
                    rows.add(
                        new PublishedRows(
                            city, zone, subject.lampId(), settings.period(), scratch)));
        return step.with(connection, subject, scratch, rows);
      }
    }
  }

  private void calculate(RecomputeScope subject, ScratchSchema scratch, boolean withTooLate)
      throws Exception {
    LOG.info(
        "calculating {} of {} {} the readings that came too late",
        settings.period(),
        subject.zones().keySet(),
        withTooLate ? "with" : "without");
    scratch.clear();
    StreamExecutionEnvironment environment = BatchFlink.environment(settings.parallelism());
    RecomputeJob.define(
        environment,
        settings.database(),
        subject.ranges(settings.period()),
        settings.horizon(),
        withTooLate,
        subject.firstNights(),
        scratch.sinks(settings.database()));
    try (BatchFlink flink = BatchFlink.start(settings.directory(), settings.parallelism())) {
      flink.run(environment);
    }
    scratch.complete();
  }

  private RecomputeResult compare(
      Connection connection,
      RecomputeScope subject,
      ScratchSchema scratch,
      List<PublishedRows> rows)
      throws Exception {
    Differences differences = new Differences();
    calculate(subject, scratch, false);
    long recomputed = count(connection, scratch, rows);
    for (PublishedRows city : rows) {
      differences.add(connection, city.ofLamps(WRITTEN_BY_THE_STREAM));
      differences.add(connection, city.ofRollUps());
    }
    boolean restated = false;
    for (PublishedRows city : rows) {
      for (CrossCheck crossCheck : city.ofLamps("true")) {
        restated |=
            number(
                    connection,
                    "SELECT count(*) FROM (" + crossCheck.published() + ") p WHERE p.restated")
                > 0;
      }
    }
    if (restated) {
      calculate(subject, scratch, true);
      for (PublishedRows city : rows) {
        differences.add(connection, city.ofLamps(RESTATED));
      }
    }
    return new RecomputeResult(
        recomputed,
        differences.count,
        differences.first,
        tooLate(connection, rows),
        due(connection, rows),
        0);
  }

  private RecomputeResult restate(
      Connection connection,
      RecomputeScope subject,
      ScratchSchema scratch,
      List<PublishedRows> rows)
      throws Exception {
    requireOver(connection, subject.ranges(settings.period()));
    // What the stream notes from here on may be about something that the batch no longer sees.
    String begun = text(connection, "SELECT now()::text");
    long tooLate = tooLate(connection, rows);
    calculate(subject, scratch, true);
    long recomputed = count(connection, scratch, rows);
    Differences differences = new Differences();
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      statement.execute("SELECT store.begin_restatement()");
      long restated = 0;
      for (PublishedRows city : rows) {
        differences.add(connection, city.ofLamps("true"));
        for (CrossCheck crossCheck : city.ofLamps("true")) {
          restated += Restatement.apply(connection, crossCheck);
        }
        for (CrossCheck crossCheck : city.ofRollUps()) {
          restated += Restatement.apply(connection, crossCheck);
        }
        statement.execute(
            "DELETE FROM store.restatement_due WHERE %s AND noted_at < %s::timestamptz"
                .formatted(city.dueCondition(), SqlLiterals.text(begun)));
      }
      connection.commit();
      connection.setAutoCommit(true);
      return new RecomputeResult(
          recomputed,
          differences.count,
          differences.first,
          tooLate,
          due(connection, rows),
          restated);
    } catch (SQLException e) {
      connection.rollback();
      connection.setAutoCommit(true);
      throw e;
    }
  }

  /** A restated row is left alone by the stream: a night that is not over would never change again. */
  private void requireOver(Connection connection, Map<String, TimeRange> ranges)
      throws SQLException {
    for (Map.Entry<String, TimeRange> city : ranges.entrySet()) {
      long newest =
          number(
              connection,
              "SELECT coalesce((extract(epoch FROM max(period_start)) * 1000)::bigint, 0) FROM store.city_quarter_hour WHERE city_id = "
                  + SqlLiterals.text(city.getKey()));
      if (newest > 0 && city.getValue().end() > newest) {
        throw new IllegalArgumentException(
            "%s of %s: not over yet, expected a period that is past: what is restated is left alone by the running calculation"
                .formatted(settings.period(), city.getKey()));
      }
    }
  }

  private static long count(Connection connection, ScratchSchema scratch, List<PublishedRows> rows)
      throws SQLException {
    long count = 0;
    for (PublishedRows city : rows) {
      count +=
          number(
              connection,
              "SELECT count(*) FROM %s WHERE %s AND %s"
                  .formatted(
                      scratch.table("lamp_quarter_hour"),
                      city.inCity(),
                      city.inRange("period_start")));
    }
    return count;
  }

  /** A reading that came too late is in no figure as long as the note about it is there. */
  private static long tooLate(Connection connection, List<PublishedRows> rows) throws SQLException {
    long count = 0;
    for (PublishedRows city : rows) {
      count +=
          number(
              connection,
              """
              SELECT count(*) FROM store.restatement_due d JOIN store.reading r
                ON r.city_id = d.city_id AND d.subject_id = coalesce(r.lamp_id, r.controller_id)
                AND r.observed_at >= d.period_start AND r.observed_at < d.period_start + interval '15 minutes'
              WHERE d.reason = 'TOO_LATE' AND r.lateness = 'TOO_LATE'
                AND (d.city_id, d.subject_id, d.period_start) IN (
                  SELECT city_id, subject_id, period_start FROM store.restatement_due WHERE reason = 'TOO_LATE' AND %s)"""
                  .formatted(city.dueCondition()));
    }
    return count;
  }

  private static long due(Connection connection, List<PublishedRows> rows) throws SQLException {
    long count = 0;
    for (PublishedRows city : rows) {
      count +=
          number(
              connection,
              "SELECT count(*) FROM store.restatement_due WHERE " + city.dueCondition());
    }
    return count;
  }

  private static long number(Connection connection, String sql) throws SQLException {
    return Long.parseLong(text(connection, sql));
  }

  private static String text(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    }
  }

  /** All are counted, some are kept. */
  private static final class Differences {
    private final List<RowDifference> first = new ArrayList<>();
    private long count;

    void add(Connection connection, List<CrossCheck> all) throws SQLException {
      for (CrossCheck crossCheck : all) {
        long differing = crossCheck.count(connection);
        count += differing;
        if (differing > 0 && first.size() < SHOWN) {
          first.addAll(crossCheck.first(connection, SHOWN - first.size()));
        }
      }
    }
  }
}
