package city.sawang.local.incident.http;

import city.sawang.local.CommandFailure;
import city.sawang.local.incident.IncidentStory;
import city.sawang.local.incident.Incidents;
import city.sawang.local.incident.ListFormat;
import city.sawang.local.incident.ListedIncident;
import city.sawang.schemas.Identifiers;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.util.JavalinException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * The role {@code incident-api}: incidents and the steps of people over HTTP, as the login of the database
 * that the request names (CONTRACT.md#incident-api). It has no right of its own and keeps nothing.
 */
public final class IncidentServer implements AutoCloseable {
  private static final int LOGIN_SECONDS = 5;
  private static final int ANSWER_SECONDS = 15;
  private static final long MOST_BYTES = 16 << 10;
  private static final int MOST_LISTED = 1_000;
  private static final int USUALLY_LISTED = 50;
  private static final int TOO_MANY_REQUESTS = 429;
  private static final int UNSUPPORTED = 415;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final String bind;
  private final String jdbcUrl;
  private final FailedLogins failedLogins = new FailedLogins(Clock.systemUTC());
  private final Javalin web;

  private IncidentServer(String bind, String jdbcUrl) {
    this.bind = bind;
    this.jdbcUrl = jdbcUrl;
    web = Javalin.create(this::define);
  }

  /**
   * Starts to listen.
   *
   * @param bind 127.0.0.1, unless a proxy in front speaks TLS: passwords come in
   * @param port 0: a free one
   * @param jdbcUrl of PostgreSQL, without a login
   * @throws IllegalStateException when the port is taken
   */
  public static IncidentServer start(String bind, int port, String jdbcUrl) {
    var server = new IncidentServer(bind, jdbcUrl);
    try {
      server.web.start(bind, port);
      return server;
    } catch (JavalinException e) {
      throw new IllegalStateException(
          "incident-api cannot listen on %s port %d: %s".formatted(bind, port, e.getMessage()), e);
    }
  }

  /** Where it answers, e.g. {@code http://127.0.0.1:3001}. */
  public String url() {
    return "http://%s:%d".formatted(bind, web.port());
  }

  @Override
  public void close() {
    web.stop();
  }

  private void define(JavalinConfig app) {
    app.startup.showJavalinBanner = false;
    app.startup.startupWatcherEnabled = false;
    app.http.maxRequestSize = MOST_BYTES;
    app.routes.before(
        context ->
            context
                .contentType("application/json; charset=utf-8")
                .header("Cache-Control", "no-store")
                .header("X-Content-Type-Options", "nosniff"));
    app.routes.get("/livez", context -> context.contentType("text/plain").result("alive\n"));
    app.routes.get("/api/incidents", this::list);
    app.routes.get("/api/incidents/{city}/{incident}", this::story);
    app.routes.get("/incidents/{city}/{incident}", this::page);
    StepPage.addFiles(app.routes);
    app.routes.post("/api/incidents/{city}/{incident}/steps", this::step);
    app.routes.exception(CommandFailure.class, this::refused);
    app.routes.exception(
        HttpResponseException.class,
        (e, context) -> {
          e.getDetails().forEach(context::header);
          error(context, e.getStatus(), e.getMessage());
        });
  }

  private void list(Context context) throws IOException {
    Incidents incidents = incidents(context);
    String limit = context.queryParam("limit");
    var choice =
        new Incidents.Choice(
            Optional.ofNullable(context.queryParam("city"))
                .map(Identifiers::comparable)
                .orElse(null),
            Optional.ofNullable(context.queryParam("state"))
                .map(state -> state.toUpperCase(Locale.ROOT).replace('-', '_'))
                .orElse(null),
            Boolean.parseBoolean(context.queryParam("all")),
            limit == null ? USUALLY_LISTED : limit(limit));
    context.result(json(incidents.list(choice)));
  }

  private static String json(List<ListedIncident> listed) throws IOException {
    StringWriter text = new StringWriter();
    PrintWriter out = new PrintWriter(text);
    ListFormat.JSON.print(listed, false, out);
    out.flush();
    return text.toString();
  }

  private void story(Context context) throws IOException {
    IncidentStory story = found(context);
    ObjectNode answer = (ObjectNode) JSON.readTree(json(List.of(story.incident()))).get(0);
    ArrayNode history = answer.putArray("history");
    for (IncidentStory.Taken taken : story.history()) {
      history
          .addObject()
          .put("at", ListFormat.local(taken.at()))
          .put("step", taken.step())
          .put("who", taken.who())
          .put("why", taken.why())
          .put("assignee", taken.assignee())
          .put("shelved_until", ListFormat.local(taken.shelvedUntil()));
    }
    context.result(JSON.writeValueAsString(answer));
  }

  /** The same page for every incident; asking for it here lets the browser ask for the login. */
  private void page(Context context) {
    found(context);
    StepPage.show(context);
  }

  private IncidentStory found(Context context) {
    String city = Identifiers.comparable(context.pathParam("city"));
    String incident = context.pathParam("incident");
    return incidents(context)
        .story(city, incident)
        .orElseThrow(
            () ->
                new HttpResponseException(
                    HttpAnswers.NOT_FOUND,
                    "no incident '%s' of city '%s' in the cities of this login"
                        .formatted(incident, city)));
  }

  private static int limit(String text) {
    if (text.matches("[1-9]\\d{0,3}") && Integer.parseInt(text) <= MOST_LISTED) {
      return Integer.parseInt(text);
    }
    throw new HttpResponseException(
        HttpAnswers.BAD_REQUEST, "limit '%s': expected 1 to %d".formatted(text, MOST_LISTED));
  }

  private void step(Context context) throws IOException {
    // A form of another site can send anything but this without being asked first.
    String type = String.valueOf(context.contentType());
    if (!type.toLowerCase(Locale.ROOT).startsWith("application/json")) {
      throw new HttpResponseException(UNSUPPORTED, "expected Content-Type: application/json");
    }
    Incidents incidents = incidents(context);
    String city = Identifiers.comparable(context.pathParam("city"));
    String incident = context.pathParam("incident");
    String state = incidents.take(city, incident, StepRequest.read(context.body()));
    Map<String, String> answer = new LinkedHashMap<>();
    answer.put("city_id", city);
    answer.put("incident_id", incident);
    answer.put("state", state);
    context.result(JSON.writeValueAsString(answer));
  }

  private Incidents incidents(Context context) {
    BasicLogin login =
        BasicLogin.of(context.header("Authorization"))
            .orElseThrow(
                () -> unauthorized("expected the name and password of a login of the database"));
    failedLogins
        .wait(login.user())
        .ifPresent(
            left -> {
              throw new HttpResponseException(
                  TOO_MANY_REQUESTS,
                  "too many wrong passwords of login '%s'".formatted(login.user()),
                  Map.of("Retry-After", String.valueOf(seconds(left))));
            });
    PGSimpleDataSource database = new PGSimpleDataSource();
    database.setUrl(jdbcUrl);
    database.setUser(login.user());
    database.setPassword(login.password());
    database.setLoginTimeout(LOGIN_SECONDS);
    database.setSocketTimeout(ANSWER_SECONDS);
    database.setApplicationName("sawang incident-api");
    return new Incidents(database, login.user());
  }

  private static long seconds(Duration left) {
    return left.toSeconds() + 1;
  }

  private static HttpResponseException unauthorized(String message) {
    return new HttpResponseException(
        HttpAnswers.UNAUTHORIZED,
        message,
        Map.of("WWW-Authenticate", "Basic realm=\"sawang\", charset=\"UTF-8\""));
  }

  private void refused(CommandFailure problem, Context context) {
    int status = HttpAnswers.status(problem);
    if (status == HttpAnswers.UNAUTHORIZED) {
      BasicLogin.of(context.header("Authorization"))
          .ifPresent(login -> failedLogins.failed(login.user()));
      context.header("WWW-Authenticate", "Basic realm=\"sawang\", charset=\"UTF-8\"");
      error(context, status, "no such login, or another password");
      return;
    }
    error(
        context,
        status,
        status == HttpAnswers.UNAVAILABLE
            ? "the database does not answer: come again"
            : problem.getMessage());
  }

  private static void error(Context context, int status, String message) {
    try {
      context.status(status).result(JSON.writeValueAsString(Map.of("error", message)));
    } catch (IOException e) {
      throw new IllegalStateException("write an error", e);
    }
  }
}
