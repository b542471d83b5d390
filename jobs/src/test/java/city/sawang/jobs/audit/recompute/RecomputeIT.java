package city.sawang.jobs.audit.recompute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import city.sawang.jobs.TestDatabase;
import city.sawang.jobs.audit.crosscheck.RowDifference;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the stream publishes is what comes out of its archive. The tests follow each other, because
 * the city is streamed once: a clean check, a tampered row, the restatement of too late readings.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RecomputeIT {
  private static final String NIGHT = "2026-11-10";

  @TempDir private static Path directory;
  private static final StreamedCity CITY = new StreamedCity();
  private static TestDatabase database;

  @BeforeAll
  static void stream() throws Exception {
    database = TestDatabase.start(directory.resolve("pg"));
    CITY.stream(database, directory, 42);
  }

  @AfterAll
  static void stop() {
    database.close();
  }

  private static Recompute recompute(String lampId, NightRange period) {
    return new Recompute(
        new RecomputeSettings(
            database.address(),
            Set.of("mueang-nan"),
            lampId,
            period,
            Duration.ofDays(3),
            2,
            directory));
  }

  private static long scratchSchemas() throws Exception {
    return database.number("SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'recompute%'");
  }

  @Test
  @Order(1)
  void everythingThatWasPublishedIsWhatIsRecomputed() throws Exception {
    RecomputeResult outcome = recompute(null, NightRange.ALL).check();

    assertThat(outcome.first()).isEmpty();
    assertThat(outcome.differences()).isZero();
    assertThat(outcome.rows())
        .as("five lamps for eight days, and the one that nobody registered for one")
        .isEqualTo(database.number("SELECT count(*) FROM store.lamp_quarter_hour"))
        .isGreaterThan(4 * 95 * StreamedCity.DAYS);
    assertThat(outcome.tooLate()).isEqualTo(CITY.tooLateReadings()).isPositive();
    assertThat(scratchSchemas()).isZero();
  }

  @Test
  @Order(2)
  void aNightRecomputedByItselfIsTheNightOfTheWholeHistory() throws Exception {
    // The first, that of the swap, that of the fallen counter, and the last.
    for (int day : new int[] {0, 3, 4, StreamedCity.DAYS - 1}) {
      LocalDate night = LocalDate.parse(NIGHT).plusDays(day);

      RecomputeResult outcome = recompute(null, new NightRange(night, night)).check();

      assertThat(outcome.first()).as("night of " + night).isEmpty();
      assertThat(outcome.differences()).isZero();
      assertThat(outcome.rows()).isGreaterThanOrEqualTo(4 * 94);
    }
  }

  @Test
  @Order(3)
  void aTamperedRowIsNamed() throws Exception {
    database.execute(
        "UPDATE store.lamp_quarter_hour SET measured_mwh = measured_mwh + 1 WHERE lamp_id = 'L3'"
            + " AND period_start = '2026-11-12 14:00+00'");

    RecomputeResult outcome = recompute(null, NightRange.parse("2026-11-12")).check();

    // The lamp's row, and the sums that no longer are sums of it.
    assertThat(outcome.differences()).isEqualTo(5);
    RowDifference first = outcome.first().get(0);
    assertThat(first.table()).isEqualTo("store.lamp_quarter_hour");
    assertThat(first.key()).containsEntry("lamp_id", "L3");
    assertThat(first.columns())
        .singleElement()
        .satisfies(cell -> assertThat(cell.column()).isEqualTo("measured_mwh"));
    assertThat(outcome.first())
        .extracting(RowDifference::table)
        .contains("store.city_quarter_hour", "store.city_night", "store.city_month");
  }

  @Test
  @Order(4)
  void restatingOneLampMendsItAndItsSums() throws Exception {
    RecomputeResult restated = recompute("L3", NightRange.parse("2026-11-12")).restate();

    assertThat(restated.differences()).isEqualTo(1);
    assertThat(
            database.rows(
                "SELECT restated, revision > 1 AS revised FROM store.lamp_quarter_hour WHERE"
                    + " lamp_id = 'L3' AND period_start = '2026-11-12 14:00+00'"))
        .singleElement()
        .satisfies(
            row -> assertThat(row).containsEntry("restated", true).containsEntry("revised", true));
    assertThat(recompute(null, NightRange.ALL).check().first()).isEmpty();
  }

  @Test
  @Order(5)
  void whatCameTooLateIsInTheRestatedFigures() throws Exception {
    String accepted =
        "SELECT sum(readings_accepted) FROM store.lamp_night WHERE lamp_id = 'L1' AND night ="
            + " '2026-11-10'";
    long before = database.number(accepted);

    RecomputeResult restated = recompute(null, NightRange.parse(NIGHT)).restate();

    assertThat(restated.restated()).isPositive();
    assertThat(restated.tooLate()).isEqualTo(CITY.tooLateReadings());
    assertThat(database.number(accepted)).isEqualTo(before + CITY.tooLateReadings());
    assertThat(
            database.number(
                "SELECT count(*) FROM store.city_night WHERE night = '2026-11-10' AND restated AND"
                    + " revision > 1"))
        .isEqualTo(1);
    assertThat(database.number("SELECT count(*) FROM store.restatement_due")).isZero();
    RecomputeResult check = recompute(null, NightRange.ALL).check();
    assertThat(check.first()).isEmpty();
    assertThat(check.tooLate()).isZero();
    // Written again, nothing differs and nothing is written.
    assertThat(recompute(null, NightRange.parse(NIGHT)).restate().restated()).isZero();
  }

  @Test
  @Order(6)
  void aWriteOfTheStreamToARestatedRowIsRefusedAndNoted() throws Exception {
    database.execute("UPDATE store.city_night SET lamps = 99 WHERE night = '2026-11-10'");

    assertThat(database.number("SELECT lamps FROM store.city_night WHERE night = '2026-11-10'"))
        .isNotEqualTo(99);
    assertThat(
            database.number("SELECT count(*) FROM store.restatement_due WHERE reason = 'RESTATED'"))
        .isEqualTo(1);
    assertThat(recompute(null, NightRange.parse(NIGHT)).check().due()).isEqualTo(1);
  }

  @Test
  @Order(7)
  void aRestatedMonthFollowsTheNightsThatTheStreamStillWrites() throws Exception {
    // given: the stream corrects a lamp of another night, and may not touch the restated month
    database.execute(
        "UPDATE store.lamp_quarter_hour SET readings_accepted = readings_accepted + 7 WHERE lamp_id"
            + " = 'L2' AND period_start = '2026-11-15 14:00+00'");
    String month = "SELECT readings_accepted FROM store.city_month WHERE month = '2026-11-01'";
    long before = database.number(month);
    database.execute(
        "UPDATE store.city_month SET readings_accepted = readings_accepted + 7 WHERE month ="
            + " '2026-11-01'");
    assertThat(database.number(month)).isEqualTo(before);

    // when
    new RestatedTotals(database.dataSource(), 30).follow(Instant.parse("2100-01-01T00:00:00Z"));

    // then
    assertThat(database.number(month)).isEqualTo(before + 7);
    assertThat(
            database.number("SELECT count(*) FROM store.restatement_due WHERE reason = 'RESTATED'"))
        .isZero();
  }

  @Test
  @Order(8)
  void anUnknownCityOrLampIsRefused() {
    assertThatThrownBy(() -> recompute("L9", NightRange.ALL).check())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("--lamp L9: no such lamp");
    assertThatThrownBy(() -> recompute(null, NightRange.parse("2026-11-18")).restate())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not over yet");
    assertThatThrownBy(() -> NightRange.parse("2026-13"))
        .hasMessageContaining("'2026-13': expected a night such as 2026-11-21");
  }

  @Test
  @Order(9)
  void whatAKilledRecomputationLeftIsCleanedAway() throws Exception {
    database.execute("CREATE SCHEMA recompute_0123456789ab");

    recompute(null, NightRange.parse(NIGHT)).check();

    assertThat(scratchSchemas()).isZero();
  }

  @Test
  @Order(10)
  void everyMilliwattHourOfANightIsExplained() throws Exception {
    // given: the night in which c4 took over the lamp of c2
    NightRange night = NightRange.parse("2026-11-13");
    long published =
        database.number(
            "SELECT energy_mwh FROM store.lamp_night WHERE lamp_id = 'L2' AND night ="
                + " '2026-11-13'");
    List<String> lines = new ArrayList<>();

    // when
    new EnergyExplanation(
            new RecomputeSettings(
                database.address(), Set.of(), "L2", night, Duration.ofDays(3), 1, directory))
        .print(lines::add);

    // then
    assertThat(lines.get(0)).contains("lamp L2 of mueang-nan", "2026-11-13", "Asia/Bangkok");
    assertThat(lines.get(lines.size() - 1))
        .endsWith(", %d.%03d Wh in all".formatted(published / 1_000, published % 1_000));
    assertThat(lines)
        .anySatisfy(line -> assertThat(line).contains("NORMAL", "(c2)"))
        .anySatisfy(line -> assertThat(line).contains("nothing before", "(c4)"));
    assertThat(lines).hasSizeGreaterThan(280);
  }
}
