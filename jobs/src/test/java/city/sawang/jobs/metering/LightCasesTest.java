package city.sawang.jobs.metering;

import static city.sawang.jobs.metering.Fixtures.EVENING;
import static city.sawang.jobs.metering.Fixtures.HOUR;
import static city.sawang.jobs.metering.Fixtures.MINUTE;
import static city.sawang.jobs.metering.Fixtures.NOON;
import static city.sawang.jobs.metering.Fixtures.QUARTER;
import static city.sawang.jobs.metering.Fixtures.at;
import static city.sawang.jobs.metering.Fixtures.during;
import static city.sawang.jobs.metering.Fixtures.lamp;
import static city.sawang.jobs.metering.Fixtures.minutely;
import static city.sawang.jobs.metering.Fixtures.placed;
import static city.sawang.jobs.metering.Fixtures.quarterHourly;
import static city.sawang.jobs.metering.Fixtures.scheduled;
import static org.assertj.core.api.Assertions.assertThat;

import city.sawang.jobs.expected.ExpectedState;
import city.sawang.jobs.expected.LightPoint;
import city.sawang.jobs.metering.contribution.IntervalFigures;
import city.sawang.jobs.metering.contribution.LightSeconds;
import city.sawang.jobs.metering.input.ControllerAssignments;
import city.sawang.jobs.metering.input.LampAssignment;
import city.sawang.jobs.metering.input.MeterReading;
import city.sawang.jobs.metering.interval.ExpectedIntervals;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The rules of light and darkness and of energy by day, each with its rule in the name. */
class LightCasesTest {
  private static final String PART_NIGHT = LampLife.PART_NIGHT;

  /** Dusk of this evening at the lamp, a whole second. */
  private static final long DUSK =
      new ExpectedState().sunset(18_795_300, 98_998_600, "Asia/Bangkok", EVENING);

  private static LightSeconds light(Published published, long at) {
    return published.quarter("lamp-1", at).light();
  }

  @Test
  void aLitLampInTheDarkBurnsAndAnUnlitOneIsDark() {
    Published published = new Published(minutely());

    published.all(
        List.of(
            at(EVENING).mw(40_000).build(),
            at(EVENING + MINUTE).mw(0).build(),
            at(EVENING + 2 * MINUTE).mw(0).build()));

    assertThat(light(published, EVENING)).isEqualTo(new LightSeconds(900, 900, 60, 60, 0, 0));
    assertThat(light(published, EVENING).unknown()).isEqualTo(780);
  }

  @Test
  void whatAReadingTellsHoldsForTwoIntervalsAndIsUnknownThen() {
    Published published = new Published(minutely());

    published.all(List.of(at(EVENING).mw(0).build(), at(EVENING + 10 * MINUTE).mw(40_000).build()));

    assertThat(light(published, EVENING)).isEqualTo(new LightSeconds(900, 900, 0, 120, 0, 0));
  }

  @Test
  void aReadingThatSaysNothingAboutLightEndsNothing() {
    Published published = new Published(minutely());

    published.all(
        List.of(
            at(EVENING).mw(40_000).build(),
            at(EVENING + MINUTE).mwh(5).build(),
            at(EVENING + 100_000).mwh(6).build()));

    assertThat(light(published, EVENING).litDark()).isEqualTo(100);
    assertThat(published.quarter("lamp-1", EVENING).light().lit()).isEqualTo(100);
  }

  @Test
  void betweenUnlitAndLitTheLampSwitchesWhenItIsExpectedTo() {
    Published published = new Published(quarterHourly());
    long before = DUSK - 5 * MINUTE;

    published.all(List.of(at(before).mw(0).build(), at(before + 12 * MINUTE).mw(40_000).build()));

    long burned = published.rows.values().stream().mapToLong(c -> c.light().litDark()).sum();
    assertThat(burned).isEqualTo(7 * 60);
    assertThat(published.rows.values()).allMatch(c -> c.light().dayBurn() == 0);
    assertThat(published.rows.values()).allMatch(c -> c.light().dark() == 0);
  }

  @Test
  void againstTheScheduleTheEarlierReadingHolds() {
    Published published = new Published(quarterHourly());
    long before = DUSK - 5 * MINUTE;

    published.all(List.of(at(before).mw(40_000).build(), at(before + 12 * MINUTE).mw(0).build()));

    long burnedByDay = published.rows.values().stream().mapToLong(c -> c.light().dayBurn()).sum();
    long burned = published.rows.values().stream().mapToLong(c -> c.light().litDark()).sum();
    assertThat(burnedByDay).isEqualTo(5 * 60);
    assertThat(burned).isEqualTo(7 * 60);
  }

  @Test
  void whenTheScheduleSwitchesTwiceTheEarlierReadingHolds() {
    // Off at eleven and on again at five past: a lamp that says dark and then lit says nothing new.
    Published published =
        new Published(
            placed(scheduled(lamp("lamp-1", 900), "dusk-to-dawn; 23:00 0%; 23:05 100%", 900)));
    long before = EVENING + 115 * MINUTE;

    published.all(List.of(at(before).mw(40_000).build(), at(before + 14 * MINUTE).mw(0).build()));

    assertThat(published.rows.values().stream().mapToLong(c -> c.light().litDark()).sum())
        .isEqualTo(14 * 60);
  }

