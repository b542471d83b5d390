package city.sawang.ingest.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import city.sawang.ingest.config.BridgeLimits;
import city.sawang.ingest.metrics.BridgeMetrics.Outcome;
import city.sawang.ingest.metrics.InMemoryBridgeMetrics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Step by step, on one thread: what Kafka confirms, what is acknowledged, and in which order. */
class AckWindowTest {
  private static final int BATCH = 16;

  private final InMemoryBridgeMetrics metrics = new InMemoryBridgeMetrics();
  private final AtomicLong nanos = new AtomicLong(1_000);
  private final AckWindow window = window(100, 1 << 20);

  private AckWindow window(int messages, long bytes) {
    return new AckWindow(
        BridgeLimits.defaults().withOutstanding(messages, bytes), metrics, nanos::get);
  }

  private static AckWindow.Pending reading(AckWindow window, int packetId) {
    return window.take(packetId, 100, Outcome.PUBLISHED, 1);
  }

  /** What is acknowledged now; empty when nothing is. */
  private static List<Integer> acknowledged(AckWindow window) {
    int[] packetIds = new int[BATCH];
    int count = window.pollAcknowledgements(packetIds);
    return Arrays.stream(packetIds, 0, Math.max(0, count)).boxed().toList();
  }

  private static boolean hasRoom(AckWindow window) throws InterruptedException {
    return window.awaitRoom(Duration.ZERO);
  }

  @Test
  void acknowledgesInTheOrderOfReceiptWhateverTheOrderOfConfirmation() {
    // Given three messages that were received as 11, 5, 9
    AckWindow.Pending first = reading(window, 11);
    AckWindow.Pending second = reading(window, 5);
    AckWindow.Pending third = reading(window, 9);
    // When Kafka confirms the last, then the second, Then nothing is acknowledged
    third.settled(true);
    assertThat(acknowledged(window)).isEmpty();
    second.settled(true);
    assertThat(acknowledged(window)).isEmpty();
    // When it confirms the first, Then all three are, in the order of receipt
    first.settled(true);
    assertThat(acknowledged(window)).containsExactly(11, 5, 9);
    assertThat(window.outstanding()).isZero();
  }

  @Test
  void everyPermutationOfConfirmationsKeepsTheOrderOfReceipt() {
    for (List<Integer> order : permutations(List.of(0, 1, 2, 3, 4))) {
      AckWindow window = window(100, 1 << 20);
      List<AckWindow.Pending> pending =
          IntStream.range(0, 5).mapToObj(i -> reading(window, 40 + i)).toList();
      List<Integer> acknowledged = new ArrayList<>();
      boolean[] confirmed = new boolean[5];
      for (int next : order) {
        pending.get(next).settled(true);
        confirmed[next] = true;
        acknowledged.addAll(acknowledged(window));
        int prefix = 0;
        while (prefix < 5 && confirmed[prefix]) {
          prefix++;
        }
        assertThat(acknowledged)
            .as("after confirmations %s", order)
            .isEqualTo(IntStream.range(40, 40 + prefix).boxed().toList());
      }
    }
  }

  private static List<List<Integer>> permutations(List<Integer> of) {
    if (of.isEmpty()) {
      return List.of(List.of());
    }
    List<List<Integer>> all = new ArrayList<>();
    for (Integer head : of) {
      List<Integer> rest = new ArrayList<>(of);
      rest.remove(head);
      for (List<Integer> tail : permutations(rest)) {
        List<Integer> one = new ArrayList<>(List.of(head));
        one.addAll(tail);
        all.add(one);
      }
    }
    return all;
  }

  @Test
  void aMessageWaitsForAllItsRecords() {
    AckWindow.Pending pending = window.take(7, 100, Outcome.PUBLISHED, 3);
    pending.settled(true);
    pending.settled(true);
    assertThat(acknowledged(window)).isEmpty();
    pending.settled(true);
    assertThat(acknowledged(window)).containsExactly(7);
  }

  @Test
  void aMessageWithoutRecordsIsAcknowledgedAfterThoseBeforeIt() {
    // Given
    AckWindow.Pending before = reading(window, 1);
    window.take(2, 10, Outcome.RECOGNISED, 0);
    assertThat(acknowledged(window)).isEmpty();
    // When
    before.settled(true);
    // Then
    assertThat(acknowledged(window)).containsExactly(1, 2);
    assertThat(metrics.endedMessages(Outcome.RECOGNISED)).isEqualTo(1);
  }

  @Test
  void qosZeroIsAcknowledgedToNobodyAndStillCounted() {
    window.take(0, 100, Outcome.PUBLISHED, 1).settled(true);
    assertThat(acknowledged(window)).isEmpty();
    assertThat(window.outstanding()).isZero();
    assertThat(metrics.endedMessages(Outcome.PUBLISHED)).isEqualTo(1);
  }

  @Test
  void aFailedRecordHoldsBackItsMessageAndAllAfterIt() {
    // Given
    AckWindow.Pending failing = window.take(1, 100, Outcome.PUBLISHED, 2);
    AckWindow.Pending after = reading(window, 2);
    // When
    failing.settled(false);
    failing.settled(true);
    after.settled(true);
    // Then: the connection has to end, and the broker sends both again
    assertThat(acknowledged(window)).isEmpty();
    window.close();
    assertThat(metrics.endedMessages(Outcome.ABANDONED)).isEqualTo(2);
    assertThat(metrics.endedMessages(Outcome.PUBLISHED)).isZero();
  }

