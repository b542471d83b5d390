package city.sawang.schemas.isolation;

import static org.assertj.core.api.Assertions.assertThat;

import city.sawang.schemas.EmbeddedDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/**
 * Publishes random fleets whose lamps come and go around a month's end, and looks for differences:
 * whatever anybody adds up and subtracts of the published sums, what is left is never of one to four
 * lamps.
 *
 * <p>The attacker knows which lamps are in which row. A published row is a vector over the halves of
 * nights (before and after midnight) of each lamp; what can be calculated is the span of these
 * vectors. Elimination finds what of it is of few lamps only.
 */
class DifferencingIT {
  private static final int LEAST = 5;
  private static final long PRIME = 2_147_483_647;
  private static final LocalDate FIRST_NIGHT = LocalDate.parse("2026-10-28");
  private static final int NIGHTS = 7;

  private static EmbeddedDatabase database;

  /**
   * One lamp: there from half {@code first} to half {@code last} of the 14 halves, both included.
   *
   * @param cell 0…2
   */
  private record Life(int cell, int first, int last) {
    boolean in(int half) {
      return first <= half && half <= last;
    }
  }

  /** One lamp in one half of a night. */
  private record Piece(int lamp, int half) {}

  @BeforeContainer
  static void migrate() throws SQLException {
    database = EmbeddedDatabase.migrated();
    try (Connection owner = database.connect()) {
      ThreeCities.execute(
          owner,
          """
          INSERT INTO store.city VALUES ('mueang-nan', 'Nan', 'น่าน', 'Asia/Bangkok', 18.783, 100.783);
          INSERT INTO store.deployment (city_id, deployment_id, programme, kind, simulated) VALUES ('mueang-nan', 'd', 'p', 'NEW', false);
          CREATE ROLE d_public LOGIN; GRANT sawang_public TO d_public;
          """);
    }
  }

  @AfterContainer
  static void forget() throws SQLException {
    try (Connection owner = database.connect()) {
      ThreeCities.execute(owner, "DROP ROLE d_public");
    }
  }

  @Provide
  static Arbitrary<List<Life>> lives() {
    Arbitrary<Integer> half = Arbitraries.integers().between(0, 2 * NIGHTS - 1);
    return Combinators.combine(Arbitraries.integers().between(0, 2), half, half)
        .as((cell, one, other) -> new Life(cell, Math.min(one, other), Math.max(one, other)))
        .list()
        .ofMinSize(1)
        .ofMaxSize(14);
  }

  @Property(tries = 100)
  void noDifferenceIsOfFewLamps(@ForAll("lives") List<Life> lives) throws SQLException {
    assertThat(differencesOfFew(lives, rows(lives))).isEmpty();
  }

  /** A lamp that burned alone before the others came: its night is not shown, nor is the month. */
  @Example
  void theFirstNightsOfACityAreNotWhatTheMonthHoldsBeyondItsNights() throws SQLException {
    List<Life> lives =
        IntStream.range(0, 6).mapToObj(i -> new Life(0, i == 0 ? 8 : 10, 13)).toList();

    Map<String, Set<Piece>> rows = rows(lives);

    assertThat(rows.keySet())
        .containsExactly(
            "cell 18.70,100.78 2026-11-02",
            "cell 18.70,100.78 2026-11-03",
            "night 2026-11-02",
            "night 2026-11-03");
    assertThat(differencesOfFew(lives, rows)).isEmpty();
    // The month as it was published before: the checker is checked.
    rows.put("month 2026-11-01", month(lives, LocalDate.parse("2026-11-01")));
    assertThat(differencesOfFew(lives, rows)).containsExactly(Set.of(0));
  }

  /** The lamp burned alone from dusk to midnight, on the last evening of a month. */
  @Example
  void anEveningAtTheEndOfAMonthIsNotCutOut() throws SQLException {
    List<Life> lives =
        IntStream.range(0, 6).mapToObj(i -> new Life(0, i == 0 ? 6 : 7, 13)).toList();

    Map<String, Set<Piece>> rows = rows(lives);

    assertThat(rows).containsKey("night 2026-10-31").doesNotContainKey("month 2026-11-01");
    assertThat(differencesOfFew(lives, rows)).isEmpty();
    rows.put("month 2026-11-01", month(lives, LocalDate.parse("2026-11-01")));
    assertThat(differencesOfFew(lives, rows)).containsExactly(Set.of(0));
  }

  @Example
  void aCityThatAlwaysHadFiveLampsShowsItsMonths() throws SQLException {
    List<Life> lives = IntStream.range(0, 5).mapToObj(i -> new Life(0, 0, 13)).toList();

    assertThat(rows(lives)).containsKeys("month 2026-10-01", "month 2026-11-01");
  }

  // ------------------------------------------------------------------ what anybody can calculate

