package city.sawang.jobs.expected;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import org.junit.jupiter.api.Test;

class ExpectedStateTest {
  private static final String BANGKOK = "Asia/Bangkok";
  private final ExpectedState expected = new ExpectedState();

  private static LightPoint chiangMai(String schedule) {
    return new LightPoint(18_795_300, 98_998_600, 50_000, 0, 10_000, schedule);
  }

  private static long local(String zone, String time) {
    return ZonedDateTime.parse(time + "[" + zone + "]").toInstant().toEpochMilli();
  }

  private static long bangkok(String time) {
    return local(BANGKOK, time + "+07:00");
  }

  @Test
  void aStepHoldsFromItsLocalTimeToTheNextOneAndTheLastToDawn() {
    LightPoint light = chiangMai("dusk-to-dawn 100%; 23:00 60%; 05:00 100%");

    assertThat(expected.at(light, BANGKOK, bangkok("2026-11-20T12:00:00")).lit()).isFalse();
    assertThat(expected.at(light, BANGKOK, bangkok("2026-11-20T22:59:59")).dimBp())
        .isEqualTo(10_000);
    assertThat(expected.at(light, BANGKOK, bangkok("2026-11-20T23:00:00")).dimBp())
        .isEqualTo(6_000);
    assertThat(expected.at(light, BANGKOK, bangkok("2026-11-21T04:59:59")).dimBp())
        .isEqualTo(6_000);
    assertThat(expected.at(light, BANGKOK, bangkok("2026-11-21T05:00:00")).dimBp())
        .isEqualTo(10_000);
    assertThat(expected.at(light, BANGKOK, bangkok("2026-11-21T07:00:00")).lit()).isFalse();
  }

  @Test
  void aLevelOfZeroIsOffAndCountsNoMinutes() {
    LightPoint light = chiangMai("dusk-to-dawn 100%; 22:00 0%");
    long eight = bangkok("2026-11-20T20:00:00");
    long six = bangkok("2026-11-21T06:00:00");

    assertThat(expected.isOn(light, BANGKOK, bangkok("2026-11-20T23:00:00"))).isFalse();
    assertThat(expected.onMillis(light, BANGKOK, eight, six))
        .isEqualTo(Duration.ofHours(2).toMillis());
    assertThat(expected.energyMwh(light, BANGKOK, eight, six)).isEqualTo(100_000);
  }

  @Test
  void aStepBeforeDuskIsInForceWhenDuskComes() {
    LightPoint light = chiangMai("dusk-to-dawn 100%; 15:00 40%");

    assertThat(expected.at(light, BANGKOK, bangkok("2026-11-20T19:00:00")).dimBp())
        .isEqualTo(4_000);
  }

  @Test
  void onMillisecondsOfManyNightsAreTheNightsOfTheCalendar() {
    LightPoint light = new LightPoint(18_800_000, 99_000_000, 50_000, 0, 10_000, null);
    long nights =
        expected
            .nights(
                18_800_000,
                99_000_000,
                BANGKOK,
                LocalDate.of(2026, 5, 1),
                LocalDate.of(2026, 5, 30))
            .stream()
            .mapToLong(night -> (night.dawn() / 1000 - night.dusk() / 1000) * 1000)
            .sum();

    assertThat(
            expected.onMillis(
                light, BANGKOK, bangkok("2026-05-01T12:00:00"), bangkok("2026-05-31T12:00:00")))
        .isEqualTo(nights);
  }

  @Test
  void expectedPowerFollowsTheGradientDownToTheMinimum() {
    // P_exp(d) = max(P_min, P_nom·(1 − (1 − d)/g))
    assertThat(ExpectedState.powerMw(chiangMai(""), 10_000)).isEqualTo(50_000);
    assertThat(ExpectedState.powerMw(chiangMai(""), 6_000)).isEqualTo(30_000);
    assertThat(ExpectedState.powerMw(new LightPoint(0, 0, 50_000, 0, 12_500, ""), 5_000))
        .isEqualTo(30_000);
    assertThat(ExpectedState.powerMw(new LightPoint(0, 0, 50_000, 8_000, 10_000, ""), 1_000))
        .isEqualTo(8_000);
    assertThat(ExpectedState.powerMw(new LightPoint(0, 0, 50_000, 0, 5_000, ""), 1_000)).isZero();
  }

  @Test
  void anOverrideGoesBeforeTheScheduleAndIsNotJudgedNorIsMaintenance() {
    LightPoint light = chiangMai("dusk-to-dawn");
    long noon = bangkok("2026-11-20T12:00:00");

    assertThat(expected.at(light, BANGKOK, noon, (byte) 1, (byte) 0, 5_000))
        .isEqualTo(new Expectation(true, 5_000, 25_000, false));
    assertThat(expected.at(light, BANGKOK, noon, (byte) 0, (byte) 1, 5_000))
        .isEqualTo(new Expectation(false, 0, 0, false));
    assertThat(expected.at(light, BANGKOK, noon, (byte) -1, (byte) -1, -1))
        .isEqualTo(new Expectation(false, 0, 0, true));
  }

  @Test
  void aZoneWithSummerTimeKeepsItsStepsAtTheLocalTime() {
    String berlin = "Europe/Berlin";
    LightPoint light =
        new LightPoint(52_520_000, 13_400_000, 50_000, 0, 10_000, "dusk-to-dawn; 23:00 50%");

    assertThat(expected.at(light, berlin, local(berlin, "2026-03-28T22:59:00+01:00")).dimBp())
        .isEqualTo(10_000);
    assertThat(expected.at(light, berlin, local(berlin, "2026-03-28T23:00:00+01:00")).dimBp())
        .isEqualTo(5_000);
    assertThat(expected.at(light, berlin, local(berlin, "2026-03-29T22:59:00+02:00")).dimBp())
        .isEqualTo(10_000);
    assertThat(expected.at(light, berlin, local(berlin, "2026-03-29T23:00:00+02:00")).dimBp())
        .isEqualTo(5_000);
    assertThat(Nights.nightOf(local(berlin, "2026-03-29T11:59:00+02:00"), ZoneId.of(berlin)))
        .isEqualTo("2026-03-28");
  }

  @Test
  void whatIsNoScheduleIsRefused() {
    long night = bangkok("2026-11-20T23:00:00");

    assertThatThrownBy(() -> expected.at(chiangMai("at full moon"), BANGKOK, night))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at full moon");
  }
}
