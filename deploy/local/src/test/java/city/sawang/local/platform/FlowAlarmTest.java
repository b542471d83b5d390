package city.sawang.local.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

class FlowAlarmTest {
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private final Seconds clock = new Seconds();
  private final FlowAlarm alarm =
      new FlowAlarm(new Progress(new PrintStream(printed, true, StandardCharsets.UTF_8)), clock);

  /** A clock that is set by hand. */
  private static final class Seconds extends Clock {
    private long second;

    @Override
    public Instant instant() {
      return Instant.ofEpochSecond(second);
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  private void look(int seconds, String... notReadyReasons) {
    for (int i = 0; i < seconds; i++) {
      alarm.check(List.of(notReadyReasons));
      clock.second++;
    }
  }

  private List<String> said() {
    return printed.toString(StandardCharsets.UTF_8).lines().toList();
  }

  @Test
  void aShortHoldUpIsNotSaid() {
    look(29, "job is RESTARTING");
    look(30);

    assertThat(said()).isEmpty();
    assertThat(alarm.trouble()).isEmpty();
  }

  @Test
  void aLongOneIsSaidEveryMinuteUntilItIsOver() {
    look(100, "job is RESTARTING");

    assertThat(said()).hasSize(2).allMatch(line -> line.contains("!! No data get through since"));
    assertThat(said().get(1)).contains("since 90 s: job is RESTARTING");
    assertThat(alarm.trouble()).contains("job is RESTARTING");

    look(20);

    assertThat(said()).hasSize(3);
    assertThat(said().get(2)).contains("again, after 99 s");
    assertThat(alarm.trouble()).isEmpty();
  }

  @Test
  void aJobThatRunsForMomentsBetweenItsRestartsHasNotRecovered() {
    for (int i = 0; i < 10; i++) {
      look(3);
      look(3, "job is RESTARTING");
    }

    assertThat(said()).hasSize(1);
    assertThat(alarm.trouble()).isPresent();
  }

  @Test
  void nothingIsRememberedOfEarlierTrouble() {
    look(40, "job is RESTARTING");
    look(20);
    look(10, "bridge: not connected");

    assertThat(alarm.trouble()).isEmpty();
  }
}
