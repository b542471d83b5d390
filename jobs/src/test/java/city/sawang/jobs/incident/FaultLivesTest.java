package city.sawang.jobs.incident;

import static org.assertj.core.api.Assertions.assertThat;

import city.sawang.jobs.incident.input.LampReading;
import city.sawang.jobs.incident.model.FaultCode;
import city.sawang.jobs.incident.model.Incident;
import city.sawang.jobs.incident.model.Quantity;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Faults that need more than a few readings, and what an incident says. */
class FaultLivesTest {
  private static final long NIGHT = Life.local("2026-11-20T21:00");
  private static final long NOON = Life.local("2026-11-20T12:00");
  private static final long HOUR = 3_600_000L;

  private static Incident only(Life life, FaultCode code) {
    List<Incident> found = life.rows.values().stream().filter(i -> i.code() == code).toList();
    assertThat(found).hasSize(1);
    return found.get(0);
  }

  @Test
  void anIncidentNamesItselfAndCarriesWhatRaisedIt() {
    Life life = Life.always().all(Say.all(NIGHT, "0 P=0.4 V=229; 10 P=0.3 V=231 T=40"));

    Incident incident = only(life, FaultCode.LAMP_FAILURE);

    assertThat(incident.incidentId()).matches("inc(-[0-9a-hj-km-np-tv-z]{4}){3}");
    assertThat(incident.cityId()).isEqualTo("chiang-mai");
    assertThat(incident.subjectId()).isEqualTo("lamp-1");
    assertThat(incident.ruleVersion()).isEqualTo(1);
    assertThat(incident.evidence()).hasSize(2);
    assertThat(incident.evidence().get(1).values())
        .containsEntry(Quantity.ACTIVE_POWER_MW, 300L)
        .containsEntry(Quantity.SUPPLY_VOLTAGE_MV, 231_000L)
        .doesNotContainKey(Quantity.CONTROLLER_TEMP_MILLICELSIUS);
    assertThat(incident.evidence().get(1).expectedMw()).isEqualTo(50_000);
    assertThat(incident.revision()).isEqualTo(1);
  }

  @Test
  void darkSecondsAndEnergyLastFromOpeningToClearing() {
    Life life = Life.always();
    life.all(Say.every(NIGHT, 0, 50, 10, "P=0"));
    life.all(Say.every(NIGHT, 60, 120, 10, "P=50"));

    Incident incident = only(life, FaultCode.LAMP_FAILURE);

    assertThat(life.told(NIGHT)).isEqualTo("LAMP_FAILURE 0/10 60/70");
    assertThat(incident.darkLampSeconds()).isEqualTo(3_600);
    assertThat(incident.energyEffectMwh()).isEqualTo(-50_000);
  }

  @Test
  void storedReadingsCorrectDarkSecondsAndNothingElse() {
    List<LampReading> live = Say.all(NIGHT, "0 P=0; 10 P=0; 50 P=0");
    Life life = Life.always().all(live);
    String before = life.told(NIGHT);
    // What was said at minute 10 holds for twenty minutes only.
    assertThat(only(life, FaultCode.LAMP_FAILURE).darkLampSeconds()).isEqualTo(30 * 60);

    life.all(Say.all(NIGHT, "20 P=50 h; 30 P=50 h; 40 P=0 h"));

    assertThat(life.told(NIGHT)).isEqualTo(before);
    assertThat(only(life, FaultCode.LAMP_FAILURE).darkLampSeconds()).isEqualTo(30 * 60);
    life.all(Say.all(NIGHT, "15 P=50 h"));
    assertThat(only(life, FaultCode.LAMP_FAILURE).darkLampSeconds()).isEqualTo(25 * 60);
  }

