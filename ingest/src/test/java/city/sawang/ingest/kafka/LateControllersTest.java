package city.sawang.ingest.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LateControllersTest {
  private static final long SPAN = 1_000;

  private final LateControllers late = new LateControllers(SPAN);

  private static byte[] key(int number) {
    return ("mueang-nan/c" + number).getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void aCountryOfControllersIsRememberedAndNobodyElse() {
    // when
    for (int i = 0; i < 300_000; i++) {
      late.remember(key(i), 0);
      late.remember(key(i), 1);
    }
    // then
    for (int i = 0; i < 300_000; i += 7) {
      assertThat(late.remembers(key(i), 2)).isTrue();
      assertThat(late.remembers(key(300_000 + i), 2)).isFalse();
    }
  }

  /** Against a plain list of when each was heard last. */
  @Test
  void forAtLeastTheSpanAndLessThanTwice() {
    Random chance = new Random(1);
    long[] last = new long[50];
    long now = 10 * SPAN;
    for (int i = 0; i < 100_000; i++) {
      now += chance.nextInt((int) SPAN / 20);
      int controller = chance.nextInt(last.length);
      if (chance.nextInt(50) == 0) {
        late.remember(key(controller), now);
        last[controller] = now;
      }
      boolean remembered = late.remembers(key(controller), now);
      if (last[controller] > 0 && now - last[controller] < SPAN) {
        assertThat(remembered).isTrue();
      } else if (now - last[controller] >= 2 * SPAN) {
        assertThat(remembered).isFalse();
      }
    }
  }

  @Test
  void inventedControllersDoNotFillTheMemory() {
    // when
    for (int i = 0; i < LateControllers.MOST + 1_000; i++) {
      late.remember(key(i), 0);
    }
    // then
    Set<Integer> remembered = new HashSet<>();
    for (int i = LateControllers.MOST - 1_000; i < LateControllers.MOST + 1_000; i++) {
      if (late.remembers(key(i), 0)) {
        remembered.add(i);
      }
    }
    assertThat(remembered).hasSize(1_000).doesNotContain(LateControllers.MOST);
  }
}
