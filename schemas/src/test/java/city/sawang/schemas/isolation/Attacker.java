package city.sawang.schemas.isolation;

import city.sawang.schemas.isolation.Attack.Expected;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.postgresql.util.PSQLException;
import org.postgresql.util.PSQLWarning;

/** Runs attacks as the login of Nan and judges what it hears: rows, errors, notices, all of it. */
final class Attacker {
  private static final Map<String, String> REAL =
      Map.of(
          "{city}", "chumphon", "{lamp}", "ZQ-0001", "{south}", "10.30517", "{north}", "10.70519");
  private static final Map<String, String> INVENTED =
      Map.of(
          "{city}", "nowheres", "{lamp}", "XX-0001", "{south}", "40.30517", "{north}", "40.70519");

  /** A new session of the login of Nan. */
  interface Sessions {
    Connection open() throws SQLException;
  }

  /**
   * @param answer all that the server answered, what the attacker put in itself taken out
   * @param refused whether the last statement failed
   * @param empty whether the last statement gave nothing but NULL, 0 and false
   */
  private record Outcome(String answer, boolean refused, boolean empty) {}

  private final Sessions sessions;
  private final Map<String, String> names;

  /**
   * @param names what other words in braces stand for, e.g. the name of a chunk
   */
  Attacker(Sessions sessions, Map<String, String> names) {
    this.sessions = sessions;
    this.names = names;
  }

  /** What a word in braces stands for. */
  String named(String word) {
    return names.get(word);
  }

  /** What is wrong with the outcome of an attack; empty: it was withstood. */
  List<String> findings(Attack attack) throws SQLException {
    Outcome outcome = run(attack, REAL);
    var findings = new ArrayList<>(secrets(outcome.answer));
    IntStream.of(ThreeCities.SECRET_COUNTS)
        .filter(count -> outcome.answer.matches("(?s).*(?<![0-9.])" + count + "(?![0-9.]).*"))
        .forEach(count -> findings.add("saw the count " + count + ": " + outcome.answer));
    if (attack.expected() == Expected.REFUSED && !outcome.refused) {
      findings.add("was not refused: " + outcome.answer);
    }
    if (attack.expected() != Expected.REFUSED && outcome.refused) {
      findings.add("failed, so it proves nothing: " + outcome.answer);
    }
    if (attack.expected() == Expected.EMPTY && !outcome.empty) {
      findings.add("was answered: " + outcome.answer);
    }
    if (attack.guesses()) {
      String invented = run(attack, INVENTED).answer;
      if (!invented.equals(outcome.answer)) {
        findings.add(
            "shows what exists and what does not:\n" + outcome.answer + "\nagainst\n" + invented);
      }
    }
    return findings;
  }

  /** Everything that the login may read, the catalogs included, and what of it is secret. */
  List<String> findingsInEverythingReadable() throws SQLException {
    var findings = new ArrayList<String>();
    try (Connection session = sessions.open();
        Statement statement = session.createStatement()) {
      var queries = new ArrayList<String>();
      try (ResultSet rows =
          statement.executeQuery(
              """
              SELECT format('SELECT %s FROM %s', string_agg(quote_ident(a.attname), ', '), c.oid::regclass)
              FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
              JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
              WHERE c.relkind IN ('r', 'v', 'm', 'f', 'p') AND has_schema_privilege(n.oid, 'USAGE') AND has_column_privilege(c.oid, a.attnum, 'SELECT')
              GROUP BY c.oid ORDER BY c.oid""")) {
        while (rows.next()) {
          queries.add(rows.getString(1));
        }
      }
      for (String query : queries) {
        var answer = new StringBuilder();
        collect(statement, query, answer);
        secrets(answer.toString()).forEach(secret -> findings.add(query + " " + secret));
      }
    }
    return findings;
  }

  private static List<String> secrets(String answer) {
    int at = answer.indexOf(ThreeCities.SECRET);
    return at < 0
        ? List.of()
        : List.of("saw " + answer.substring(at, Math.min(at + 40, answer.length())));
  }

  private Outcome run(Attack attack, Map<String, String> guess) throws SQLException {
    var answer = new StringBuilder();
    boolean refused = false;
    boolean empty = true;
    try (Connection session = sessions.open();
        Statement statement = session.createStatement()) {
      statement.setEscapeProcessing(false);
      for (String sql : attack.statements()) {
        int before = answer.length();
        refused = !collect(statement, filled(filled(sql, names), guess), answer);
        empty = answer.substring(before).matches("(\\|(null|0|f|false)?)*");
      }
    }
    // The bytes of what the attacker asked for, as the debugging output of the server writes them.
    String anonymous = answer.toString().replaceAll("\\[[-0-9\\s]+]", "[]");
    for (var one : guess.entrySet()) {
      anonymous = anonymous.replace(one.getValue(), one.getKey());
    }
    return new Outcome(anonymous, refused, empty);
  }

  private static String filled(String sql, Map<String, String> values) {
    String filled = sql;
    for (var one : values.entrySet()) {
      filled = filled.replace(one.getKey(), one.getValue());
    }
    return filled;
  }

  /** Runs a statement and adds all that the server says; false: it failed. */
  private static boolean collect(Statement statement, String sql, StringBuilder answer)
      throws SQLException {
    try {
      boolean rows = statement.execute(sql);
      for (SQLWarning w = statement.getWarnings(); w != null; w = w.getNextWarning()) {
        answer.append(((PSQLWarning) w).getServerErrorMessage()).append('\n');
      }
      if (rows) {
        try (ResultSet result = statement.getResultSet()) {
          int columns = result.getMetaData().getColumnCount();
          while (result.next()) {
            for (int i = 1; i <= columns; i++) {
              byte[] bytes =
                  "bytea".equals(result.getMetaData().getColumnTypeName(i))
                      ? result.getBytes(i)
                      : null;
              answer
                  .append('|')
                  .append(
                      bytes == null
                          ? result.getString(i)
                          : new String(bytes, StandardCharsets.UTF_8));
            }
          }
        }
      }
      return true;
    } catch (PSQLException e) {
      answer.append(e.getServerErrorMessage() == null ? e.getMessage() : e.getServerErrorMessage());
      return false;
    } finally {
      statement.clearWarnings();
    }
  }
}