  @Test
  void theSameFaultWithinADayIsTheSameIncidentAgain() {
    Life life = Life.always();
    life.all(Say.every(NIGHT, 0, 20, 10, "P=0"));
    String first = life.rows.keySet().iterator().next();
    life.all(Say.every(NIGHT, 30, 1_470, 10, "P=50"));
    life.all(Say.every(NIGHT, 1_480, 1_500, 10, "P=0"));

    // Clear from minute 30 on: 1470 is within 24 hours, 1480 is not.
    assertThat(life.rows.values().stream().filter(i -> i.code() == FaultCode.LAMP_FAILURE))
        .hasSize(2);

    Life again = Life.always();
    again.all(Say.every(NIGHT, 0, 20, 10, "P=0"));
    again.all(Say.every(NIGHT, 30, 1_460, 10, "P=50"));
    again.all(Say.every(NIGHT, 1_470, 1_490, 10, "P=0"));
    Incident reopened = only(again, FaultCode.LAMP_FAILURE);
    assertThat(reopened.incidentId()).isEqualTo(first);
    assertThat(reopened.isOpen()).isTrue();
    assertThat(reopened.verifiedAt()).isNull();
    assertThat(reopened.darkLampSeconds()).isEqualTo(50 * 60);
  }

  @Test
  void duskEndsADayBurnerWithoutProofAndTheNextDayOpensItAgain() {
    Life life = Life.always();
    life.all(Say.every(NOON, 0, 420, 10, "P=50"));

    Incident burner = only(life, FaultCode.DAY_BURNER);
    assertThat(burner.clearedAt())
        .isBetween(Life.local("2026-11-20T17:40"), Life.local("2026-11-20T17:50"));
    assertThat(burner.verifiedAt()).isNull();
    assertThat(burner.energyEffectMwh()).isBetween(285_000L, 295_000L);

    life.all(Say.every(NOON, 430, 1_440, 10, "P=50"));
    Incident again = only(life, FaultCode.DAY_BURNER);
    assertThat(again.incidentId()).isEqualTo(burner.incidentId());
    assertThat(again.isOpen()).isTrue();
    life.advance(NOON + 24 * HOUR + 6 * HOUR);
    assertThat(only(life, FaultCode.DAY_BURNER).verifiedAt()).isNull();
    assertThat(only(life, FaultCode.DAY_BURNER).isOpen()).isFalse();
  }

  @Test
  void fourUncommandedSwitchingsInAnHourAreCycling() {
    String off = "P=0 A=100";
    StringBuilder three = new StringBuilder("0 P=50");
    for (int i = 1; i <= 3; i++) {
      three.append("; ").append(14 * i - 7).append(' ').append(off);
      three.append("; ").append(14 * i).append(" P=50");
    }
    assertThat(Life.always().all(Say.all(NIGHT, three.toString())).told(NIGHT)).isEmpty();

    String four = three + "; 49 P=0; 56 P=50";
    assertThat(Life.always().all(Say.all(NIGHT, four)).told(NIGHT)).isEqualTo("CYCLING 56/56");
    assertThat(Life.always().all(Say.all(NIGHT, four.replace("P=0 A=100", "P=0 C=0"))).told(NIGHT))
        .isEmpty();
  }

  @Test
  void aQuietNightThatWasHeardClearsCycling() {
    long evening = Life.local("2026-11-20T18:20");
    List<LampReading> cycling = Say.all(evening, "0 P=50 N=100; 10 P=50 N=110");
    Life life = Life.always().all(cycling);
    assertThat(life.told(evening)).isEqualTo("CYCLING 10/10");

    // To the noon after the next night: 41 hours and 40 minutes.
    life.all(Say.every(evening, 20, 2_510, 10, "N=111"));

    Incident incident = only(life, FaultCode.CYCLING);
    assertThat(incident.clearedAt()).isEqualTo(Life.local("2026-11-22T12:00"));
    assertThat(incident.verifiedAt()).isEqualTo(incident.clearedAt());

    Life unheard = Life.always().all(cycling);
    unheard.all(Say.every(evening, 20, 1_100, 10, "N=111"));
    unheard.all(Say.every(evening, 2_100, 2_600, 10, "N=111"));
    assertThat(only(unheard, FaultCode.CYCLING).isOpen()).isTrue();
  }

  @Test
  void frozenMeasurementsAreFoundAndTheirFirstChangeClears() {
    String frozen = "P=49.2 V=229 I=215";
    Life life = Life.always().all(Say.every(NIGHT, 0, 220, 10, frozen));
    assertThat(life.told(NIGHT)).isEmpty();
    life.all(Say.every(NIGHT, 230, 240, 10, frozen));
    assertThat(life.told(NIGHT)).isEqualTo("FROZEN_SENSOR 230/230");
    life.all(Say.all(NIGHT, "250 P=49.2 V=228 I=215"));
    assertThat(life.told(NIGHT)).isEqualTo("FROZEN_SENSOR 230/230 250/250");

    Life off = Life.always().all(Say.every(NOON, 0, 300, 10, "P=0 V=229 I=0"));
    assertThat(off.told(NOON)).isEmpty();
  }

