package city.sawang.local.verify.incident;

import static org.assertj.core.api.Assertions.assertThat;

import city.sawang.local.verify.incident.InjectedTruth.Demand;
import city.sawang.local.verify.incident.InjectedTruth.Fault;
import city.sawang.local.verify.incident.InjectedTruth.LampTruth;
import city.sawang.schemas.HomeZone;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The scorer is green for the incidents that belong to the faults, and for nothing else. */
class ScorerTest {
  private static final long MINUTE = 60_000;
  private static final long HOUR = 60 * MINUTE;
  private static final long DAY = 24 * HOUR;
  private static final long INTERVAL = 5 * MINUTE;

  /** Noon in Thailand. */
  private static final long START = Instant.parse("2026-11-20T05:00:00Z").toEpochMilli();

  private static final long END = START + 10 * DAY;

  /** Nine in the evening of the second night. */
  private static final long EVENING = START + DAY + 9 * HOUR;

  private static final ScoreLimits LIMITS = new ScoreLimits(0.99, 0.98, 1);

  private final List<Fault> faults = new ArrayList<>();
  private final List<RaisedIncident> incidents = new ArrayList<>();

  private static Subject lamp(String code, String id) {
    return new Subject(code, "LAMP", "satun", id);
  }

  private Fault fault(Subject subject, Demand demand, long from, long to) {
    Fault fault =
        new Fault(
            faults.size() + 1, subject, demand, from, to, from + 10 * MINUTE, "MEASURED", INTERVAL);
    faults.add(fault);
    return fault;
  }

  private void raised(Subject subject, long openedAt, long detectedAt) {
    raised(subject, null, openedAt, detectedAt, null);
  }

  private void raised(
      Subject subject, String parent, long openedAt, long detectedAt, Long clearedAt) {
    incidents.add(
        new RaisedIncident(
            "inc-" + incidents.size(), subject, parent, openedAt, detectedAt, clearedAt));
  }

  private IncidentScore score() {
    Map<String, LampTruth> lamps = new HashMap<>();
    for (int i = 0; i < 10; i++) {
      LampTruth lamp = new LampTruth("satun", "l" + i, 6.624, 100.067, i % 2 == 1);
      lamps.put(InjectedTruth.key(lamp.cityId(), lamp.lampId()), lamp);
    }
    return Scorer.score(
        new InjectedTruth(START, END, HomeZone.ID, lamps, faults, Map.of()), incidents, LIMITS);
  }

  /** Three faults, each with its incident. */
  private void allRight() {
    fault(lamp("LAMP_FAILURE", "l0"), Demand.RAISE, EVENING, EVENING + 2 * HOUR);
    raised(lamp("LAMP_FAILURE", "l0"), EVENING + 2 * MINUTE, EVENING + 12 * MINUTE);
    fault(lamp("COMM_LOSS", "l1"), Demand.RAISE, EVENING, EVENING + 2 * HOUR);
    raised(lamp("COMM_LOSS", "l1"), EVENING - 4 * MINUTE, EVENING + 26 * MINUTE);
    fault(lamp("POWER_LOW", "l2"), Demand.QUIET, EVENING, EVENING + 2 * HOUR);
  }

  @Test
  void everyFaultWithItsIncidentPasses() {
    allRight();

    IncidentScore score = score();

    assertThat(score.passed()).as(score.table()).isTrue();
    assertThat(score.of("LAMP_FAILURE").precision()).isEqualTo(1);
    assertThat(score.of("LAMP_FAILURE").recall()).isEqualTo(1);
    assertThat(score.of("LAMP_FAILURE").medianMinutes()).isEqualTo(2);
    assertThat(score.of("LAMP_FAILURE").p99Intervals()).isEqualTo(0.4);
    assertThat(score.of("POWER_LOW").controls).isEqualTo(1);
    assertThat(score.of("POWER_LOW").precision()).as("nothing of nothing").isNaN();
    assertThat(score.table()).contains("verdict: passed");
  }

  @Test
  void aMissedFaultFails() {
    allRight();
    fault(lamp("LAMP_FAILURE", "l4"), Demand.RAISE, EVENING, EVENING + HOUR);

    IncidentScore score = score();

    assertThat(score.passed()).isFalse();
    assertThat(score.of("LAMP_FAILURE").recall()).isEqualTo(0.5);
    assertThat(score.table()).contains("missed LAMP_FAILURE of LAMP satun/l4", "verdict: failed");
  }

