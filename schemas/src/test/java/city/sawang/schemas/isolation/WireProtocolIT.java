package city.sawang.schemas.isolation;

import static org.assertj.core.api.Assertions.assertThat;

import city.sawang.schemas.EmbeddedDatabase;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Asks for plans by every message of the protocol: the statement that the server runs may be another one than the
 * statement that it was sent last.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WireProtocolIT {
  private static final String PLAN =
      "EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF) SELECT count(*) FROM operations.reading WHERE controller_id = 'C-ZQ-0001'";
  private static final String COUNT =
      "SELECT count(*) FROM energy.lamp_night WHERE city_id = 'chumphon'";

  /** What a plan that was shown has in it. */
  private static final String SHOWN = "Rows Removed|actual rows|One-Time Filter";

  private EmbeddedDatabase database;
  private Connection owner;

  /** A way to run the plan; the answers of all its messages. */
  private interface Way {
    String run(WireSession session) throws IOException;
  }

  @BeforeAll
  void threeCities() throws SQLException {
    database = EmbeddedDatabase.migrated();
    owner = database.connect();
    ThreeCities.seed(owner);
  }

  @AfterAll
  void forget() throws SQLException {
    ThreeCities.forgetLogins(owner);
    owner.close();
  }

  private static Map<String, Way> ways() {
    var ways = new LinkedHashMap<String, Way>();
    ways.put("a simple query", session -> session.query(PLAN));
    ways.put("several in one", session -> session.query("SELECT 1; " + PLAN));
    ways.put(
        "parsed, bound and executed",
        session -> session.parse("", PLAN).bind("", "").execute("").sync());
    ways.put(
        "prepared by a message, executed by a statement",
        session -> session.parse("s", PLAN).sync() + session.query("EXECUTE s"));
    ways.put(
        "prepared by a message, executed and closed by one statement",
        session -> session.parse("s", PLAN).sync() + session.query("EXECUTE s; DEALLOCATE s"));
    ways.put(
        "prepared by a message, executed into a table",
        session ->
            session.parse("s", PLAN).sync() + session.query("CREATE TEMP TABLE t AS EXECUTE s"));
    ways.put(
        "bound to a portal, fetched by a statement",
        session ->
            session.query("BEGIN")
                + session.parse("s", PLAN).bind("p", "s").sync()
                + session.query("FETCH ALL FROM p"));
    ways.put(
        "bound to a portal, its statement closed, fetched",
        session ->
            session.query("BEGIN")
                + session.parse("s", PLAN).bind("p", "s").sync()
                + session.query("DEALLOCATE s")
                + session.query("FETCH ALL FROM p"));
    ways.put(
        "bound to a portal, moved and fetched by others",
        session ->
            session.query("BEGIN")
                + session.parse("s", PLAN).bind("p", "s").sync()
                + session.query("MOVE 0 IN p")
                + session.parse("f", "FETCH ALL FROM p").bind("", "f").execute("").sync());
    ways.put(
        "bound to a portal, fetched by a function",
        session ->
            session.query("BEGIN")
                + session.parse("s", PLAN).bind("p", "s").sync()
                + session.query("SELECT cursor_to_xml('p', 99, true, true, '')"));
    ways.put(
        "bound to the portal without a name, fetched by a function",
        session ->
            session.query("BEGIN")
                + session
                    .parse("g", "SELECT cursor_to_xml('', 99, true, true, '')")
                    .parse("s", PLAN)
                    .bind("", "s")
                    .bind("q", "g")
                    .execute("q")
                    .sync());
    ways.put(
        "a portal executed after another message",
        session ->
            session.query("BEGIN")
                + session
                    .parse("s", PLAN)
                    .bind("p", "s")
                    .parse("n", "SELECT 1")
                    .bind("o", "n")
                    .execute("p")
                    .sync());
    ways.put(
        "a prepared statement explained",
        session -> session.parse("s", COUNT).sync() + session.query("EXPLAIN ANALYZE EXECUTE s"));
    ways.put("a function called past all statements", session -> session.call(3566, PLAN).sync());
    return ways;
  }

  private List<String> opened() throws IOException {
    var opened = new ArrayList<String>();
    for (Map.Entry<String, Way> way : ways().entrySet()) {
      try (var session = new WireSession(EmbeddedDatabase.port(), "i_nan", database.name())) {
        String answer = way.getValue().run(session);
        if (answer.matches("(?s).*(" + SHOWN + ").*")) {
          opened.add(way.getKey());
        } else {
          assertThat(answer).as(way.getKey()).contains("E SERROR");
        }
      }
    }
    return opened;
  }

  @Test
  void noMessageOpensTheGate() throws IOException {
    assertThat(opened()).isEmpty();
  }

  @Test
  void aGateThatKnowsTheLastStatementOnlyIsFound() throws IOException, SQLException {
    String gate = definition();
    ThreeCities.execute(owner, gate.replace("WHERE store.asks_for_plan(statement)", "WHERE false"));
    try {
      assertThat(opened())
          .contains(
              "prepared by a message, executed by a statement",
              "bound to a portal, fetched by a statement");
    } finally {
      ThreeCities.execute(owner, gate);
    }
  }

  @Test
  void whoGivesUpThePlanIsAnsweredAgain() throws IOException {
    try (var session = new WireSession(EmbeddedDatabase.port(), "i_nan", database.name())) {
      session.parse("s", PLAN).sync();
      String refused = session.query("SELECT count(*) FROM energy.lamp_night");
      session.query("DEALLOCATE ALL");

      assertThat(refused).contains("permission denied", "DEALLOCATE ALL");
      assertThat(session.query("SELECT count(*) FROM energy.lamp_night")).contains("633");
    }
  }

  @Test
  void copyShowsTheRowsOfTheLogin() throws IOException {
    try (var session = new WireSession(EmbeddedDatabase.port(), "i_nan", database.name())) {
      assertThat(
              session.query(
                  "COPY (SELECT city_id, count(*) FROM energy.lamp_night GROUP BY 1) TO STDOUT"))
          .contains("mueang-nan 633")
          .doesNotContain("chumphon", "satun");
      assertThat(session.query("COPY store.lamp_night TO STDOUT")).contains("permission denied");
    }
  }

  private String definition() throws SQLException {
    try (var statement = owner.createStatement();
        var row = statement.executeQuery("SELECT pg_get_functiondef('store.admitted'::regproc)")) {
      row.next();
      return row.getString(1);
    }
  }

  /** What a session may ask to be told about its sorts, which some plans make before they filter by city. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "registry.lamp",
        "registry.assignment",
        "operations.lamp_now",
        "operations.reading",
        "energy.lamp_quarter_hour",
        "energy.lamp_night",
        "energy.feeder_quarter_hour",
        "quality.quarantine"
      })
  void theMemoryOfASortTellsNothingOfAnotherCity(String view) throws IOException, SQLException {
    for (String plan :
        List.of(
            "enable_hashjoin",
            "enable_hashjoin, enable_nestloop",
            "enable_indexscan, enable_bitmapscan, enable_hashjoin, enable_nestloop")) {
      for (String condition : conditions(view)) {
        String there = sorts(view, plan, condition.formatted("chumphon", "ZQ"));
        String nowhere = sorts(view, plan, condition.formatted("nowheres", "XX"));
        assertThat(there).as(plan + ": " + condition).isEqualTo(nowhere);
      }
    }
  }

  private List<String> conditions(String view) throws SQLException {
    var conditions = new ArrayList<String>();
    try (var statement = owner.createStatement();
        var columns = statement.executeQuery("SELECT * FROM " + view + " LIMIT 0")) {
      for (int i = 1; i <= columns.getMetaData().getColumnCount(); i++) {
        switch (columns.getMetaData().getColumnName(i)) {
          case "city_id" -> conditions.add("city_id = '%1$s'");
          case "feeder_id" -> conditions.add("feeder_id = '%2$s 1'");
          case "deployment_id" -> conditions.add("deployment_id = '%2$s d1'");
          case "lamp_id" -> conditions.add("lamp_id BETWEEN '%2$s-0000' AND '%2$s-9999'");
          case "controller_id" ->
              conditions.add("controller_id BETWEEN 'C-%2$s-0000' AND 'C-%2$s-9999'");
          default -> {}
        }
      }
    }
    return conditions;
  }

  private String sorts(String view, String off, String condition) throws IOException {
    try (var session = new WireSession(EmbeddedDatabase.port(), "i_nan", database.name())) {
      for (String one : off.split(", ")) {
        session.query("SET " + one + " = off");
      }
      session.query("SET client_min_messages = log");
      session.query("SET trace_sort = on");
      String answer =
          session.query(
              "SELECT count(*) FROM (SELECT * FROM " + view + " WHERE " + condition + ") v");
      assertThat(answer).contains("C SELECT");
      return answer
          .lines()
          .filter(line -> line.contains("used:") || line.contains("external"))
          .map(line -> line.replaceAll(": CPU.*", ""))
          .sorted()
          .toList()
          .toString();
    }
  }
}