  @Test
  void theMedianOfTwentyArrivalsShowsAWrongClock() {
    Life behind = Life.always().all(Say.every(NOON, 0, 180, 10, "late=301"));
    assertThat(behind.told(NOON)).isEmpty();
    behind.all(Say.every(NOON, 190, 200, 10, "late=301"));
    assertThat(behind.told(NOON)).isEqualTo("CLOCK_DRIFT 190/190");
    behind.all(Say.every(NOON, 210, 400, 10, "late=59"));
    assertThat(behind.told(NOON)).isEqualTo("CLOCK_DRIFT 190/190 310/310");

    assertThat(Life.always().all(Say.every(NOON, 0, 300, 10, "late=300")).told(NOON)).isEmpty();
    assertThat(Life.always().all(Say.every(NOON, 0, 300, 10, "late=-61")).told(NOON))
        .isEqualTo("CLOCK_DRIFT 190/190");
    assertThat(Life.always().all(Say.every(NOON, 0, 300, 10, "late=-60")).told(NOON)).isEmpty();
    assertThat(Life.always().all(Say.every(NOON, 0, 300, 10, "late=900 h")).told(NOON)).isEmpty();
    assertThat(Life.always().all(Say.every(NOON, 0, 300, 10, "late=900 a")).told(NOON)).isEmpty();
  }

  @Test
  void whatDrainsFromAQueueTellsNothingAboutAClock() {
    String queued =
        IntStream.rangeClosed(11, 108)
            .mapToObj(i -> 10 * i + " late=" + (1_090 - 10 * i) * 60)
            .collect(Collectors.joining(";"));
    Life life = Life.always().all(Say.every(NOON, 0, 100, 10, "late=5")).all(Say.all(NOON, queued));
    life.all(Say.every(NOON, 1_090, 1_300, 10, "late=5"));

    assertThat(life.told(NOON)).isEmpty();
  }

  @Test
  void aTimerRaisesSilenceAndAReadingOfBeforeTakesItBack() {
    Life life = Life.always().all(Say.all(NIGHT, "0 P=50"));
    assertThat(life.nextTimer).as("the sign comes first").isEqualTo(NIGHT + 20 * Say.MINUTE + 1);

    life.advance(NIGHT + 30 * Say.MINUTE);
    assertThat(life.told(NIGHT)).isEmpty();
    life.advance(life.nextTimer);
    assertThat(life.told(NIGHT)).isEqualTo("COMM_LOSS 0/30");

    life.all(Say.all(NIGHT, "25 P=50"));
    assertThat(life.told(NIGHT)).isEmpty();
    assertThat(life.changes.get(life.changes.size() - 1).isRetracted()).isTrue();
    life.advance(NIGHT + 60 * Say.MINUTE);
    assertThat(life.told(NIGHT)).isEqualTo("COMM_LOSS 25/55");
    life.all(Say.all(NIGHT, "70 T=30"));
    assertThat(life.told(NIGHT)).isEqualTo("COMM_LOSS 25/55 70/70");
  }

  @Test
  void aLateReadingTakesBackWhatItUndoes() {
    Life life = Life.always().all(Say.all(NIGHT, "0 P=0; 20 P=0"));
    assertThat(life.told(NIGHT)).isEqualTo("LAMP_FAILURE 0/20");

    life.all(Say.all(NIGHT, "10 P=50"));

    assertThat(life.rows).isEmpty();
    IncidentChange last = life.changes.get(life.changes.size() - 1);
    assertThat(last.isRetracted()).isTrue();
    assertThat(last.incident().revision()).isEqualTo(2);
    life.all(Say.all(NIGHT, "30 P=0"));
    assertThat(life.told(NIGHT)).isEqualTo("LAMP_FAILURE 20/30");
  }

