package city.sawang.schemas.isolation;

import static org.assertj.core.api.Assertions.assertThat;

import city.sawang.schemas.EmbeddedDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Attacks as a login of Nan, which finds no row, name or count of Chumphon, whatever SQL it sends. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class IsolationIT {
  private EmbeddedDatabase database;
  private Connection owner;
  private Attacker attacker;

  @BeforeAll
  void threeCities() throws SQLException {
    database = EmbeddedDatabase.migrated();
    owner = database.connect();
    ThreeCities.seed(owner);
    attacker = new Attacker(() -> database.connect("i_nan"), Map.of());
  }

  @AfterAll
  void forget() throws SQLException {
    ThreeCities.forgetLogins(owner);
    owner.close();
  }

  static List<Attack> attacks() {
    return Stream.concat(Attacks.PORTABLE.stream(), Attacks.SINCE_16.stream()).toList();
  }

  @ParameterizedTest
  @MethodSource("attacks")
  void theAttackIsRefusedOrRevealsNothing(Attack attack) throws SQLException {
    assertThat(attacker.findings(attack)).isEmpty();
  }

  @Test
  void nothingThatTheLoginMayReadHoldsASecret() throws SQLException {
    assertThat(attacker.findingsInEverythingReadable()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "registry.city",
        "registry.deployment",
        "registry.lamp",
        "registry.assignment",
        "operations.lamp_now",
        "operations.reading",
        "operations.incident",
        "operations.work_list",
        "operations.incident_history",
        "operations.notification",
        "operations.planned_work",
        "operations.incident_watch",
        "operations.incident_evidence",
        "operations.city_now",
        "quality.alarm_kpi",
        "energy.lamp_quarter_hour",
        "energy.lamp_night",
        "energy.feeder_quarter_hour",
        "energy.city_quarter_hour",
        "energy.city_night",
        "energy.city_month",
        "quality.ledger",
        "quality.quarantine",
        "quality.restatement_due",
        "quality.invariant"
      })
  void everyViewHasSomethingToHideAndSomethingToShow(String view) throws SQLException {
    String cities = "SELECT string_agg(DISTINCT city_id, ',' ORDER BY city_id) FROM " + view;

    assertThat(text(owner, cities)).contains("chumphon", "mueang-nan", "satun");
    try (Connection nan = database.connect("i_nan")) {
      assertThat(text(nan, cities)).isEqualTo("mueang-nan");
    }
  }

  @Test
  void nothingButInstantsIsAnalysed() throws SQLException {
    assertThat(
            text(
                owner,
                """
                SELECT string_agg(DISTINCT a.attname::text, ',') FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
                WHERE c.relnamespace = 'store'::regnamespace AND c.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped
                  AND a.attstattarget IS DISTINCT FROM 0"""))
        .satisfies(
            columns ->
                assertThat(columns.split(",", -1))
                    .as(
                        "a new table of store keeps its columns out of the statistics, see V7__gates.sql")
                    .isSubsetOf(
                        "period_start", "night", "month", "hour", "observed_at", "received_at"));
    assertThat(
            text(
                owner,
                "SELECT count(*) FROM pg_stats WHERE schemaname = 'store' AND attname IN ('city_id', 'lamp_id', 'latitude')"))
        .isEqualTo("0");
  }

  @Test
  void aViewThatLeaksIsFound() throws SQLException {
    ThreeCities.execute(
        owner, "CREATE VIEW quality.leaky AS SELECT city_id, lamp_id FROM store.lamp_night");
    ThreeCities.execute(owner, "GRANT SELECT ON quality.leaky TO sawang_city_reader");
    try {
      assertThat(attacker.findingsInEverythingReadable())
          .singleElement()
          .asString()
          .contains("quality.leaky");
      assertThat(
              attacker.findings(
                  Attack.empty("leak", "SELECT * FROM quality.leaky WHERE city_id = '{city}'")))
          .isNotEmpty();
    } finally {
      ThreeCities.execute(owner, "DROP VIEW quality.leaky");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT count(*) FROM energy.lamp_night WHERE lamp_id = 'explain'",
        "SELECT count(*) AS \"Explain it\" FROM energy.lamp_night WHERE lamp_id = 'it''s explain'",
        "SELECT count(*) FROM energy.lamp_night WHERE flags = 'a \" b' OR lamp_id = 'EXPLAIN ANALYZE'"
      })
  void aTextMayHoldTheWordThatTheGateRefuses(String query) throws SQLException {
    try (Connection nan = database.connect("i_nan")) {
      assertThat(text(nan, query)).isEqualTo("0");
    }
  }

  @Test
  void aGateThatStandsOpenIsFound() throws SQLException {
    String gate = text(owner, "SELECT pg_get_functiondef('store.admitted'::regproc)");
    ThreeCities.execute(
        owner,
        "CREATE OR REPLACE FUNCTION store.admitted() RETURNS boolean STABLE LANGUAGE sql AS 'SELECT true'");
    try {
      assertThat(found())
          .contains(
              "the rows a filter removes",
              "the rows a prepared filter removes",
              "the buffers of a lamp");
    } finally {
      ThreeCities.execute(owner, gate);
    }
  }

  @Test
  void statisticsThatKnowCitiesAreFound() throws SQLException {
    ThreeCities.execute(
        owner,
        "ALTER TABLE store.lamp_night ALTER city_id SET STATISTICS 100; ANALYZE store.lamp_night");
    ThreeCities.execute(
        owner, "ALTER TABLE store.lamp ALTER latitude SET STATISTICS 100; ANALYZE store.lamp");
    try {
      assertThat(found())
          .contains(
              "the plan of a city",
              "the plan of a position",
              "the plan in a log line",
              "a plan made for one value");
    } finally {
      ThreeCities.execute(
          owner,
          "ALTER TABLE store.lamp_night ALTER city_id SET STATISTICS 0; ALTER TABLE store.lamp ALTER latitude SET STATISTICS 0");
      ThreeCities.execute(
          owner,
          "DELETE FROM pg_statistic WHERE starelid IN ('store.lamp_night'::regclass, 'store.lamp'::regclass)");
    }
  }

  @Test
  void rightsThatEverybodyHasAreFound() throws SQLException {
    ThreeCities.execute(owner, "GRANT EXECUTE ON FUNCTION pg_lock_status() TO PUBLIC");
    try {
      assertThat(found()).containsExactly("rows locked by a serializable transaction");
    } finally {
      ThreeCities.execute(owner, "REVOKE EXECUTE ON FUNCTION pg_lock_status() FROM PUBLIC");
    }
  }

  private List<String> found() throws SQLException {
    var found = new ArrayList<String>();
    for (Attack attack : Attacks.PORTABLE) {
      if (!attacker.findings(attack).isEmpty()) {
        found.add(attack.name());
      }
    }
    return found;
  }

  private static String text(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement();
        var result = statement.executeQuery(sql)) {
      result.next();
      return result.getString(1);
    }
  }
}
