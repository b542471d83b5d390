package city.sawang.schemas.isolation;

import static org.assertj.core.api.Assertions.assertThat;

import city.sawang.schemas.EmbeddedDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Asks for query plans as a login of one city, under every setting that a session may change: none
 * of them may open the gate.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SessionSettingsIT {
  /** The ways to run a statement that show what a plan counted. */
  private static final List<String> WAYS =
      List.of(
          "EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF) SELECT count(*) FROM operations.reading WHERE controller_id = 'C1'",
          "explain analyze SELECT count(*) FROM energy.lamp_night WHERE lamp_id = 'x'",
          "PREPARE plan AS SELECT count(*) FROM energy.lamp_night; EXPLAIN ANALYZE EXECUTE plan");

  private EmbeddedDatabase database;
  private Connection owner;

  /** A setting and a value that a session may give it. */
  private record Setting(String name, String value) {
    String command() {
      return "SET %s = '%s'".formatted(name, value);
    }
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

  private List<Setting> settings() throws SQLException {
    List<Setting> settings = new ArrayList<>();
    try (Statement statement = owner.createStatement();
        ResultSet rows =
            statement.executeQuery(
                """
                SELECT name, unnest(CASE vartype WHEN 'bool' THEN ARRAY['on', 'off'] WHEN 'enum' THEN enumvals
                                    WHEN 'integer' THEN ARRAY[min_val, boot_val] WHEN 'real' THEN ARRAY[min_val, boot_val]
                                    ELSE ARRAY[boot_val] END) AS value
                FROM pg_settings WHERE context = 'user' AND name NOT IN ('role', 'session_authorization')""")) {
      while (rows.next()) {
        if (rows.getString("value") != null) {
          settings.add(new Setting(rows.getString("name"), rows.getString("value")));
        }
      }
    }
    return settings;
  }

  /** The statements that showed a plan. */
  private static List<String> opened(Connection login, Setting setting) throws SQLException {
    List<String> opened = new ArrayList<>();
    try (Statement statement = login.createStatement()) {
      try {
        statement.execute(setting.command());
      } catch (SQLException e) {
        // A value that this server does not take, changes nothing.
        return opened;
      }
      for (String way : WAYS) {
        try {
          statement.execute(way);
        } catch (SQLException e) {
          // Refused, or ended by the setting itself: either way no plan was shown.
          continue;
        }
        opened.add(setting.command() + "; " + way);
      }
    }
    return opened;
  }

  private List<String> findings() throws SQLException {
    List<String> findings = new ArrayList<>();
    for (Setting setting : settings()) {
      try (Connection login = database.connect("i_nan")) {
        findings.addAll(opened(login, setting));
      }
    }
    return findings;
  }

  @Test
  void noSettingOpensTheGate() throws SQLException {
    assertThat(settings()).hasSizeGreaterThan(150);

    assertThat(findings()).isEmpty();
  }

  @Test
  void gateThatDependsOnASettingIsFound() throws SQLException {
    ThreeCities.execute(
        owner,
        "ALTER FUNCTION store.asks_for_plan(text) RESET standard_conforming_strings; ALTER FUNCTION store.admitted() RESET standard_conforming_strings");
    try {
      assertThat(findings()).anyMatch(line -> line.contains("standard_conforming_strings = 'off'"));
    } finally {
      ThreeCities.execute(
          owner,
          "ALTER FUNCTION store.asks_for_plan(text) SET standard_conforming_strings = on; ALTER FUNCTION store.admitted() SET standard_conforming_strings = on");
    }
  }
}
