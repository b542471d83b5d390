package city.sawang.jobs.audit.recompute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NightRangeTest {
  private static final ZoneId BANGKOK = ZoneId.of("Asia/Bangkok");

  @Test
  void aNightIsNoonToNoon() {
    NightRange night = NightRange.parse("2026-11-21");

    assertThat(night.begin(BANGKOK))
        .isEqualTo(Instant.parse("2026-11-21T05:00:00Z").toEpochMilli());
    assertThat(night.end(BANGKOK)).isEqualTo(Instant.parse("2026-11-22T05:00:00Z").toEpochMilli());
  }

  @Test
  void aNightOfTheSpringIsAnHourShorterWhereClocksChange() {
    NightRange night = NightRange.parse("2026-03-28");
    ZoneId berlin = ZoneId.of("Europe/Berlin");

    assertThat(night.end(berlin) - night.begin(berlin)).isEqualTo(23 * 3_600_000L);
  }

  @Test
  void theNightsOfAMonthBeginWithTheOneThatEndsInIt() {
    NightRange month = NightRange.parse("2026-02");

    assertThat(month.first()).isEqualTo(LocalDate.parse("2026-01-31"));
    assertThat(month.last()).isEqualTo(LocalDate.parse("2026-02-28"));
    assertThat(month).hasToString("the nights from 2026-01-31 to 2026-02-28");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "2026", "2026-00", "2026-02-30", "0001-01-01", "9999-12", "2026-2-1", "x"})
  void whatIsNoNightIsRefused(String text) {
    assertThatThrownBy(() -> NightRange.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "'" + text + "': expected a night such as 2026-11-21 or a month such as 2026-11");
  }
}