  /** The lamps of each calculable difference that is of fewer than five; more than these may exist. */
  private static List<Set<Integer>> differencesOfFew(
      List<Life> lives, Map<String, Set<Piece>> rows) {
    // Pieces that are in the same rows cannot be separated.
    Map<List<String>, List<Piece>> blocks = new LinkedHashMap<>();
    for (Piece piece : pieces(lives)) {
      List<String> in =
          rows.entrySet().stream()
              .filter(row -> row.getValue().contains(piece))
              .map(Map.Entry::getKey)
              .toList();
      if (!in.isEmpty()) {
        blocks.computeIfAbsent(in, key -> new ArrayList<>()).add(piece);
      }
    }
    // Blocks of many lamps first: what is left without them is of blocks of few.
    List<Map.Entry<List<String>, List<Piece>>> columns = new ArrayList<>(blocks.entrySet());
    columns.sort(Comparator.comparing(block -> lamps(block.getValue()).size() < LEAST));
    long[][] matrix = new long[rows.size()][columns.size()];
    List<String> names = List.copyOf(rows.keySet());
    for (int c = 0; c < columns.size(); c++) {
      for (String name : columns.get(c).getKey()) {
        matrix[names.indexOf(name)][c] = 1;
      }
    }
    eliminate(matrix);
    List<Set<Integer>> few = new ArrayList<>();
    for (long[] row : matrix) {
      Set<Integer> lamps = new HashSet<>();
      for (int c = 0; c < row.length; c++) {
        if (row[c] != 0) {
          lamps.addAll(lamps(columns.get(c).getValue()));
        }
      }
      if (!lamps.isEmpty() && lamps.size() < LEAST) {
        few.add(lamps);
      }
    }
    return few;
  }

  private static Set<Integer> lamps(List<Piece> pieces) {
    return pieces.stream().map(Piece::lamp).collect(Collectors.toSet());
  }

  /** Reduced row echelon form, modulo a prime. */
  private static void eliminate(long[][] matrix) {
    int done = 0;
    for (int c = 0; matrix.length > 0 && c < matrix[0].length && done < matrix.length; c++) {
      int pivot = done;
      while (pivot < matrix.length && matrix[pivot][c] == 0) {
        pivot++;
      }
      if (pivot == matrix.length) {
        continue;
      }
      long[] row = matrix[pivot];
      matrix[pivot] = matrix[done];
      matrix[done] = row;
      long inverse = power(row[c], PRIME - 2);
      for (int i = 0; i < row.length; i++) {
        row[i] = row[i] * inverse % PRIME;
      }
      for (long[] other : matrix) {
        long factor = other[c];
        if (other != row && factor != 0) {
          for (int i = 0; i < row.length; i++) {
            other[i] = Math.floorMod(other[i] - factor * row[i], PRIME);
          }
        }
      }
      done++;
    }
  }

  private static long power(long base, long exponent) {
    long result = 1;
    for (long e = exponent, b = base; e > 0; e >>= 1, b = b * b % PRIME) {
      result = (e & 1) == 1 ? result * b % PRIME : result;
    }
    return result;
  }

  // ---------------------------------------------------------------------- what is really published

  private static List<Piece> pieces(List<Life> lives) {
    return IntStream.range(0, lives.size())
        .boxed()
        .flatMap(
            lamp ->
                IntStream.range(0, 2 * NIGHTS)
                    .filter(lives.get(lamp)::in)
                    .mapToObj(half -> new Piece(lamp, half)))
        .toList();
  }

  /** After midnight of the last night of October it is November. */
  private static LocalDate monthOf(int half) {
    return FIRST_NIGHT.plusDays((half + 1) / 2).withDayOfMonth(1);
  }

  private static Set<Piece> month(List<Life> lives, LocalDate month) {
    return pieces(lives).stream()
        .filter(piece -> monthOf(piece.half()).equals(month))
        .collect(Collectors.toSet());
  }

  /** Writes the figures of these lamps and reads, as anybody may, which sums are shown. */
  private static Map<String, Set<Piece>> rows(List<Life> lives) throws SQLException {
    try (Connection owner = database.connect()) {
      write(owner, lives);
    }
    Map<String, Set<Piece>> rows = new TreeMap<>();
    try (Connection anybody = database.connect("d_public");
        Statement statement = anybody.createStatement()) {
      try (ResultSet row = statement.executeQuery("SELECT month FROM open_data.city_month")) {
        while (row.next()) {
          LocalDate month = LocalDate.parse(row.getString(1));
          rows.put("month " + month, month(lives, month));
        }
      }
      try (ResultSet row =
          statement.executeQuery("SELECT night, lamps FROM open_data.city_night")) {
        while (row.next()) {
          LocalDate night = LocalDate.parse(row.getString(1));
          rows.put("night " + night, ofNight(lives, night, Set.of(0, 1, 2), row.getInt(2)));
        }
      }
      groups(lives, statement, rows);
    }
    return rows;
  }

