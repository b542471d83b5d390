package city.sawang.local.notify.outbox;

import static city.sawang.local.notify.outbox.PendingIncident.Change.CLEARED;
import static city.sawang.local.notify.outbox.PendingIncident.Change.RAISED;
import static city.sawang.local.notify.outbox.PendingIncident.Change.RELEASED;
import static city.sawang.local.notify.outbox.PendingIncident.Change.REOPENED;
import static city.sawang.local.notify.outbox.PendingIncident.Change.RETRACTED;
import static city.sawang.local.notify.outbox.PendingIncident.Change.VERIFIED;
import static org.assertj.core.api.Assertions.assertThat;

import city.sawang.local.notify.config.Pace;
import city.sawang.local.notify.message.Notification.CityName;
import city.sawang.local.notify.message.Notification.Course;
import city.sawang.local.notify.message.Notification.Fault;
import city.sawang.local.notify.outbox.PendingIncident.Announcement;
import city.sawang.local.notify.outbox.PendingIncident.Change;
import city.sawang.local.notify.outbox.PendingIncident.Present;
import city.sawang.local.notify.outbox.PendingIncident.SeenChange;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Seconds after a raise; a hold of 60 s, of 30 min after a release. */
class ChangeJudgeTest {
  private static final Instant START = Instant.parse("2026-11-22T14:30:00Z");
  private static final int HOUR = 3_600;

  private final ChangeJudge judge = new ChangeJudge(Pace.USUAL);
  private final List<SeenChange> changes = new ArrayList<>();
  private Announced last = Announced.NOTHING;
  private boolean explained;
  private boolean retracted;
  private Optional<Instant> aside = Optional.empty();

  private static Instant at(int second) {
    return START.plusSeconds(second);
  }

  private void seen(Change change, int second) {
    changes.add(new SeenChange(change, at(second), at(second)));
  }

  /** Each ruling as a word: a kind, pass, or wait and the second. */
  private List<String> judged(int second) {
    Present present =
        new Present(
            new CityName("mueang-nan", "Nan", "น่าน", ZoneOffset.UTC),
            new Fault(
                "inc-1", "LAMP_FAILURE", "LAMP", "L1", "MAJOR", "", "", "CREW", Optional.empty()),
            new Course(START, START, Optional.empty(), false, 0, 0),
            explained,
            retracted,
            aside);
    return judge
        .judge(
            new PendingIncident(present, new Announcement(last, Instant.EPOCH), changes),
            at(second))
        .stream()
        .map(ChangeJudgeTest::word)
        .toList();
  }

  private static String word(Ruling ruling) {
    if (ruling instanceof Ruling.Announce announce) {
      return announce.kind().name();
    }
    return ruling instanceof Ruling.Wait wait
        ? "wait " + Duration.between(START, wait.until()).toSeconds()
        : "pass";
  }

  @Test
  void aRaiseIsHeldAndThenTold() {
    seen(RAISED, 0);

    assertThat(judged(0)).containsExactly("wait 60");
    assertThat(judged(59)).containsExactly("wait 60");
    assertThat(judged(60)).containsExactly("RAISED");
  }

  @Test
  void whatIsOverWithinTheHoldIsNeverTold() {
    seen(RAISED, 0);
    seen(CLEARED, 59);
    seen(VERIFIED, 59);

    assertThat(judged(59)).containsExactly("pass", "pass", "pass");
  }

  @Test
  void whatIsTakenBackWithinTheHoldIsNeverTold() {
    seen(RAISED, 0);
    seen(RETRACTED, 30);
    retracted = true;

    assertThat(judged(30)).containsExactly("pass", "pass");
  }

  @Test
  void whatAnOutageExplainsMeanwhileIsNeverTold() {
    seen(RAISED, 0);
    explained = true;

    assertThat(judged(60)).containsExactly("pass");
  }

  @Test
  void whatStaysBrokenAfterItsOutageIsToldWhenItHadTimeToRecover() {
    seen(RELEASED, 0);

    assertThat(judged(60)).containsExactly("wait 1800");
    assertThat(judged(1_800)).containsExactly("RAISED");
  }

  @Test
  void oneChangeOneMessage() {
    seen(RAISED, 0);
    seen(CLEARED, HOUR);
    seen(VERIFIED, HOUR);

    assertThat(judged(HOUR)).containsExactly("RAISED", "CLEARED", "pass");
  }

  @Test
  void againIsSaidToBeAgain() {
    last = Announced.OVER;
    seen(REOPENED, 0);

    assertThat(judged(60)).containsExactly("REOPENED");
  }

  @Test
  void whatWasToldToBeOpenIsNotToldTwice() {
    last = Announced.OPEN;
    seen(REOPENED, 0);

    assertThat(judged(60)).containsExactly("pass");
  }

  @Test
  void theEndIsForThoseWhoHeardOfTheBeginning() {
    seen(CLEARED, 0);
    assertThat(judged(0)).containsExactly("pass");

    last = Announced.OPEN;
    assertThat(judged(0)).containsExactly("CLEARED");

    last = Announced.OPEN_IN_SUMMARY;
    assertThat(judged(0)).containsExactly("CLEARED");
  }

  @Test
  void theEndIsToldAlsoOfWhatAnOutageExplainsByNow() {
    last = Announced.OPEN;
    explained = true;
    aside = Optional.of(at(HOUR));
    seen(CLEARED, 0);

    assertThat(judged(0)).containsExactly("CLEARED");
  }

  @Test
  void whatWasToldAndNeverWasIsTakenBackAlsoAfterItsEnd() {
    retracted = true;
    seen(RETRACTED, 0);
    assertThat(judged(0)).containsExactly("pass");

    last = Announced.OPEN;
    assertThat(judged(0)).containsExactly("RETRACTED");

    last = Announced.OVER;
    assertThat(judged(0)).containsExactly("RETRACTED");
  }

  @Test
  void whatIsPlannedOrShelvedWaitsForItsEnd() {
    seen(RAISED, 0);
    aside = Optional.of(at(2 * HOUR));
    assertThat(judged(60)).containsExactly("wait 7200");
    assertThat(judged(2 * HOUR)).containsExactly("RAISED");

    seen(CLEARED, HOUR);
    assertThat(judged(HOUR)).containsExactly("pass", "pass");
  }

  @Test
  void nothingOvertakesARaiseThatIsHeld() {
    seen(RAISED, 0);
    seen(VERIFIED, 1);

    assertThat(judged(1)).containsExactly("wait 60", "wait 60");
  }

  @Test
  void whatCameAndWentWhileNobodyJudgedIsToldInOrder() {
    seen(RAISED, 0);
    seen(CLEARED, 300);
    seen(REOPENED, 600);
    seen(CLEARED, 900);
    seen(REOPENED, 1_200);

    assertThat(judged(1_210))
        .containsExactly("RAISED", "CLEARED", "REOPENED", "CLEARED", "wait 1260");
  }

  @Test
  void aReplayOfLastWeekTellsNobody() {
    Instant week = START.minus(Duration.ofDays(7));
    changes.add(new SeenChange(RAISED, week, START));
    changes.add(new SeenChange(CLEARED, week.plusSeconds(HOUR), at(120)));

    assertThat(judged(120)).containsExactly("pass", "pass");
  }

  @Test
  void whatWasSeenLateAndStillIsBrokenIsTold() {
    changes.add(new SeenChange(RAISED, START.minus(Duration.ofDays(1)), START));

    assertThat(judged(60)).containsExactly("RAISED");
  }
}
