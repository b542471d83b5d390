package city.sawang.jobs.metering;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

class ControllerMeterProperties {
  @Property(tries = 150, shrinking = ShrinkingMode.OFF)
  void everyRowIsWhatTheOracleSays(@ForAll long seed) {
    LampLife life = new LampLife(seed, 3, new Random(seed).nextInt(60));

    Published published = new Published(life.placement).all(inTime(life.readings));

    assertThat(difference(published, Oracle.rows(life.placement, life.readings))).isEmpty();
  }

  @Property(tries = 100, shrinking = ShrinkingMode.OFF)
  void anyOrderAndAnyRepetitionEndsInTheSameRows(@ForAll long seed) {
    LampLife life = new LampLife(seed, 2, new Random(seed).nextInt(60));
    List<MeterReading> shuffled = new ArrayList<>(life.readings);
    Random random = new Random(seed);
    for (int i = life.readings.size() / 5; i > 0; i--) {
      shuffled.add(life.readings.get(random.nextInt(life.readings.size())));
    }
    Collections.shuffle(shuffled, random);

    Published inOrder = new Published(life.placement).all(inTime(life.readings));
    Published anyOrder = new Published(life.placement).all(shuffled);

    assertThat(changes(inOrder, anyOrder)).isEmpty();
    assertThat(anyOrder.missing).isEqualTo(inOrder.missing);
    assertThat(anyOrder.verdicts.stream().filter(Verdict.DUPLICATE::equals))
        .hasSize(life.readings.size() / 5);
  }

  private static List<MeterReading> inTime(List<MeterReading> readings) {
    List<MeterReading> sorted = new ArrayList<>(readings);
    sorted.sort(
        Comparator.comparingLong(MeterReading::observedAt).thenComparingLong(MeterReading::digest));
    return sorted;
  }

  private static String changes(Published expected, Published actual) {
    TreeMap<String, QuarterHourContribution> all = new TreeMap<>(expected.rows);
    all.putAll(actual.rows);
    StringBuilder text = new StringBuilder();
    for (String key : all.keySet()) {
      QuarterHourContribution wanted = expected.rows.get(key);
      if (!Objects.equals(wanted, actual.rows.get(key))) {
        text.append("in order ").append(wanted).append("\nany order ");
        text.append(actual.rows.get(key)).append('\n');
      }
    }
    return text.toString();
  }

  /** The rows in which the two differ, so that a failure can be read. */
  private static String difference(Published published, Map<String, Oracle.Row> oracle) {
    Map<String, Oracle.Row> rows = rows(published);
    StringBuilder text = new StringBuilder();
    TreeMap<String, Oracle.Row> all = new TreeMap<>(oracle);
    all.putAll(rows);
    for (String key : all.keySet()) {
      String expected = String.valueOf(oracle.get(key));
      String actual = String.valueOf(rows.get(key));
      if (!expected.equals(actual)) {
        text.append(key).append(" oracle ").append(expected);
        text.append(" published ").append(actual).append('\n');
      }
    }
    return text.toString();
  }

  private static Map<String, Oracle.Row> rows(Published published) {
    Map<String, Oracle.Row> rows = new TreeMap<>();
    published.rows.forEach(
        (key, c) -> {
          Oracle.Row row = new Oracle.Row();
          row.known = c.energyKnown();
          row.measured = c.measuredMwh();
          row.interpolated = c.interpolatedMwh();
          row.estimated = c.estimatedMwh();
          row.litMillis = c.litSeconds() * 1000L;
          row.accepted = c.readingsAccepted();
          row.expected = c.readingsExpected();
          row.powerSum = c.powerSumMw();
          row.powerCount = c.powerCount();
          row.voltageSum = c.voltageSumMv();
          for (MeterFlag flag : MeterFlag.values()) {
            if ((c.flags() & flag.bit()) != 0) {
              row.flags.add(flag);
            }
          }
          rows.put(key, row);
        });
    return rows;
  }
}
