package city.sawang.grafana.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DashboardTimeRangeTest {
  private static final ZoneId BANGKOK = ZoneId.of("Asia/Bangkok");

  /** Half past nine in the evening of a Sunday in Bangkok. */
  private static final Instant NOW = Instant.parse("2026-11-22T14:30:00Z");

  @ParameterizedTest
  @CsvSource({
    "now-6h, now, 2026-11-22T08:30:00Z, 2026-11-22T14:30:00Z",
    "now/d, now/d, 2026-11-21T17:00:00Z, 2026-11-22T16:59:59.999Z",
    "now-1d/d, now/d, 2026-11-20T17:00:00Z, 2026-11-22T16:59:59.999Z",
    "now/w, now, 2026-11-15T17:00:00Z, 2026-11-22T14:30:00Z",
    "now-1M/M, now/y, 2026-09-30T17:00:00Z, 2026-12-31T16:59:59.999Z",
    "now-1d+2h, now+30m, 2026-11-21T16:30:00Z, 2026-11-22T15:00:00Z",
    "1795000000000, 1795000060000, 2026-11-18T11:06:40Z, 2026-11-18T11:07:40Z",
  })
  void readsTimesAsGrafanaSpellsThem(String from, String to, Instant start, Instant end) {
    assertThat(DashboardTimeRange.parse(from, to, NOW, BANGKOK))
        .isEqualTo(new DashboardTimeRange(start, end));
  }

  @ParameterizedTest
  @CsvSource({
    "yesterday, now",
    "now-5x, now",
    "now, now-1h",
    "'', now",
    "now-999999d, now",
    "now/q, now"
  })
  void refusesWhatIsNoPeriod(String from, String to) {
    assertThatThrownBy(() -> DashboardTimeRange.parse(from, to, NOW, BANGKOK))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "PT1H, 600, PT0.001S, PT5S",
    "PT24H, 600, PT0.001S, PT2M",
    "PT24H, 600, PT15M, PT15M",
    "P30D, 600, PT15M, PT1H",
    "P365D, 600, PT15M, PT12H",
    "PT1S, 600, PT0.001S, PT0.001S",
  })
  void choosesAnIntervalThatPeopleReadEasily(
      Duration length, int points, Duration least, Duration expected) {
    assertThat(new DashboardTimeRange(NOW.minus(length), NOW).interval(points, least))
        .isEqualTo(expected);
  }

  @Test
  void spellsIntervals() {
    assertThat(Intervals.spell(Duration.ofDays(1))).isEqualTo("1d");
    assertThat(Intervals.spell(Duration.ofMinutes(90))).isEqualTo("90m");
    assertThat(Intervals.spell(Duration.ofMillis(1500))).isEqualTo("1500ms");
    assertThat(Intervals.parse("1h30m")).isEqualTo(Duration.ofMinutes(90));
  }
}
