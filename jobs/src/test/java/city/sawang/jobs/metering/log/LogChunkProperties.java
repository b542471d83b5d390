package city.sawang.jobs.metering.log;

import static org.assertj.core.api.Assertions.assertThat;

import city.sawang.jobs.metering.input.MeterReading;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class LogChunkProperties {
  private static final long START = LogChunk.startOf(1_795_183_200_000L);

  @Property(tries = 300)
  void whatWasWrittenIsRead(@ForAll long seed, @ForAll @IntRange(min = 1, max = 120) int count) {
    List<LogEntry> entries = entries(new Random(seed), count);

    byte[] bytes = write(entries);

    LogChunk chunk = LogChunk.parse(START, bytes);
    assertThat(chunk.header.count()).isEqualTo(count);
    assertThat(chunk.decodeAll().stream().map(e -> e.reading()).toList())
        .isEqualTo(entries.stream().map(e -> e.reading()).toList());
    assertThat(chunk.decodeAll().stream().map(e -> e.status()).toList())
        .isEqualTo(entries.stream().map(e -> e.status()).toList());
  }

  @Property(tries = 100)
  void readingsOfOneInstantLieInOneBlock(@ForAll long seed) {
    LogChunk chunk = LogChunk.parse(START, write(entries(new Random(seed), 100)));

    for (int block = 1; block < chunk.blocks(); block++) {
      List<LogEntry> before = chunk.decode(block - 1);
      assertThat(before.get(before.size() - 1).at()).isLessThan(chunk.first(block));
    }
  }

  private static byte[] write(List<LogEntry> entries) {
    ChunkHeader header = ChunkHeader.EMPTY;
    for (LogEntry entry : entries) {
      header = header.with(entry.reading(), true);
    }
    BitSet first = new BitSet();
    first.set(0);
    return LogChunk.parse(START, null).write(header, first, block -> entries);
  }

  private static List<LogEntry> entries(Random random, int count) {
    List<LogEntry> entries = new ArrayList<>();
    long at = START;
    for (int i = 0; i < count; i++) {
      at += random.nextInt(3) == 0 ? 0 : random.nextInt(100_000);
      MeterReading r =
          MeterReading.at(at, at + random.nextInt() * 1_000L)
              .identity(number(random), number(random), random.nextLong())
              .register(number(random), small(random), number(random))
              .power(number(random), small(random))
              .supply(number(random), number(random))
              .dim(small(random), small(random))
              .switches(state(random), state(random))
              .modes(state(random), state(random))
              .historical(random.nextBoolean())
              .build();
      RegisterStatus[] all = RegisterStatus.values();
      entries.add(new LogEntry(r, all[random.nextInt(all.length)]));
    }
    return entries;
  }

  private static long number(Random random) {
    return switch (random.nextInt(4)) {
      case 0 -> MeterReading.ABSENT;
      case 1 -> Long.MAX_VALUE;
      case 2 -> 41_700;
      default -> random.nextLong();
    };
  }

  private static int small(Random random) {
    return switch (random.nextInt(4)) {
      case 0 -> MeterReading.ABSENT_INT;
      case 1 -> 10_000;
      default -> random.nextInt();
    };
  }

  private static byte state(Random random) {
    return (byte) (random.nextInt(3) - 1);
  }
}
