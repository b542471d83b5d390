package city.sawang.jobs.expected;

import static org.assertj.core.api.Assertions.assertThat;

import city.sawang.jobs.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Checks sunset and sunrise against two tables: one beside the repository, where it is there, and the
 * low-precision formula of the Astronomical Almanac (Meeus), which shares nothing with the algorithm
 * of the product and is good to a minute in the tropics.
 */
class NightsTest {
  private static final ZoneId BANGKOK = ZoneId.of("Asia/Bangkok");

  @Test
  void sunriseAndSunsetAreWithinAMinuteOfTheOracleOnTheLocalDate() throws IOException {
    // Given
    List<String> rows = Files.readAllLines(SharedData.file("oracles/sun-times-5-cities-2026.csv"));

    for (String row : rows.subList(1, rows.size())) {
      String[] cells = row.split(",");
      int lat = micro(cells[1]);
      int lon = micro(cells[2]);
      LocalDate date = LocalDate.parse(cells[3]);

      // When
      long sunrise = Nights.at(lat, lon, BANGKOK, date.minusDays(1)).dawn();
      long sunset = Nights.at(lat, lon, BANGKOK, date).dusk();

      // Then
      assertThat(Instant.ofEpochMilli(sunrise))
          .as("sunrise %s %s", cells[0], date)
          .isBetween(
              Instant.parse(cells[4]).minusSeconds(60), Instant.parse(cells[4]).plusSeconds(60));
      assertThat(Instant.ofEpochMilli(sunset))
          .as("sunset %s %s", cells[0], date)
          .isBetween(
              Instant.parse(cells[5]).minusSeconds(60), Instant.parse(cells[5]).plusSeconds(60));
      assertThat(Instant.ofEpochMilli(sunrise).atZone(BANGKOK).toLocalDate()).isEqualTo(date);
      assertThat(Instant.ofEpochMilli(sunset).atZone(BANGKOK).toLocalDate()).isEqualTo(date);
    }
    assertThat(rows.size()).isGreaterThan(5 * 365);
  }

  private record City(String id, double latitude, double longitude) {}

  private static final List<City> CITIES =
      List.of(
          new City("chiang-mai", 18.7953, 98.9986),
          new City("mueang-nan", 18.783, 100.783),
          new City("hat-yai", 7.009, 100.475),
          new City("chumphon", 10.4928, 99.1792),
          new City("satun", 6.624, 100.067));

  @Test
  void sunriseAndSunsetAreWithinAMinuteOfAnotherFormulaOnTheLocalDate() {
    for (City city : CITIES) {
      int lat = (int) Math.round(city.latitude() * 1e6);
      int lon = (int) Math.round(city.longitude() * 1e6);
      for (LocalDate date = LocalDate.of(2026, 1, 1);
          date.getYear() == 2026;
          date = date.plusDays(1)) {
        long sunrise = Nights.at(lat, lon, BANGKOK, date.minusDays(1)).dawn();
        long sunset = Nights.at(lat, lon, BANGKOK, date).dusk();

        assertThat(
                Math.abs(sunrise - SunFormula.event(city.latitude(), city.longitude(), date, true)))
            .as("sunrise %s %s", city.id(), date)
            .isLessThan(60_000);
        assertThat(
                Math.abs(sunset - SunFormula.event(city.latitude(), city.longitude(), date, false)))
            .as("sunset %s %s", city.id(), date)
            .isLessThan(60_000);
        assertThat(Instant.ofEpochMilli(sunrise).atZone(BANGKOK).toLocalDate()).isEqualTo(date);
        assertThat(Instant.ofEpochMilli(sunset).atZone(BANGKOK).toLocalDate()).isEqualTo(date);
      }
    }
  }

  @Test
  void theRoundedPositionOfTheHotPathIsWithinFiveSecondsOfTheExactOne() {
    ExpectedState expected = new ExpectedState();
    for (int day = 0; day < 365; day += 7) {
      LocalDate date = LocalDate.of(2026, 1, 1).plusDays(day);
      Night exact = Nights.at(18_794_999, 98_994_999, BANGKOK, date);

      long dusk = expected.sunset(18_794_999, 98_994_999, "Asia/Bangkok", exact.dusk() + 1);
      long dawn = expected.sunrise(18_794_999, 98_994_999, "Asia/Bangkok", exact.dusk() + 1);

      assertThat(Duration.ofMillis(dusk - exact.dusk()).abs()).isLessThan(Duration.ofSeconds(5));
      assertThat(Duration.ofMillis(dawn - exact.dawn()).abs()).isLessThan(Duration.ofSeconds(5));
    }
  }

  @Test
  void aNightIsNamedByTheDateOfItsDusk() {
    assertThat(Nights.nightOf(Instant.parse("2026-06-01T04:59:59Z").toEpochMilli(), BANGKOK))
        .isEqualTo("2026-05-31");
    assertThat(Nights.nightOf(Instant.parse("2026-06-01T05:00:00Z").toEpochMilli(), BANGKOK))
        .isEqualTo("2026-06-01");
  }

  @Test
  void aPolarDayHasNoNightAndAPolarNightNoDay() {
    ZoneId oslo = ZoneId.of("Europe/Oslo");
    Night june = Nights.at(69_650_000, 18_960_000, oslo, LocalDate.of(2026, 6, 20));
    Night december = Nights.at(69_650_000, 18_960_000, oslo, LocalDate.of(2026, 12, 20));

    assertThat(june.darkMillis()).isZero();
    assertThat(december.darkMillis()).isEqualTo(Duration.ofHours(24).toMillis());
  }

  @Test
  void darkHoursOfAYearAreWhatTheDomainSays() {
    ExpectedState expected = new ExpectedState();
    long dark =
        expected
            .nights(
                18_795_300,
                98_998_600,
                "Asia/Bangkok",
                LocalDate.of(2026, 1, 1),
                LocalDate.of(2026, 12, 31))
            .stream()
            .mapToLong(Night::darkMillis)
            .sum();

    assertThat(Duration.ofMillis(dark).toHours()).isBetween(4328L, 4335L);
  }

  private static int micro(String degrees) {
    return (int) Math.round(Double.parseDouble(degrees) * 1e6);
  }
}