  @Test
  void atMostOneBatchIsTakenOutAtOnce() {
    for (int i = 1; i <= BATCH + 3; i++) {
      reading(window, i).settled(true);
    }
    assertThat(acknowledged(window)).hasSize(BATCH).startsWith(1, 2);
    assertThat(acknowledged(window)).containsExactly(BATCH + 1, BATCH + 2, BATCH + 3);
  }

  @Test
  void thereIsRoomForAsManyMessagesAsAllowed() throws InterruptedException {
    // Given room for two
    AckWindow window = window(2, 1 << 20);
    AckWindow.Pending first = reading(window, 1);
    assertThat(hasRoom(window)).isTrue();
    reading(window, 2);
    assertThat(hasRoom(window)).isFalse();
    // When the first is confirmed, there is room only once its acknowledgement was taken out
    first.settled(true);
    assertThat(hasRoom(window)).isFalse();
    assertThat(acknowledged(window)).containsExactly(1);
    assertThat(hasRoom(window)).isTrue();
  }

  @Test
  void oneMessageMayExceedTheBytesButNoFurtherOneIsTaken() throws InterruptedException {
    // Given
    AckWindow window = window(100, 1024);
    assertThat(hasRoom(window)).isTrue();
    AckWindow.Pending large = window.take(1, 5_000, Outcome.PUBLISHED, 1);
    // Then
    assertThat(hasRoom(window)).isFalse();
    // When
    large.settled(true);
    assertThat(acknowledged(window)).containsExactly(1);
    // Then
    assertThat(hasRoom(window)).isTrue();
  }

  @Test
  void theEndOfAConnectionDropsItsAcknowledgements() throws InterruptedException {
    // Given a connection with one confirmed message behind one that is not
    AckWindow.Pending first = reading(window, 1);
    AckWindow.Pending second = reading(window, 2);
    second.settled(true);
    // When it ends, and the broker sends both again over the next one, with other packet ids
    window.close();
    AckWindow next = window(100, 1 << 20);
    AckWindow.Pending again = reading(next, 2);
    // Then a late confirmation of the first connection acknowledges nothing anywhere
    first.settled(true);
    assertThat(window.pollAcknowledgements(new int[BATCH])).isEqualTo(AckWindow.CLOSED);
    assertThat(window.nextAcknowledgements(new int[BATCH])).isEqualTo(AckWindow.CLOSED);
    assertThat(acknowledged(next)).isEmpty();
    again.settled(true);
    assertThat(acknowledged(next)).containsExactly(2);
    assertThat(metrics.endedMessages(Outcome.ABANDONED)).isEqualTo(2);
    assertThat(metrics.endedMessages(Outcome.PUBLISHED)).isEqualTo(1);
  }

  @Test
  void whatIsTakenAfterTheEndIsAbandonedAtOnce() throws InterruptedException {
    window.close();
    assertThat(hasRoom(window)).isFalse();
    reading(window, 1);
    assertThat(window.outstanding()).isZero();
    assertThat(metrics.endedMessages(Outcome.ABANDONED)).isEqualTo(1);
  }

  @Test
  void itIsEmptyWhenTheLastAcknowledgementIsWritten() throws InterruptedException {
    // Given
    assertThat(window.awaitEmpty(Duration.ZERO)).isTrue();
    AckWindow.Pending pending = reading(window, 1);
    assertThat(window.awaitEmpty(Duration.ZERO)).isFalse();
    // When it was taken out but not yet written
    pending.settled(true);
    assertThat(acknowledged(window)).containsExactly(1);
    assertThat(window.awaitEmpty(Duration.ZERO)).isFalse();
    // Then only the next call says that it was
    assertThat(acknowledged(window)).isEmpty();
    assertThat(window.awaitEmpty(Duration.ZERO)).isTrue();
  }

  @Test
  void onceClosedItIsEmptyWhenKafkaHasSettledWhatWasGivenUp() throws InterruptedException {
    AckWindow.Pending first = reading(window, 1);
    AckWindow.Pending second = reading(window, 2);
    window.close();
    assertThat(window.awaitEmpty(Duration.ZERO)).isFalse();
    first.settled(false);
    assertThat(window.awaitEmpty(Duration.ZERO)).isFalse();
    second.settled(true);
    assertThat(window.awaitEmpty(Duration.ZERO)).isTrue();
  }

  @Test
  void theOldestAgeIsThatOfTheFirstMessageNotAcknowledged() {
    // Given
    assertThat(window.oldestAge()).isZero();
    AckWindow.Pending first = reading(window, 1);
    nanos.addAndGet(Duration.ofSeconds(3).toNanos());
    AckWindow.Pending second = reading(window, 2);
    nanos.addAndGet(Duration.ofSeconds(4).toNanos());
    assertThat(window.oldestAge()).isEqualTo(Duration.ofSeconds(7));
    // When the younger one is confirmed, the older one stays the oldest
    second.settled(true);
    assertThat(acknowledged(window)).isEmpty();
    assertThat(window.oldestAge()).isEqualTo(Duration.ofSeconds(7));
    // When both are acknowledged
    first.settled(true);
    assertThat(acknowledged(window)).containsExactly(1, 2);
    assertThat(window.oldestAge()).isZero();
  }

  @Test
  void theAcknowledgerWaitsUntilTheOldestIsConfirmed() throws Exception {
    // Given
    AckWindow.Pending first = reading(window, 1);
    reading(window, 2).settled(true);
    int[] packetIds = new int[BATCH];
    CompletableFuture<Integer> count =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return window.nextAcknowledgements(packetIds);
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
    // When
    first.settled(true);
    // Then
    assertThat(count.get(30, TimeUnit.SECONDS)).isEqualTo(2);
    assertThat(packetIds).startsWith(1, 2);
  }
}