  @Test
  void aFalseAlarmFails() {
    allRight();
    raised(lamp("LAMP_FAILURE", "l4"), EVENING, EVENING + 10 * MINUTE);

    IncidentScore score = score();

    assertThat(score.passed()).isFalse();
    assertThat(score.of("LAMP_FAILURE").precision()).isEqualTo(0.5);
    assertThat(score.table())
        .contains("false inc-2 LAMP_FAILURE of LAMP satun/l4", "nothing was wrong");
  }

  @Test
  void anAlarmOfAQuietControlIsFalseAndSaysSo() {
    allRight();
    raised(lamp("POWER_LOW", "l2"), EVENING + MINUTE, EVENING + 16 * MINUTE);

    IncidentScore score = score();

    assertThat(score.passed()).isFalse();
    assertThat(score.table()).contains("there was a quiet control of POWER_LOW");
  }

  @Test
  void theWrongLampIsAMissAndAFalseAlarm() {
    fault(lamp("LAMP_FAILURE", "l0"), Demand.RAISE, EVENING, EVENING + HOUR);
    raised(lamp("LAMP_FAILURE", "l2"), EVENING, EVENING + 10 * MINUTE);

    IncidentScore score = score();

    assertThat(score.of("LAMP_FAILURE").found).isZero();
    assertThat(score.of("LAMP_FAILURE").falseAlarms).isEqualTo(1);
    assertThat(score.passed()).isFalse();
  }

  @Test
  void theWrongCodeIsAMissAndAFalseAlarm() {
    fault(lamp("LAMP_FAILURE", "l0"), Demand.RAISE, EVENING, EVENING + HOUR);
    raised(lamp("POWER_LOW", "l0"), EVENING, EVENING + 10 * MINUTE);

    IncidentScore score = score();

    assertThat(score.of("LAMP_FAILURE").found).isZero();
    assertThat(score.of("POWER_LOW").falseAlarms).isEqualTo(1);
    assertThat(score.table()).contains("there was LAMP_FAILURE (MEASURED)");
  }

  @Test
  void theWrongTimeIsAMissAndAFalseAlarm() {
    fault(lamp("LAMP_FAILURE", "l0"), Demand.RAISE, EVENING, EVENING + HOUR);
    raised(lamp("LAMP_FAILURE", "l0"), EVENING - 11 * MINUTE, EVENING + 10 * MINUTE);
    fault(lamp("LAMP_FAILURE", "l2"), Demand.RAISE, EVENING, EVENING + HOUR);
    raised(lamp("LAMP_FAILURE", "l2"), EVENING + HOUR + 11 * MINUTE, EVENING + 2 * HOUR);

    IncidentScore score = score();

    assertThat(score.of("LAMP_FAILURE").found).isZero();
    assertThat(score.of("LAMP_FAILURE").falseAlarms).isEqualTo(2);
  }

  @Test
  void aSecondIncidentOfOneFaultIsFalse() {
    allRight();
    raised(lamp("LAMP_FAILURE", "l0"), EVENING + HOUR, EVENING + HOUR + 10 * MINUTE);

    assertThat(score().of("LAMP_FAILURE").falseAlarms).isEqualTo(1);
  }

  @Test
  void whatAnOutageExplainsIsNeitherRightNorFalse() {
    allRight();
    raised(lamp("COMM_LOSS", "l5"), "inc-outage", EVENING, EVENING + 30 * MINUTE, null);

    IncidentScore score = score();

    assertThat(score.passed()).as(score.table()).isTrue();
    assertThat(score.children).isEqualTo(1);
  }

  @Test
  void onlyWhatTheTableAllowsIsExplainedByAnotherFault() {
    fault(lamp("RELAY_FAILURE", "l0"), Demand.RAISE, EVENING, EVENING + HOUR);
    raised(lamp("RELAY_FAILURE", "l0"), EVENING, EVENING + 10 * MINUTE);
    raised(lamp("DAY_BURNER", "l0"), EVENING, EVENING + 30 * MINUTE);
    raised(lamp("POWER_HIGH", "l0"), EVENING, EVENING + 30 * MINUTE);

    IncidentScore score = score();

    assertThat(score.of("DAY_BURNER").explained).isEqualTo(1);
    assertThat(score.of("DAY_BURNER").falseAlarms).isZero();
    assertThat(score.of("POWER_HIGH").falseAlarms).isEqualTo(1);
  }

