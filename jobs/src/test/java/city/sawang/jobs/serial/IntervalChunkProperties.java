package city.sawang.jobs.serial;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** A chunk is a map from quarter hours to bytes, whatever was put in and taken out before. */
class IntervalChunkProperties {
  private static final long START =
      1_782_000 * 1_000_000L / IntervalChunk.MILLIS * IntervalChunk.MILLIS;
  private static final long QUARTER = 900_000;

  /** Another content of one quarter hour; null: nothing. */
  record Change(int quarter, byte[] content) {}

  /** Few contents, so that many quarter hours hold the same. */
  @Provide
  Arbitrary<List<Change>> changes() {
    Arbitrary<byte[]> content =
        Arbitraries.of(
            null,
            new byte[] {},
            new byte[] {1},
            new byte[] {1, 2},
            new byte[200],
            new byte[] {0x20});
    return Combinators.combine(Arbitraries.integers().between(0, 23), content)
        .as(Change::new)
        .list()
        .ofMaxSize(60);
  }

  private static byte[] put(byte[] chunk, int quarter, byte[] content) {
    return IntervalChunk.of(chunk).with(START + quarter * QUARTER, content);
  }

  @Property
  void itHoldsWhatWasPutIn(@ForAll("changes") List<Change> changes) {
    // given
    Map<Long, byte[]> expected = new TreeMap<>();
    byte[] chunk = null;
    // when
    for (Change change : changes) {
      chunk = put(chunk, change.quarter(), change.content());
      if (change.content() == null) {
        expected.remove(START + change.quarter() * QUARTER);
      } else {
        expected.put(START + change.quarter() * QUARTER, change.content());
      }
    }
    // then
    Map<Long, byte[]> held = new TreeMap<>();
    IntervalChunk.forEach(chunk, START, held::put);
    assertThat(held.keySet()).containsExactlyElementsOf(expected.keySet());
    for (int quarter = 0; quarter < 24; quarter++) {
      long period = START + quarter * QUARTER;
      assertThat(IntervalChunk.of(chunk).get(period)).isEqualTo(expected.get(period));
      assertThat(held.get(period)).isEqualTo(expected.get(period));
    }
  }

  @Property
  void itsBytesDoNotTellHowItCameAbout(@ForAll("changes") List<Change> changes) {
    // given
    byte[] chunk = null;
    for (Change change : changes) {
      chunk = put(chunk, change.quarter(), change.content());
    }
    // when: the same, put in from the last to the first
    byte[] anew = null;
    for (int quarter = 23; quarter >= 0; quarter--) {
      anew = put(anew, quarter, IntervalChunk.of(chunk).get(START + quarter * QUARTER));
    }
    // then
    assertThat(anew).isEqualTo(chunk);
  }
}