  /** An incident that is over is kept for days: that costs the readings after it nothing. */
  @Test
  void whatWasPublishedIsWrittenOnlyWhenItMayChange() {
    Life life = Life.always().all(Say.every(NIGHT, 0, 20, 10, "P=0"));
    life.all(Say.every(NIGHT, 30, 50, 10, "P=50"));
    byte[] published = life.state.published();

    life.all(Say.every(NIGHT, 60, 120, 10, "P=50"));
    assertThat(life.state.published()).isSameAs(published);

    life.all(Say.every(NIGHT, 130, 140, 10, "P=0"));
    assertThat(life.state.published()).isNotSameAs(published);
    assertThat(life.told(NIGHT)).isEqualTo("LAMP_FAILURE 0/10");
  }

  @Test
  void theSameReadingAgainAndOneBeyondTheHorizonChangeNothing() {
    Life life = Life.always().all(Say.every(NIGHT, 0, 60, 10, "P=50"));
    life.all(Say.every(NIGHT, 3 * 1_440 + 20, 3 * 1_440 + 40, 10, "P=50"));
    int before = life.changes.size();

    life.all(Say.all(NIGHT, "20 P=50; 30 P=0; 0 P=0; 10 P=0"));
    assertThat(life.changes).hasSize(before);
    // Exactly three days behind is within the horizon, and so is what follows.
    life.all(Say.all(NIGHT, "41 P=0; 55 P=0"));
    assertThat(life.changes).hasSize(before);
  }

  @Test
  void aClockThatIsDaysBehindShowsNoSilenceOfDays() {
    // Its first word is twenty days old when it comes; five minutes later its clock is right.
    Life life = Life.always().all(Say.all(NIGHT, "-28800 P=50 late=1728000; 5 P=50"));
    assertThat(life.told(NIGHT)).isEmpty();
    life.advance(NIGHT + 36 * Say.MINUTE);
    assertThat(life.told(NIGHT)).isEqualTo("COMM_LOSS 5/35");

    // What was queued for half a day was alive then.
    Life queued = Life.always().all(Say.all(NIGHT, "-720 P=50 late=43200; 5 P=50"));
    assertThat(queued.told(NIGHT)).isEqualTo("COMM_LOSS -720/-690 5/5");
  }

  @Test
  void aReadingWhoseClockIsDaysBehindIsNotJudged() {
    // Two days later it has lost its supply twice, and been switched on as often.
    Life life = Life.always().all(Say.every(NIGHT, 0, 60, 10, "P=50 S=7 N=100"));
    life.all(Say.all(NIGHT, "12 P=50 S=9 N=106 late=172800; 22 P=50 S=9 N=106 late=172800"));
    assertThat(life.rows).isEmpty();

    // A network server that held it for half a day does not bend its clock.
    life.all(Say.all(NIGHT, "32 P=50 S=8 N=100 late=43200"));
    assertThat(life.told(NIGHT)).isEqualTo("SUPPLY_LOSS 32/32 40/40");
  }

  @Test
  void aLampThatSwitchesOnBetweenTwoDarkReadingsCycles() {
    Life life = Life.always();
    life.all(Say.all(NIGHT, "0 P=50 N=5; 10 P=0 N=5; 20 P=0 N=6; 30 P=50 N=7; 40 P=0 N=8"));
    life.all(Say.all(NIGHT, "50 P=0 N=9; 60 P=0 N=9"));
    assertThat(life.told(NIGHT)).isEmpty();
    life.all(Say.all(NIGHT, "70 P=0 N=9"));
    assertThat(life.told(NIGHT)).isEqualTo("LAMP_FAILURE 60/70");
  }

  @Test
  void noSilenceIsAnAlarmOnANightPoweredCircuitByDay() {
    Life life = Life.nightPowered();
    List<LampReading> nights = new ArrayList<>();
    long evening = Life.local("2026-11-20T17:50");
    for (int night = 0; night < 10; night++) {
      // From soon after dusk to before dawn: 17:50 to 06:20.
      nights.addAll(Say.every(evening, night * 1_440, night * 1_440 + 750, 10, "P=50 S=" + night));
    }
    for (LampReading reading : nights) {
      life.accept(reading);
      life.advance(reading.at());
      life.advance(reading.at() + 10 * Say.MINUTE);
    }
    life.advance(evening + 10 * 24 * HOUR - HOUR);

    assertThat(life.changes).isEmpty();
  }

