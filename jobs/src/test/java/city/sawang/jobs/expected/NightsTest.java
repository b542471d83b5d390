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
