package city.sawang.local.verify;

import static org.assertj.core.api.Assertions.assertThat;

import city.sawang.local.verify.SentReadings.Content;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Readings without a sequence number: which are accepted, and every defect planted among them. */
class UnnumberedReadingsTest {
  private static final long T = 1_795_000_000_000L;
  private static final long INTERVAL = 300_000;
  private static final long HORIZON = Duration.ofDays(3).toMillis();
  private static final int BY_ARRIVAL = SendLog.NO_CLOCK | SendLog.NO_SEQUENCE;

  private final UnnumberedReadings device =
      new UnnumberedReadings(
          new SimulatedDevice("device-town", "tasmota-0001", false, "", INTERVAL, 0, 1_000));
  private int messages;
  private long offset;

  /** Ten readings that arrived and were archived as they were sent. */
  @BeforeEach
  void faithful() {
    for (int i = 0; i < 10; i++) {
      Content content = arrival(T + i * INTERVAL, 1_000_000 + 5_000L * i);
      device.sent(++messages, T + i * INTERVAL - 20, content);
      found(content);
      device.row(content.observedAt(), content.energy(), content.power());
    }
  }

  private static Content arrival(long at, long energy) {
    return new Content(at, 0, 0, energy, 60_000, false, true, BY_ARRIVAL);
  }

  private void found(Content content) {
    device.found(
        new UnnumberedReadings.Found(
            0, offset++, content.observedAt(), content.energy(), content, false));
  }

  private List<DefectKind> kinds() {
    Defects defects = new Defects();
    long[] reached = new long[] {offset};
    device.checkKafka(id -> true, defects);
    device.checkArchive(device.judge(HORIZON), reached, defects);
    return Arrays.stream(DefectKind.values()).filter(k -> defects.count(k) > 0).toList();
  }

  @Test
  void whatArrivedAndIsArchivedIsClean() {
    assertThat(kinds()).isEmpty();
    assertThat(device.judge(HORIZON).accepted()).hasSize(10);
  }

  @Test
  void aMessageSentAgainBelowTheNewestCounterIsADuplicate() {
    found(arrival(T + 20 * INTERVAL, 1_010_000));

    assertThat(device.judge(HORIZON).duplicates()).hasSize(1);
    assertThat(kinds()).isEmpty();
  }

  @Test
  void theNewestCounterAgainIsADuplicateForAQuarterOfTheInterval() {
    found(arrival(T + 9 * INTERVAL + INTERVAL / 4 - 1, 1_045_000));
    assertThat(device.judge(HORIZON).duplicates()).hasSize(1);

    Content later = arrival(T + 10 * INTERVAL, 1_045_000);
    found(later);
    assertThat(device.judge(HORIZON).duplicates()).hasSize(1);
    assertThat(kinds()).containsExactly(DefectKind.LOST);
    device.row(later.observedAt(), later.energy(), later.power());
    assertThat(kinds()).isEmpty();
  }

  @Test
  void aMessageAgainAfterADayIsAReading() {
    found(arrival(T + 300 * INTERVAL, 1_000_000));

    assertThat(device.judge(HORIZON).duplicates()).isEmpty();
  }

  @Test
  void anAcknowledgedMessageThatIsNowhereIsLost() {
    device.sent(++messages, T + 10 * INTERVAL, arrival(T + 10 * INTERVAL, 1_050_000));

    assertThat(kinds()).containsExactly(DefectKind.LOST);
  }

  @Test
  void twoMessagesOfTheSameFiguresAreOwedTwice() {
    device.sent(++messages, T + 10 * INTERVAL, arrival(T + 10 * INTERVAL, 1_045_000));

    assertThat(kinds()).containsExactly(DefectKind.LOST);
  }

  @Test
  void aRecordThatNobodySentIsAPhantom() {
    Content invented = arrival(T + 10 * INTERVAL, 1_051_000);
    found(invented);
    device.row(invented.observedAt(), invented.energy(), invented.power());

    assertThat(kinds()).containsExactly(DefectKind.PHANTOM);
  }

  @Test
  void aRecordFromBeforeItWasSentIsAPhantom() {
    Content early = arrival(T - 24 * INTERVAL, 1_045_000);
    found(early);
    device.row(early.observedAt(), early.energy(), early.power());

    assertThat(kinds()).contains(DefectKind.PHANTOM);
  }

  @Test
  void aDuplicateThatIsArchivedIsADuplicateEffect() {
    Content again = arrival(T + 20 * INTERVAL, 1_010_000);
    found(again);
    device.row(again.observedAt(), again.energy(), again.power());

    assertThat(kinds()).containsExactly(DefectKind.DUPLICATE_EFFECT);
  }

  @Test
  void aReadingOfTheDevicesOwnTimeIsOwedOnceHoweverOftenItWasSent() {
    Content timed = new Content(T + 999, 0, 0, 1_100_000, 60_000, false, true, SendLog.NO_SEQUENCE);
    device.sent(++messages, T + 10 * INTERVAL, timed);
    device.sent(++messages, T + 11 * INTERVAL, timed);
    device.found(new UnnumberedReadings.Found(0, offset++, T + 10 * INTERVAL, 7, timed, false));
    device.found(new UnnumberedReadings.Found(0, offset++, T + 11 * INTERVAL, 7, timed, false));
    device.row(timed.observedAt(), timed.energy(), timed.power());

    assertThat(kinds()).isEmpty();
    assertThat(device.judge(HORIZON).duplicates()).hasSize(1);
  }

  @Test
  void aReadingBehindTheNewestByMoreThanTheHorizonIsTooLate() {
    Content old =
        new Content(
            T - HORIZON + 9 * INTERVAL - 1, 0, 0, 9, 60_000, false, true, SendLog.NO_SEQUENCE);
    device.found(new UnnumberedReadings.Found(0, offset++, T + 10 * INTERVAL, 9, old, false));

    assertThat(device.judge(HORIZON).tooLate()).hasSize(1);
  }
}
