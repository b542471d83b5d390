package city.sawang.local.notify.send;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RetryDelaysTest {
  private static RetryDelays delays(RandomGenerator chance) {
    return new RetryDelays(Duration.ofSeconds(5), Duration.ofMinutes(15), chance);
  }

  /** Half a chance is no chance. */
  private static final RandomGenerator EVEN = () -> Long.MIN_VALUE;

  @Test
  void theyDoubleUpToALimit() {
    RetryDelays delays = delays(EVEN);

    assertThat(IntStream.of(1, 2, 3, 8, 9, 40, Integer.MAX_VALUE).mapToObj(delays::after))
        .containsExactly(
            Duration.ofSeconds(5),
            Duration.ofSeconds(10),
            Duration.ofSeconds(20),
            Duration.ofSeconds(640),
            Duration.ofMinutes(15),
            Duration.ofMinutes(15),
            Duration.ofMinutes(15));
  }

  @Test
  void chanceIsAFifthAtMost() {
    RetryDelays delays = delays(new SplittableRandom(1));

    assertThat(IntStream.range(0, 1_000).mapToObj(i -> delays.after(1)).distinct().count())
        .isGreaterThan(100);
    assertThat(IntStream.range(0, 1_000).mapToObj(i -> delays.after(1)))
        .allMatch(
            delay ->
                delay.compareTo(Duration.ofMillis(4_000)) >= 0
                    && delay.compareTo(Duration.ofMillis(6_000)) <= 0);
  }
}
