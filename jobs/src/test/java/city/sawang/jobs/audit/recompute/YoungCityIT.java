package city.sawang.jobs.audit.recompute;

import static org.assertj.core.api.Assertions.assertThat;

import city.sawang.jobs.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The beginning of a young city in which one clock was twenty days behind, and the recomputation
 * agrees: of everything, and of one night by itself, in which nobody spoke whose clock was right.
 */
class YoungCityIT {
  private static final LocalDate BEGIN = LocalDate.parse("2026-11-10");

  @TempDir private Path directory;
  private TestDatabase database;

  @BeforeEach
  void start() throws Exception {
    database = TestDatabase.start(directory.resolve("pg"));
  }

  @AfterEach
  void stop() {
    database.close();
  }

  @Test
  void aCityBeginsWithTheNightInWhichTwoSpoke() throws Exception {
    StreamedCity.young().stream(database, directory, 7);

    assertThat(nights("L1")).isEqualTo("3 from 2026-11-10");
    assertThat(nights("L3")).isEqualTo("23 from 2026-10-21");
    assertThat(nights("L5")).isEqualTo("3 from 2026-11-10");
    assertThat(beginning()).isEqualTo("2026-11-10, declared false");
    assertAgreement(NightRange.ALL);
    assertAgreement(night(BEGIN.minusDays(10)));
  }

  @Test
  void aCityBeginsWithTheNightInWhichItsLampsWereCommissioned() throws Exception {
    StreamedCity.commissioned(2).stream(database, directory, 7);

    assertThat(nights("L1")).isEqualTo("5 from 2026-11-08");
    assertThat(nights("L3")).isEqualTo("23 from 2026-10-21");
    assertThat(nights("L5")).isEqualTo("5 from 2026-11-08");
    assertThat(beginning()).isEqualTo("2026-11-08, declared true");
    assertAgreement(NightRange.ALL);
    assertAgreement(night(BEGIN.minusDays(1)));
  }

  private static NightRange night(LocalDate night) {
    return new NightRange(night, night);
  }

  private String nights(String lampId) throws Exception {
    return database
        .rows(
            "SELECT count(*) || ' from ' || min(night) AS nights FROM store.lamp_night WHERE lamp_id = '%s'"
                .formatted(lampId))
        .get(0)
        .get("nights")
        .toString();
  }

  private String beginning() throws Exception {
    return database
        .rows(
            "SELECT first_night || ', declared ' || declared AS beginning FROM store.city_beginning WHERE city_id = 'mueang-nan'")
        .get(0)
        .get("beginning")
        .toString();
  }

  private void assertAgreement(NightRange period) throws Exception {
    RecomputeResult outcome =
        new Recompute(
                new RecomputeSettings(
                    database.address(),
                    Set.of("mueang-nan"),
                    null,
                    period,
                    Duration.ofDays(3),
                    2,
                    directory))
            .check();

    assertThat(outcome.first()).as(period.toString()).isEmpty();
    assertThat(outcome.differences()).isZero();
    assertThat(outcome.rows()).isPositive();
    assertThat(outcome.due()).isZero();
  }
}
