package city.sawang.local.proof;

import city.sawang.local.SharedInputs;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** Two days of a real meter, at a hundredth of its watts, as the readings of one lamp. */
final class MeteredSeries {
  private static final long MINUTE = 60_000;
  private static final long QUARTER = 900_000;

  /** What the counter showed at the first reading, mWh. */
  private static final long STARTED_WITH = 1_234_567;

  private final long start;
  private final List<Long> milliwatts = new ArrayList<>();
  private final List<Long> counter = new ArrayList<>();

  /**
   * @param start instant of the first reading, a full quarter hour
   */
  MeteredSeries(Instant start) throws IOException {
    this.start = start.toEpochMilli();
    List<String> rows =
        Files.readAllLines(SharedInputs.path("timeseries/household_power_2007-02-01_02.csv"));
    long sum = 0;
    counter.add(0L);
    for (String row : rows.subList(1, rows.size())) {
      // kW / 100 = 10 W = 10,000 mW.
      long power =
          new BigDecimal(row.split(",")[3]).multiply(BigDecimal.valueOf(10_000)).longValueExact();
      milliwatts.add(power);
      sum += power;
      counter.add(sum / 60);
    }
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
