package city.sawang.grafana.server;

import city.sawang.grafana.dashboard.Dashboard;
import city.sawang.grafana.dashboard.DashboardFile;
import city.sawang.grafana.dashboard.DashboardZone;
import city.sawang.grafana.dashboard.Panel;
import city.sawang.grafana.query.DashboardQueries;
import city.sawang.grafana.query.DashboardTimeRange;
import city.sawang.grafana.query.Frame;
import city.sawang.grafana.query.FrameValue;
import city.sawang.grafana.query.QueryRunner;
import com.fasterxml.jackson.databind.JsonNode;
import io.javalin.config.RoutesConfig;
import io.javalin.http.BadRequestResponse;
import io.javalin.http.Context;
import io.javalin.http.NotFoundResponse;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the page asks of the server: dashboards, their variables, and the rows of their panels, as
 * JSON. A request names a dashboard, a panel, values of variables and a period; SQL never comes in.
 */
final class DashboardApi {
  private static final Logger LOG = LoggerFactory.getLogger(DashboardApi.class);

  private static final int LONGEST_VALUE = 200;
  private static final int MOST_VALUES = 500;

  private final Map<String, DashboardFile> byUid = new LinkedHashMap<>();
  private final Map<String, byte[]> withoutSqlByUid = new HashMap<>();
  private final QueryRunner runner;
  private final AsyncResponses responses;
  private final Clock clock;

  /** Asked of the database once it answers. */
  private volatile Optional<Boolean> timescale = Optional.empty();

  DashboardApi(
      List<DashboardFile> files, QueryRunner runner, AsyncResponses responses, Clock clock) {
    for (DashboardFile file : files) {
      String uid = file.dashboard().uid();
      byUid.put(uid, file);
      withoutSqlByUid.put(uid, ResponseJson.bytes(ResponseJson.dashboard(file)));
    }
    this.runner = runner;
    this.responses = responses;
    this.clock = clock;
  }

  void addRoutes(RoutesConfig routes) {
    routes.get("/readyz", this::ready);
    routes.get("/api/home", this::home);
    routes.get("/api/dashboards/{uid}", this::dashboard);
    routes.get("/api/dashboards/{uid}/variables", this::variables);
    routes.get("/api/dashboards/{uid}/annotations", this::annotations);
    routes.get("/api/dashboards/{uid}/panels/{id}", this::panel);
    routes.exception(SQLException.class, DashboardApi::databaseFailure);
    routes.exception(
        IllegalArgumentException.class, (e, context) -> failure(context, 400, e.getMessage()));
  }

  private void ready(Context context) throws SQLException {
    runner.run("SELECT 1 AS one");
    context.result("ready\n");
  }

  private void home(Context context) throws SQLException {
    ReadableDashboards readable = ReadableDashboards.of(runner);
    send(
        context, ResponseJson.home(readable.among(List.copyOf(byUid.values())), readable.cities()));
  }

  private void dashboard(Context context) {
    String uid = file(context).dashboard().uid();
    responses.sendShared(asJson(context), withoutSqlByUid.get(uid));
  }

  private void variables(Context context) throws SQLException {
    Dashboard dashboard = file(context).dashboard();
    send(context, ResponseJson.variables(queries().variables(dashboard, view(context, dashboard))));
  }

  private void annotations(Context context) throws SQLException {
    Dashboard dashboard = file(context).dashboard();
    DashboardQueries.View view = view(context, dashboard);
    var marks = new ArrayList<ResponseJson.Marks>();
    for (Dashboard.Annotation annotation : dashboard.annotations().list()) {
      queries()
          .annotation(dashboard, annotation, view)
          .ifPresent(frame -> marks.add(new ResponseJson.Marks(annotation, frame)));
    }
    send(context, ResponseJson.annotations(marks));
  }

  private void panel(Context context) throws SQLException {
    Dashboard dashboard = file(context).dashboard();
    Panel panel =
        dashboard
            .panel(number(context.pathParam("id"), "panel"))
            .orElseThrow(() -> new NotFoundResponse("no such panel"));
    send(context, ResponseJson.panel(queries().panel(dashboard, panel, view(context, dashboard))));
  }

  private DashboardQueries queries() throws SQLException {
    if (timescale.isEmpty()) {
      Frame extension =
          runner.run(
              "SELECT EXISTS (SELECT FROM pg_extension WHERE extname = 'timescaledb') AS found");
      timescale = Optional.of(extension.columns().get(0).values().contains(FrameValue.of(true)));
    }
    return new DashboardQueries(runner, timescale.orElseThrow());
  }

  private DashboardFile file(Context context) {
    DashboardFile file = byUid.get(context.pathParam("uid"));
    if (file == null) {
      throw new NotFoundResponse("no such dashboard");
    }
    return file;
  }

  private DashboardQueries.View view(Context context, Dashboard dashboard) {
    String from = context.queryParam("from");
    String to = context.queryParam("to");
    DashboardTimeRange range =
        DashboardTimeRange.parse(
            from == null ? dashboard.time().from() : from,
            to == null ? dashboard.time().to() : to,
            clock.instant(),
            DashboardZone.ID);
    var chosen = new LinkedHashMap<String, List<String>>();
    context
        .queryParamMap()
        .forEach(
            (key, values) -> {
              if (key.startsWith("var-")) {
                chosen.put(key.substring("var-".length()), bounded(key, values));
              }
            });
    String points = context.queryParam("points");
    return points == null
        ? new DashboardQueries.View(range, chosen)
        : new DashboardQueries.View(
            range, chosen, Math.min(2_000, Math.max(50, number(points, "points"))));
  }

  private static List<String> bounded(String key, List<String> values) {
    if (values.size() > MOST_VALUES) {
      throw new BadRequestResponse(
          "%s has %d values: expected at most %d".formatted(key, values.size(), MOST_VALUES));
    }
    for (String value : values) {
      if (value.length() > LONGEST_VALUE) {
        throw new BadRequestResponse(
            "%s is longer than %d characters".formatted(key, LONGEST_VALUE));
      }
    }
    return List.copyOf(values);
  }

  private static int number(String text, String name) {
    if (!text.matches("\\d{1,9}")) {
      throw new BadRequestResponse("%s: expected a number".formatted(name));
    }
    return Integer.parseInt(text);
  }

  private static void databaseFailure(SQLException e, Context context) {
    // 57014: cancelled by the statement timeout. Class 08, or none: no connection.
    String state = String.valueOf(e.getSQLState());
    if ("57014".equals(state)) {
      failure(context, 504, "the database took too long: choose a shorter period");
    } else if ("42501".equals(state)) {
      failure(context, 403, "this login may not read what the panel asks for");
    } else if (state.startsWith("08") || "null".equals(state)) {
      failure(context, 503, "the database does not answer");
    } else {
      LOG.warn("a query of {} was refused", context.path(), e);
      failure(context, 502, "the database refused the query (SQLSTATE %s)".formatted(state));
    }
  }

  /** Short enough for the operating system's own buffer. */
  private static void failure(Context context, int status, String message) {
    asJson(context)
        .status(status)
        .result(ResponseJson.bytes(ResponseJson.object().put("error", message)));
  }

  private void send(Context context, JsonNode answer) {
    responses.send(asJson(context), ResponseJson.bytes(answer));
  }

  private static Context asJson(Context context) {
    return context
        .contentType("application/json; charset=utf-8")
        .header("Cache-Control", "no-store");
  }
}