  @Test
  void aNightPoweredLampThatDoesNotComeUpIsFoundTwoHoursAfterDusk() {
    long evening = Life.local("2026-11-20T17:50");
    Life life = Life.nightPowered().all(Say.every(evening, 0, 750, 10, "P=50"));
    life.advance(Life.local("2026-11-21T19:40"));
    assertThat(life.rows).isEmpty();
    life.advance(Life.local("2026-11-21T19:50"));

    Incident silent = only(life, FaultCode.COMM_LOSS);
    assertThat(silent.openedAt())
        .isBetween(Life.local("2026-11-21T17:40"), Life.local("2026-11-21T17:50"));
    assertThat(silent.detectedAt() - silent.openedAt()).isEqualTo(2 * HOUR);
  }

  @Test
  void aNightPoweredLampThatFallsSilentAtNightIsFound() {
    Life life = Life.nightPowered().all(Say.every(NIGHT, 0, 60, 10, "P=50"));
    life.advance(NIGHT + 91 * Say.MINUTE);
    assertThat(life.told(NIGHT)).isEqualTo("COMM_LOSS 60/90");
  }

  @Test
  void theDailySupplyLossOfANightPoweredCircuitIsPlanned() {
    long evening = Life.local("2026-11-20T17:50");
    Life life = Life.nightPowered();
    life.all(Say.every(evening, 0, 740, 10, "P=50 S=7"));
    life.all(Say.all(evening, "750 F=lastGasp"));
    life.all(Say.every(evening, 1_440, 1_500, 10, "P=50 S=8"));
    assertThat(life.rows).isEmpty();
    life.all(Say.all(evening, "1510 P=50 S=9"));
    assertThat(life.told(evening)).isEqualTo("SUPPLY_LOSS 1510/1510");
  }

  @Test
  void theEndOfAnAssignmentEndsItsIncidentsWithoutProof() {
    long swap = NIGHT + 60 * Say.MINUTE;
    Life life =
        new Life(
            Life.placed(
                Life.during(Life.lamp(false, 600, "dusk-to-dawn"), "lamp-1", Long.MIN_VALUE, swap),
                Life.during(
                    Life.lamp(false, 600, "dusk-to-dawn"), "lamp-2", swap, Long.MAX_VALUE)));
    life.all(Say.every(NIGHT, 0, 50, 10, "P=0"));
    life.all(Say.every(NIGHT, 65, 85, 10, "P=0"));

    assertThat(life.told(NIGHT)).isEqualTo("LAMP_FAILURE 0/10 60/-, LAMP_FAILURE 65/75");
    assertThat(life.rows.values().stream().map(Incident::subjectId).toList())
        .containsExactlyInAnyOrder("lamp-1", "lamp-2");
  }

  @Test
  void theRegistryMayTakeIncidentsBack() {
    Life life = Life.always().all(Say.every(NIGHT, 0, 50, 10, "P=0"));
    assertThat(life.rows).hasSize(1);

    life.replace(Life.placed(Life.lamp(false, 600, "dusk-to-dawn 100%; 20:00 0%")));
    assertThat(life.rows).isEmpty();

    life.replace(Life.placed());
    assertThat(life.rows).isEmpty();
    life.replace(Life.placed(Life.lamp(false, 600, "dusk-to-dawn")));
    assertThat(life.told(NIGHT)).isEqualTo("LAMP_FAILURE 0/10");
    // Published, prolonged four times, retracted, back again: always newer.
    assertThat(life.rows.values().iterator().next().revision()).isEqualTo(7);
    assertThat(life.violations).isEmpty();
  }

  @Test
  void aScheduledStepIsNotJudgedWhileTheLampWarmsUp() {
    Life life =
        new Life(Life.placed(Life.lamp(false, 300, "dusk-to-dawn 100%; 23:00 0%; 02:00 100%")));
    long two = Life.local("2026-11-21T02:00");
    life.all(Say.all(two, "-20 P=0; -10 P=0; -5 P=0; 0 P=0; 5 P=0; 9 P=0; 12 P=50; 20 P=50"));
    assertThat(life.told(two)).isEmpty();
  }
}
