package city.sawang.grafana.server;

import city.sawang.grafana.dashboard.Dashboard;
import city.sawang.grafana.dashboard.DashboardFile;
import city.sawang.grafana.dashboard.Panel;
import city.sawang.grafana.dashboard.Variable;
import city.sawang.grafana.query.Frame;
import city.sawang.grafana.query.QueryRunner;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Finds which dashboards and cities the login of this server may read. A page whose every panel would be refused is not
 * offered: a server for citizens shows open data, one for analysts shows no operations.
 */
final class ReadableDashboards {
  private static final String SCHEMAS =
      "SELECT nspname::text AS name FROM pg_namespace WHERE has_schema_privilege(oid, 'USAGE')";
  private static final String REGISTERED =
      "SELECT city_id, name_th, name_en FROM registry.city ORDER BY name_en";
  private static final String OPEN =
      "SELECT DISTINCT city_id, name_th, name_en FROM open_data.city_month ORDER BY name_en";
  private static final String NONE = "SELECT '' AS city_id, '' AS name_th, '' AS name_en LIMIT 0";

  private static final Pattern SCHEMA =
      Pattern.compile("\\b(registry|operations|energy|quality|audit|open_data)\\.");

  private final Set<String> schemas;
  private final QueryRunner runner;

  private ReadableDashboards(Set<String> schemas, QueryRunner runner) {
    this.schemas = schemas;
    this.runner = runner;
  }

  /**
   * @throws SQLException when the database does not answer
   */
  static ReadableDashboards of(QueryRunner runner) throws SQLException {
    Set<String> schemas =
        runner.run(SCHEMAS).columns().get(0).values().stream()
            .flatMap(name -> name.spelled().stream())
            .collect(Collectors.toUnmodifiableSet());
    return new ReadableDashboards(schemas, runner);
  }

  /** Those of the dashboards whose queries name only schemas that the login may use. */
  List<DashboardFile> among(List<DashboardFile> files) {
    return files.stream()
        .filter(file -> queries(file.dashboard()).allMatch(this::readable))
        .toList();
  }

  /** Ids and names of the cities that the login sees, or of those with open data. */
  Frame cities() throws SQLException {
    if (schemas.contains("registry")) {
      return runner.run(REGISTERED);
    }
    return runner.run(schemas.contains("open_data") ? OPEN : NONE);
  }

  private boolean readable(String sql) {
    return SCHEMA
        .matcher(sql)
        .results()
        .map((MatchResult schema) -> schema.group(1))
        .allMatch(schemas::contains);
  }

  private static Stream<String> queries(Dashboard dashboard) {
    Stream<String> panels =
        dashboard.panels().stream()
            .map(Panel::targets)
            .flatMap(List::stream)
            .map(Dashboard.Target::rawSql);
    Stream<String> variables =
        dashboard.templating().list().stream()
            .filter(variable -> "query".equals(variable.type()))
            .map(Variable::query);
    return Stream.concat(panels, variables);
  }
}
