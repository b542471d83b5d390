package city.sawang.grafana.query;

import city.sawang.grafana.dashboard.Dashboard;
import city.sawang.grafana.dashboard.Panel;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Answers the queries of panels, annotations and variables of a dashboard, from one data source. */
public final class DashboardQueries {
  private static final int DEFAULT_POINTS = 600;

  private final QueryRunner runner;
  private final boolean timescale;

  /**
   * What a viewer asked for. No SQL is in it.
   *
   * @param chosen values by variable name; {@code $__all} for All
   * @param points how many points fit into the panel
   */
  public record View(DashboardTimeRange range, Map<String, List<String>> chosen, int points) {
    public View(DashboardTimeRange range, Map<String, List<String>> chosen) {
      this(range, chosen, DEFAULT_POINTS);
    }
  }

  /** The answer to one query of a panel. */
  public record Answer(String refId, Frame frame) {}

  /**
   * @param timescale whether macros may use functions of TimescaleDB
   */
  public DashboardQueries(QueryRunner runner, boolean timescale) {
    this.runner = runner;
    this.timescale = timescale;
  }

  /**
   * @throws SQLException when the database refuses a query
   * @throws IllegalArgumentException when a macro, a variable format or a column makes no sense
   */
  public List<Answer> panel(Dashboard dashboard, Panel panel, View view) throws SQLException {
    Duration least =
        panel.interval() == null ? Duration.ofMillis(1) : Intervals.parse(panel.interval());
    int points =
        panel.maxDataPoints() == null
            ? view.points()
            : Math.min(view.points(), panel.maxDataPoints());
    VariableSubstitution values =
        substitution(dashboard, view, view.range().interval(points, least));
    var answers = new ArrayList<Answer>();
    for (Dashboard.Target target : panel.targets()) {
      answers.add(new Answer(target.refId(), frame(target, values, view.range())));
    }
    return List.copyOf(answers);
  }

  /**
   * @return empty when the annotation is switched off
   * @throws SQLException when the database refuses the query
   */
  public Optional<Frame> annotation(Dashboard dashboard, Dashboard.Annotation annotation, View view)
      throws SQLException {
    if (Boolean.FALSE.equals(annotation.enable()) || annotation.target() == null) {
      return Optional.empty();
    }
    VariableSubstitution values =
        substitution(dashboard, view, view.range().interval(view.points(), Duration.ofMinutes(1)));
    return Optional.of(frame(annotation.target(), values, view.range()));
  }

  /**
   * @throws SQLException when the database refuses the query of a variable
   */
  public List<VariableResolver.Resolved> variables(Dashboard dashboard, View view)
      throws SQLException {
    return new VariableResolver(runner, timescale)
        .withOptions(dashboard, view.chosen(), view.range());
  }

  private VariableSubstitution substitution(Dashboard dashboard, View view, Duration interval)
      throws SQLException {
    List<VariableValue> chosen =
        new VariableResolver(runner, timescale).values(dashboard, view.chosen(), view.range());
    return new VariableSubstitution(chosen, view.range(), interval);
  }

  private Frame frame(
      Dashboard.Target target, VariableSubstitution values, DashboardTimeRange range)
      throws SQLException {
    SqlTemplate.Expanded expanded =
        new SqlTemplate(target.rawSql()).expand(values, range, timescale);
    Frame rows = runner.run(expanded.sql());
    return target.timeSeries() ? TimeSeries.of(rows, expanded.fill(), range) : rows;
  }
}