  private static void groups(List<Life> lives, Statement statement, Map<String, Set<Piece>> rows)
      throws SQLException {
    record Group(LocalDate night, String id, int lamps) {}
    List<Group> groups = new ArrayList<>();
    try (ResultSet row =
        statement.executeQuery("SELECT night, group_id, lamps FROM open_data.lamp_group")) {
      while (row.next()) {
        groups.add(new Group(LocalDate.parse(row.getString(1)), row.getString(2), row.getInt(3)));
      }
    }
    for (Group group : groups) {
      Set<Integer> cells =
          IntStream.range(0, 3)
              .filter(
                  cell ->
                      group.id().equals(cellId(cell))
                          || group.id().equals("rest")
                              && groups.stream()
                                  .noneMatch(
                                      other ->
                                          other.night().equals(group.night())
                                              && other.id().equals(cellId(cell))))
              .boxed()
              .collect(Collectors.toSet());
      String name = group.id().equals("rest") ? "rest " : "cell " + group.id() + ' ';
      rows.put(name + group.night(), ofNight(lives, group.night(), cells, group.lamps()));
    }
  }

  private static String cellId(int cell) {
    return "18.7" + cell + ",100.78";
  }

  private static Set<Piece> ofNight(
      List<Life> lives, LocalDate night, Set<Integer> cells, int lamps) {
    int half = 2 * (int) (night.toEpochDay() - FIRST_NIGHT.toEpochDay());
    Set<Piece> pieces =
        pieces(lives).stream()
            .filter(piece -> piece.half() == half || piece.half() == half + 1)
            .filter(piece -> cells.contains(lives.get(piece.lamp()).cell()))
            .collect(Collectors.toSet());
    assertThat(lamps(List.copyOf(pieces))).as("lamps of %s in %s", night, cells).hasSize(lamps);
    return pieces;
  }

  private static void write(Connection owner, List<Life> lives) throws SQLException {
    StringBuilder lamps = new StringBuilder();
    StringBuilder halves = new StringBuilder();
    for (int i = 0; i < lives.size(); i++) {
      Life life = lives.get(i);
      lamps.append(i == 0 ? "" : ", ").append("(%d, %d)".formatted(i, life.cell()));
      halves
          .append(i == 0 ? "" : ", ")
          .append("(%d, %d, %d)".formatted(i, life.first(), life.last()));
    }
    ThreeCities.execute(
        owner,
        """
        DELETE FROM store.lamp; DELETE FROM store.lamp_night; DELETE FROM store.city_night; DELETE FROM store.city_month; DELETE FROM store.city_quarter_hour;
        INSERT INTO store.lamp (city_id, lamp_id, deployment_id, latitude, longitude, nominal_mw, stage, night_powered, report_interval_s, schedule)
          SELECT 'mueang-nan', lamp, 'd', 18.705 + 0.01 * cell, 100.785, 60000, 'REPORTING', false, 900, 's' FROM (VALUES %s) v(lamp, cell);
        CREATE TEMP TABLE piece AS
          SELECT lamp::text AS lamp_id, half, DATE '%s' + half / 2 AS night, date_trunc('month', DATE '%s' + (half + 1) / 2)::date AS month
          FROM (VALUES %s) v(lamp, first, last), generate_series(first, last) half;
        INSERT INTO store.lamp_night (city_id, lamp_id, night, energy_mwh, measured_mwh, interpolated_mwh, estimated_mwh, day_mwh, day_burn_mwh, dark_period_s,
            expected_lit_s, lit_dark_s, dark_s, unknown_s, scheduled_off_s, day_burn_s, readings_expected, readings_accepted, quarters, decided)
          SELECT 'mueang-nan', lamp_id, night, count(*), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, true FROM piece GROUP BY lamp_id, night;
        INSERT INTO store.city_night (city_id, night, energy_mwh, measured_mwh, interpolated_mwh, estimated_mwh, day_mwh, day_burn_mwh, dark_period_s,
            expected_lit_s, lit_dark_s, dark_s, unknown_s, scheduled_off_s, day_burn_s, readings_expected, readings_accepted, lamps, decided)
          SELECT 'mueang-nan', night, count(*), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, count(DISTINCT lamp_id), true FROM piece GROUP BY night;
        INSERT INTO store.city_month (city_id, month, energy_mwh, measured_mwh, interpolated_mwh, estimated_mwh, day_mwh, day_burn_mwh, dark_period_s,
            expected_lit_s, lit_dark_s, dark_s, unknown_s, scheduled_off_s, day_burn_s, readings_expected, readings_accepted, lamps, decided)
          SELECT 'mueang-nan', month, count(*), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, count(DISTINCT lamp_id), true FROM piece GROUP BY month;
        INSERT INTO store.city_quarter_hour (city_id, period_start, energy_mwh, measured_mwh, interpolated_mwh, estimated_mwh, readings_expected, readings_accepted,
            lamps_expected, lamps_reporting, lamps_lit, decided)
          SELECT 'mueang-nan', (DATE '%s' + half * INTERVAL '12 hours' + INTERVAL '18 hours') AT TIME ZONE 'Asia/Bangkok', count(*), 0, 0, 0, 1, 1,
                 count(*), count(*), 0, true FROM piece GROUP BY half;
        DROP TABLE piece;
        """
            .formatted(lamps, FIRST_NIGHT, FIRST_NIGHT, halves, FIRST_NIGHT));
  }
}