  @Test
  void theSameFaultAgainWithinADayIsFoundInTheSameIncident() {
    fault(lamp("COMM_LOSS", "l0"), Demand.RAISE, EVENING, EVENING + HOUR);
    fault(lamp("COMM_LOSS", "l0"), Demand.RAISE, EVENING + 4 * HOUR, EVENING + 6 * HOUR);
    raised(lamp("COMM_LOSS", "l0"), null, EVENING, EVENING + 30 * MINUTE, EVENING + 6 * HOUR);

    assertThat(score().of("COMM_LOSS").recall()).isEqualTo(1);

    incidents.clear();
    raised(lamp("COMM_LOSS", "l0"), null, EVENING, EVENING + 30 * MINUTE, EVENING + HOUR);
    assertThat(score().of("COMM_LOSS").recall()).isEqualTo(0.5);
  }

  @Test
  void whatWasNotPlayedToItsEndIsNotDemanded() {
    allRight();
    fault(lamp("LAMP_FAILURE", "l6"), Demand.RAISE, END - 20 * MINUTE, Long.MAX_VALUE);
    fault(lamp("COMM_LOSS", "l8"), Demand.EITHER, EVENING, EVENING + 30 * MINUTE);
    raised(lamp("COMM_LOSS", "l8"), EVENING, EVENING + 30 * MINUTE);

    IncidentScore score = score();

    assertThat(score.of("LAMP_FAILURE").injected).isEqualTo(1);
    assertThat(score.of("COMM_LOSS").raised()).isEqualTo(1);
    assertThat(score.passed()).as(score.table()).isTrue();
  }

  @Test
  void whatOpenedLastMayStillBeTakenBack() {
    allRight();
    raised(lamp("CYCLING", "l6"), END - 11 * HOUR, END - 10 * HOUR);
    assertThat(score().passed()).isTrue();

    raised(lamp("CYCLING", "l6"), END - 13 * HOUR, END - 12 * HOUR);
    assertThat(score().of("CYCLING").falseAlarms).isEqualTo(1);
  }

  @Test
  void aSilenceByDayOfACircuitOfTheNightFails() {
    allRight();
    long noon = START + 3 * DAY;
    fault(lamp("COMM_LOSS", "l3"), Demand.RAISE, noon - HOUR, noon + HOUR);
    raised(lamp("COMM_LOSS", "l3"), noon - HOUR, noon - 30 * MINUTE);
    fault(lamp("COMM_LOSS", "l4"), Demand.RAISE, noon - HOUR, noon + HOUR);
    raised(lamp("COMM_LOSS", "l4"), noon - HOUR, noon - 30 * MINUTE);

    IncidentScore score = score();

    assertThat(score.of("COMM_LOSS").precision()).isEqualTo(1);
    assertThat(score.passed()).isFalse();
    assertThat(score.table())
        .contains("by day inc-2 COMM_LOSS of LAMP satun/l3")
        .doesNotContain("by day inc-3");
  }

  @Test
  void tooManyNotificationsInAQuietNightFail() {
    allRight();
    for (String id : List.of("l7", "l9")) {
      long at = END - 2 * DAY + 10 * HOUR;
      raised(lamp("CYCLING", id), at, at + MINUTE);
    }

    IncidentScore score = score();

    assertThat(score.quietNights).isEqualTo(8);
    assertThat(score.mostQuietNotifications).isEqualTo(2);
    assertThat(score.passed()).isFalse();
  }

  @Test
  void nothingInjectedIsNoProof() {
    assertThat(score().passed()).isFalse();
  }

  @Test
  void lampsOfOthersOnTheSamePlatformDoNotCount() {
    allRight();
    raised(lamp("LAMP_FAILURE", "real-1"), EVENING, EVENING + HOUR);
    raised(new Subject("FEEDER_OUTAGE", "FEEDER", "hat-yai", "f1"), EVENING, EVENING + HOUR);

    assertThat(score().passed()).isTrue();
  }

  @Test
  void theReportSaysTheSame(@TempDir Path directory) throws Exception {
    allRight();
    fault(lamp("LAMP_FAILURE", "l4"), Demand.RAISE, EVENING, EVENING + HOUR);
    Path file = directory.resolve("report.json");

    score().write(file);

    var report = new ObjectMapper().readTree(file.toFile());
    assertThat(report.get("passed").asBoolean()).isFalse();
    assertThat(report.get("missed")).hasSize(1);
    assertThat(report.get("codes")).hasSize(3);
    assertThat(report.get("codes").get(2).get("precision").isNull()).isTrue();
  }
}