  @Test
  void whatTheScheduleSwitchesOffIsNeitherDarkNorUnknown() {
    Published published = new Published(placed(scheduled(lamp("lamp-1", 900), PART_NIGHT, 900)));
    long midnight = EVENING + 3 * HOUR;

    published.all(
        List.of(
            at(midnight).mw(0).build(),
            at(midnight + QUARTER).mw(40_000).build(),
            at(midnight + 2 * QUARTER).mw(0).build(),
            at(midnight + 6 * QUARTER).mw(0).build()));

    assertThat(light(published, midnight)).isEqualTo(new LightSeconds(900, 0, 0, 0, 900, 0));
    assertThat(light(published, midnight + QUARTER))
        .isEqualTo(new LightSeconds(900, 0, 900, 0, 0, 0));
    assertThat(light(published, midnight + 5 * QUARTER))
        .isEqualTo(new LightSeconds(900, 0, 0, 0, 900, 0));
  }

  @Test
  void anOverrideChangesWhatIsExpectedWhileItsReadingHolds() {
    Published published = new Published(minutely());

    published.all(
        List.of(
            at(EVENING).mw(0).override(0).build(),
            at(EVENING + MINUTE).mw(0).build(),
            at(EVENING + 2 * MINUTE).mw(0).override(-1).build(),
            at(EVENING + 3 * MINUTE).mw(0).build()));

    // Commanded off for a minute; then dark; then overridden without saying to which level.
    assertThat(light(published, EVENING)).isEqualTo(new LightSeconds(900, 840, 0, 120, 60, 0));
  }

  @Test
  void anOverrideMayWantLightWhereTheScheduleWantsNone() {
    Published published = new Published(placed(scheduled(lamp("lamp-1", 60), PART_NIGHT, 60)));
    long midnight = EVENING + 3 * HOUR;

    published.all(
        List.of(
            at(midnight).mw(40_000).override(7_000).build(),
            at(midnight + MINUTE).mw(0).override(7_000).build(),
            at(midnight + 2 * MINUTE).mw(0).build()));

    assertThat(light(published, midnight)).isEqualTo(new LightSeconds(900, 120, 60, 60, 780, 0));
  }

  @Test
  void aLampThatBurnsByDayIsADayBurnerWithItsEnergy() {
    Published published = new Published(quarterHourly());

    published.all(
        List.of(
            at(NOON).mwh(0).mw(40_000).build(),
            at(NOON + QUARTER).mwh(10_000).mw(400).build(),
            at(NOON + 2 * QUARTER).mwh(10_100).mw(400).build()));

    IntervalFigures burning = published.quarter("lamp-1", NOON);
    assertThat(burning.light()).isEqualTo(new LightSeconds(0, 0, 0, 0, 0, 900));
    assertThat(burning.light().lit()).isEqualTo(900);
    assertThat(burning.energy().dayMwh()).isEqualTo(10_000);
    assertThat(burning.energy().dayBurnMwh()).isEqualTo(10_000);
    IntervalFigures standby = published.quarter("lamp-1", NOON + QUARTER);
    assertThat(standby.energy().dayMwh()).isEqualTo(100);
    assertThat(standby.energy().dayBurnMwh()).isZero();
  }

  @Test
  void energyOverDuskIsAllNightUnlessTheLampBurnedAtBothEnds() {
    long before = DUSK - 5 * MINUTE;
    List<MeterReading> switched =
        List.of(
            at(before).mwh(0).mw(0).build(),
            at(before + 10 * MINUTE).mwh(3_600).mw(40_000).build());
    List<MeterReading> burning =
        List.of(
            at(before).mwh(0).mw(40_000).build(),
            at(before + 10 * MINUTE).mwh(6_000).mw(40_000).build());

    assertThat(day(new Published(quarterHourly()).all(switched))).isZero();
    assertThat(day(new Published(quarterHourly()).all(burning))).isBetween(2_999L, 3_000L);
  }

  private static long day(Published published) {
    return published.rows.values().stream().mapToLong(c -> c.energy().dayMwh()).sum();
  }

  @Test
  void energyFromPowerIsKeptApart() {
    Published published = new Published(minutely());

    published.all(
        List.of(
            at(EVENING).mw(30_000).build(),
            at(EVENING + MINUTE).mw(42_000).build(),
            at(EVENING + 14 * MINUTE).mwh(0).mw(42_000).build(),
            at(EVENING + 15 * MINUTE - 1).mwh(700).mw(42_000).build()));

    IntervalFigures quarter = published.quarter("lamp-1", EVENING);
    assertThat(quarter.energy().fromPowerMwh()).isEqualTo(600);
    assertThat(quarter.energy().measuredMwh()).isEqualTo(600 + 700);
    assertThat(quarter.energy().estimatedMwh()).isPositive();
  }

