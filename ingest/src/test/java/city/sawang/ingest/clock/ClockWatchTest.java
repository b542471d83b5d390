package city.sawang.ingest.clock;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import city.sawang.ingest.decode.Arrival;
import city.sawang.ingest.decode.FakeDevices;
import city.sawang.ingest.decode.NativeDecoder;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** When it is our own clock that is wrong, and when it is only theirs. */
class ClockWatchTest {
  private static final long TRUE_NOON = Instant.parse("2026-11-22T12:00:00Z").toEpochMilli();

  private long nanos;
  private int registered = 100;
  private Duration ours = Duration.ZERO;

  private final ClockWatch watch =
      new ClockWatch(
          new NativeDecoder(new FakeDevices("field-town")), () -> registered, () -> nanos);

  private void pass(Duration time) {
    nanos += time.toNanos();
  }

  /** A device says something now, by a clock that is so much before the true time. */
  private void says(String device, Duration ahead) {
    long now = TRUE_NOON + nanos / 1_000_000;
    watch.decode(
        new Arrival(
            "lighting/v1/field-town/" + device + "/reading",
            ("{\"observedAt\":" + (now + ahead.toMillis()) + ",\"activePowerW\":1}")
                .getBytes(UTF_8),
            now + ours.toMillis()));
  }

  private String suspicion() {
    return watch.suspicion().map(ClockSuspicion::toString).orElse("none");
  }

  @Test
  void threeDevicesInTheFutureByTheSameAreRight() {
    ours = Duration.ofHours(-2);
    says("a", Duration.ZERO);
    says("b", Duration.ofSeconds(20));
    assertThat(suspicion()).isEqualTo("none");
    says("c", Duration.ofSeconds(-20));

    assertThat(suspicion())
        .startsWith("our clock is about 120 minutes behind by the median of 3 devices")
        .contains("--clock-offset 120m");
    assertThat(watch.suspicion().orElseThrow().offset()).isEqualTo(Duration.ofHours(2));
  }

  @Test
  void aFewMinutesThatAreStillAcceptedCountToo() {
    ours = Duration.ofMinutes(-3);
    for (String device : new String[] {"a", "b", "c", "d"}) {
      says(device, Duration.ZERO);
    }
    says("late", Duration.ofMinutes(-30));

    assertThat(suspicion()).startsWith("our clock is about 3 minutes behind by the median of 4");
  }

  @Test
  void theClockIsSetAndTheSuspicionEnds() {
    ours = Duration.ofHours(-2);
    says("a", Duration.ZERO);
    says("b", Duration.ZERO);
    says("c", Duration.ZERO);
    assertThat(watch.suspicion()).isPresent();

    ours = Duration.ZERO;
    says("a", Duration.ZERO);
    says("b", Duration.ZERO);

    assertThat(watch.suspicion()).isEmpty();
  }

  @Test
  void whoIsSilentForTenMinutesIsNoWitness() {
    ours = Duration.ofHours(-2);
    says("a", Duration.ZERO);
    says("b", Duration.ZERO);
    says("c", Duration.ZERO);
    pass(Duration.ofMinutes(11));

    assertThat(watch.suspicion()).isEmpty();
  }

  @Test
  void devicesWithClocksOfTheirOwnAreWrongThemselves() {
    says("a", Duration.ofHours(1));
    says("b", Duration.ofHours(2));
    says("c", Duration.ofHours(3));
    says("d", Duration.ofMinutes(4));
    assertThat(suspicion()).isEqualTo("none");

    // Three that agree, of eight.
    for (int i = 0; i < 5; i++) {
      says("good-" + i, Duration.ZERO);
    }
    says("b", Duration.ofHours(1));
    says("c", Duration.ofHours(1));
    assertThat(suspicion()).isEqualTo("none");
  }

  @Test
  void allEquallyOldForAWhileMeansThatWeAreAhead() {
    ours = Duration.ofMinutes(47);
    for (int i = 0; i < 4; i++) {
      says("a", Duration.ZERO);
      says("b", Duration.ofSeconds(10));
      says("c", Duration.ofSeconds(-10));
      assertThat(suspicion()).isEqualTo(i < 3 ? "none" : suspicion());
      pass(Duration.ofSeconds(6));
    }

    assertThat(suspicion())
        .isEqualTo("our clock is about 47 minutes ahead by the median of 3 devices");
    says("d", Duration.ofMinutes(47));
    assertThat(suspicion()).isEqualTo("none");
  }

  @Test
  void whatWasQueuedIsOldButNotEqually() {
    // Three hours of a minute each, in half a minute.
    for (int minute = 180; minute > 0; minute--) {
      for (String device : new String[] {"a", "b", "c"}) {
        says(device, Duration.ofMinutes(-minute));
      }
      pass(Duration.ofMillis(170));
      assertThat(suspicion()).isEqualTo("none");
    }
  }

  @Test
  void oneDeviceAloneIsRightOnlyWhereItIsAloneInTheRegistry() {
    ours = Duration.ofHours(-2);
    for (int i = 0; i < 10; i++) {
      says("hc-1", Duration.ZERO);
      pass(Duration.ofSeconds(2));
    }
    assertThat(suspicion()).isEqualTo("none");

    registered = 1;

    assertThat(suspicion())
        .startsWith("our clock is about 120 minutes behind by the median of 1 device, all that");
  }

  @Test
  void aLoneDeviceThreeMinutesAheadIsItsOwnAffair() {
    registered = 1;
    for (int i = 0; i < 10; i++) {
      says("f13", Duration.ofMinutes(3));
    }

    assertThat(suspicion()).isEqualTo("none");
  }
}
