package city.sawang.jobs.audit.invariants;

import city.sawang.jobs.audit.invariants.InvariantCheck.CheckResult;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import javax.sql.DataSource;

/**
 * Checks again and again whether what always holds still does. What does not goes to {@code
 * store.invariant_violation}, and out of it again when a later check finds it fixed; when each
 * invariant was checked last stands in {@code store.invariant_check}.
 *
 * <p>A suspected violation becomes one when two checks in a row find it with the same numbers: rows
 * that are still on their way differ from check to check. Not safe for use by several threads.
 */
public final class InvariantMonitor {
  private final DataSource database;
  private final int timeoutSeconds;
  private final List<InvariantCheck> checks;
  private final Map<Invariant, List<SuspectedViolation>> suspected = new EnumMap<>(Invariant.class);
  private final Map<Invariant, Long> found = new EnumMap<>(Invariant.class);

  /**
   * @param database as a login that may read the tables and write the violations: a member of
   *     sawang_sink
   * @param timeoutSeconds a statement that takes longer is given up, and so is the check
   */
  public InvariantMonitor(DataSource database, int timeoutSeconds) {
    this.database = database;
    this.timeoutSeconds = timeoutSeconds;
    this.checks =
        Stream.concat(
                Stream.of(
                    new LedgerIdentityCheck(), new LedgerArchiveCheck(), new DarkPeriodCheck()),
                RollUpCheck.all().stream())
            .toList();
  }

  /**
   * What all checks came to.
   *
   * @param open violations that are in the table now, by invariant
   * @param found violations that this monitor has found since it was made, fixed ones included
   */
  public record MonitorReport(Map<Invariant, Long> open, Map<Invariant, Long> found) {
    /** Violations that are in the table now, of all invariants. */
    public long openInAll() {
      return open.values().stream().mapToLong(Long::longValue).sum();
    }
  }

  /**
   * Checks everything that is due.
   *
   * @throws SQLException when the database does not answer, or not in time; the next check resumes
   *     where this one stopped
   */
  public MonitorReport check(Instant now) throws SQLException {
    try (Connection connection = database.getConnection()) {
      connection.setAutoCommit(true);
      try (Statement statement = connection.createStatement()) {
        statement.execute("SET statement_timeout = '" + timeoutSeconds + "s'");
      }
      for (InvariantCheck check : checks) {
        run(connection, check, now.toEpochMilli());
      }
      Map<Invariant, Long> open = ViolationStore.openByInvariant(connection);
      ViolationStore.recordCheck(connection, Invariant.ENERGY_IDENTITY, now, 0);
      // The jobs find these, and nothing takes them away.
      found.put(Invariant.ENERGY_IDENTITY, open.get(Invariant.ENERGY_IDENTITY));
      return new MonitorReport(open, new EnumMap<>(found));
    }
  }

  private void run(Connection connection, InvariantCheck check, long nowMillis)
      throws SQLException {
    List<SuspectedViolation> before = suspected.getOrDefault(check.invariant(), List.of());
    List<SuspectedViolation> open = ViolationStore.openOf(connection, check.invariant());
    Set<Location> locations = new LinkedHashSet<>(check.due(nowMillis));
    Stream.concat(before.stream(), open.stream())
        .map(SuspectedViolation::location)
        .forEach(locations::add);
    long subjects = 0;
    List<SuspectedViolation> now = new ArrayList<>();
    for (Location location : locations) {
      CheckResult result = check.check(connection, location, nowMillis);
      subjects += result.subjects();
      result.suspected().stream()
          .filter(one -> now.stream().noneMatch(one::isAbout))
          .forEach(now::add);
    }
    suspected.put(check.invariant(), now);
    for (SuspectedViolation one : now) {
      boolean known = open.stream().anyMatch(one::isAbout);
      if (known || before.contains(one)) {
        if (!known) {
          found.merge(check.invariant(), 1L, Long::sum);
        }
        ViolationStore.write(connection, one, nowMillis);
      }
    }
    for (SuspectedViolation one : open) {
      boolean checked = locations.stream().anyMatch(location -> location.covers(one));
      if (checked && now.stream().noneMatch(one::isAbout)) {
        ViolationStore.remove(connection, one);
      }
    }
    ViolationStore.recordCheck(
        connection, check.invariant(), Instant.ofEpochMilli(nowMillis), subjects);
  }
}