  @Test
  void ofAQuarterHourWithASwapEachLampGetsItsOwnSeconds() {
    long swap = EVENING + 5 * MINUTE + 300;
    Published published =
        new Published(
            placed(
                during(lamp("lamp-1", 900), Long.MIN_VALUE, swap),
                during(lamp("lamp-2", 900), swap, Long.MAX_VALUE)));

    published.all(
        List.of(
            at(EVENING).mw(40_000).build(),
            at(EVENING + 6 * MINUTE + 700).mw(40_000).build(),
            at(EVENING + QUARTER).mw(40_000).build()));

    LightSeconds first = published.quarter("lamp-1", EVENING).light();
    LightSeconds second = published.quarter("lamp-2", EVENING).light();
    assertThat(first).isEqualTo(new LightSeconds(300, 300, 300, 0, 0, 0));
    assertThat(second).isEqualTo(new LightSeconds(600, 600, 540, 0, 0, 0));
    assertThat(first.darkPeriod() + second.darkPeriod()).isEqualTo(900);
  }

  @Test
  void fractionsOfASecondAreCutBeforeSecondsAreCounted() {
    Published published = new Published(minutely());

    published.all(
        List.of(
            at(EVENING + 999).mw(40_000).build(),
            at(EVENING + 59_001).mw(0).build(),
            at(EVENING + 60_999).mw(40_000).build(),
            at(EVENING + 61_000).mw(40_000).build()));

    assertThat(light(published, EVENING)).isEqualTo(new LightSeconds(900, 900, 60, 1, 0, 0));
  }

  @Test
  void aQuarterHourWaitsForTheLightToo() {
    Published published = new Published(quarterHourly());

    published.all(
        List.of(at(EVENING).mwh(0).mw(40_000).build(), at(EVENING + QUARTER).mwh(10_000).build()));
    assertThat(published.quarter("lamp-1", EVENING).decided()).isFalse();

    published.accept(at(EVENING + 2 * QUARTER).mwh(20_000).build());
    assertThat(published.quarter("lamp-1", EVENING).decided()).isTrue();
  }

  @Test
  void aSilentContributionExpectsWhatARealOneExpects() {
    ControllerAssignments placement =
        placed(Fixtures.nightPowered(scheduled(lamp("lamp-1", 300), PART_NIGHT, 300)));
    Published published = new Published(placement);
    for (int quarter = 0; quarter <= 96; quarter++) {
      published.accept(at(NOON + quarter * QUARTER + 7_000).mw(0).build());
    }
    ExpectedIntervals silent = new ExpectedIntervals();

    assertThat(published.rows).hasSize(97);
    for (IntervalFigures real : published.rows.values()) {
      IntervalFigures said = silent.of(placement, 0, real.periodStart());
      assertThat(said.readings().expected()).isEqualTo(real.readings().expected());
      assertThat(said.light().darkPeriod()).isEqualTo(real.light().darkPeriod());
      assertThat(said.light().expectedLit()).isEqualTo(real.light().expectedLit());
      assertThat(said.light().unknown()).isEqualTo(said.light().expectedLit());
      assertThat(said.attribution().nightDay()).isEqualTo(real.attribution().nightDay());
      assertThat(said.attribution().month()).isEqualTo(real.attribution().month());
      assertThat(said.attribution().feederId()).isEqualTo(real.attribution().feederId());
      assertThat(said.isExpectation()).isTrue();
      assertThat(said.decided()).isFalse();
      assertThat(said.energy().known()).isFalse();
      assertThat(said.readings().accepted()).isZero();
    }
  }

  @Test
  void aNightWithSummerTimeHasItsSecondsAndItsNameByTheLocalClock() {
    // The clocks of Berlin go back on 25 October 2026; its night is one hour longer by the clock.
    LampAssignment berlin =
        Fixtures.lit(
            Fixtures.lamp("lamp-1", 900),
            new LightPoint(
                52_520_000,
                13_400_000,
                50_000,
                0,
                10_000,
                "dusk-to-dawn 100%; 23:00 0%; 05:00 100%"));
    ControllerAssignments placement =
        new ControllerAssignments(
            "berlin", "c-1", "Europe/Berlin", 52_520_000, 13_400_000, List.of(berlin));
    Published published = new Published(placement);
    long noon = Instant.parse("2026-10-24T10:00:00Z").toEpochMilli();

    for (int quarter = 0; quarter < 101; quarter++) {
      published.accept(at(noon + quarter * QUARTER).mw(0).build());
    }

    List<IntervalFigures> night =
        published.rows.values().stream()
            .filter(
                c ->
                    c.attribution().nightDay()
                        == published.rows.firstEntry().getValue().attribution().nightDay())
            .toList();
    assertThat(night).hasSize(100);
    // Off from 23:00 to 05:00: seven hours of the sun's time.
    assertThat(night.stream().mapToInt(c -> c.light().scheduledOff()).sum()).isEqualTo(7 * 3_600);
  }
}
