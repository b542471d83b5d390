package city.sawang.local.proof;

import city.sawang.local.SharedInputs;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.LongStream;

/** The minutes of a meter as the readings of one lamp, and what each quarter hour must show. */
final class MeteredSeries {
  private static final long MINUTE = 60_000;
  private static final long QUARTER = 900_000;

  /** What the counter showed at the first reading, mWh. */
  private static final long STARTED_WITH = 1_234_567;

  private final long start;
  private final List<Long> milliwatts;
  private final List<Long> counter = new ArrayList<>();

  /**
   * @param start instant of the first reading, a full quarter hour
   * @param powers of each minute, mW
   */
  private MeteredSeries(Instant start, List<Long> powers) {
    this.start = start.toEpochMilli();
    this.milliwatts = List.copyOf(powers);
    long sum = 0;
    counter.add(0L);
    for (long power : powers) {
      sum += power;
      counter.add(sum / 60);
    }
  }

  /** Two days of a real household's meter, from beside the checkout. */
  static MeteredSeries household(Instant start) throws IOException {
    List<String> rows =
        Files.readAllLines(SharedInputs.path("timeseries/household_power_2007-02-01_02.csv"));
    return new MeteredSeries(
        start,
        rows.subList(1, rows.size()).stream()
            // kW / 100 = 10 W = 10,000 mW.
            .map(
                row ->
                    new BigDecimal(row.split(",")[3])
                        .multiply(BigDecimal.valueOf(10_000))
                        .longValueExact())
            .toList());
  }

  /** Half a day of a lamp that is dimmed in steps and whose power wavers, calculated. */
  static MeteredSeries ofOurOwn(Instant start) {
    return new MeteredSeries(
        start,
        LongStream.range(0, 12 * 60)
            .map(minute -> (minute / 180 % 2 == 0 ? 41_700 : 25_020) + minute * 37 % 11 * 101)
            .boxed()
            .toList());
  }

  /** The energy of the whole series, Wh. */
  String energy() {
    return BigDecimal.valueOf(counter.get(counter.size() - 1), 3).toString();
  }

  /** All readings, the one before the first minute included, as arrays of so many. */
  List<String> messages(int readings) {
    List<String> messages = new ArrayList<>();
    for (int first = 0; first < counter.size(); first += readings) {
      List<String> some = new ArrayList<>();
      for (int i = first; i < Math.min(counter.size(), first + readings); i++) {
        some.add(reading(i));
      }
      messages.add(some.toString());
    }
    return messages;
  }

  private String reading(int i) {
    return "{\"observedAt\":%d,\"bootId\":1,\"seq\":%d,\"energyTotalWh\":%s,\"activePowerW\":%s,\"lampOn\":true}"
        .formatted(
            start + i * MINUTE,
            i,
            BigDecimal.valueOf(STARTED_WITH + counter.get(i), 3),
            BigDecimal.valueOf(milliwatts.get(Math.min(i, milliwatts.size() - 1)), 3));
  }

  int readings() {
    return counter.size();
  }

  /** What an offline sum says about each quarter hour: epoch second and Wh, with a bar between. */
  List<String> quarterHours() {
    TreeMap<Long, Long> quarters = new TreeMap<>();
    for (int i = 0; i < milliwatts.size(); i++) {
      quarters.merge(
          Math.floorDiv(start + i * MINUTE, QUARTER) * QUARTER / 1000,
          counter.get(i + 1) - counter.get(i),
          Long::sum);
    }
    return quarters.entrySet().stream()
        .map(e -> e.getKey() + "|" + BigDecimal.valueOf(e.getValue(), 3))
        .toList();
  }
}
