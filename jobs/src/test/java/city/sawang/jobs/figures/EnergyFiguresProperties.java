package city.sawang.jobs.figures;

import static org.assertj.core.api.Assertions.assertThat;

import city.sawang.schemas.avro.Assignment;
import city.sawang.schemas.avro.Reading;
import city.sawang.schemas.avro.RegistryController;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.junit.jupiter.api.Test;

class EnergyFiguresProperties {
  private static final Duration HORIZON = Duration.ofDays(3);
  private static final EnergyFigures.Retention KEPT = EnergyFigures.Retention.of(HORIZON);

  @Property(tries = 8, shrinking = ShrinkingMode.OFF)
  void everyTableEqualsTheBruteForceCalculation(@ForAll long seed) throws Exception {
    CityLife life = new CityLife(seed, 30, 300);
    try (FiguresRoad road = new FiguresRoad(seed, KEPT)) {
      for (RegistryController controller : life.registry) {
        road.register(controller);
      }
      for (Reading reading : inTime(life.readings)) {
        road.read(reading);
      }
      road.settle();
      assertThat(differences(oracle(road, life), road.tables)).isEmpty();
      assertThat(road.restatementDue).isEmpty();
      assertThat(road.violations).isEmpty();
    }
  }

  @Property(tries = 8, shrinking = ShrinkingMode.OFF)
  void anyOrderRepetitionBatchingAndRestartEndsInTheSameTables(@ForAll long seed) throws Exception {
    CityLife life = new CityLife(seed, 26, 900);
    Random random = new Random(seed);
    List<Reading> shuffled = new ArrayList<>(life.readings);
    for (int i = life.readings.size() / 5; i > 0; i--) {
      shuffled.add(life.readings.get(random.nextInt(life.readings.size())));
    }
    Collections.shuffle(shuffled, random);
    List<Object> stream = new ArrayList<>(shuffled);
    for (RegistryController controller : life.registry) {
      stream.add(random.nextInt(stream.size() + 1), controller);
    }
    try (FiguresRoad road = new FiguresRoad(seed, KEPT)) {
      int next = 0;
      FiguresRoad.Checkpoint checkpoint = road.checkpoint();
      int checkpointAt = 0;
      int fails = 1 + random.nextInt(stream.size());
      while (next < stream.size()) {
        send(road, stream.get(next++));
        if (random.nextInt(300) == 0) {
          checkpoint = road.checkpoint();
          checkpointAt = next;
          road.restore(checkpoint, 1 + random.nextInt(4));
        }
        if (next == fails) {
          fails = -1;
          next = checkpointAt;
          road.restore(checkpoint, 1 + random.nextInt(4));
        }
      }
      road.settle();
      assertThat(differences(oracle(road, life), road.tables)).isEmpty();
      assertThat(road.restatementDue).isEmpty();
      assertThat(road.violations).isEmpty();
    }
  }

  /**
   * With this seed a city's row was written, the attempt failed, and in the replay the changes of that
   * row came in one batch, where they cancelled out.
   */
  @Test
  void aRowOfAnAttemptThatFailedIsWrittenOver() throws Exception {
    anyOrderRepetitionBatchingAndRestartEndsInTheSameTables(4671);
  }

  @Property(tries = 8, shrinking = ShrinkingMode.OFF)
  void whatTheRegistrySaysLastCountsWhereverItSaysSo(@ForAll long seed) throws Exception {
    CityLife life = new CityLife(seed, 26, 900);
    Random random = new Random(seed);
    List<Object> stream = new ArrayList<>(inTime(life.readings));
    for (RegistryController controller : life.registry) {
      int at = random.nextInt(stream.size() + 1);
      stream.add(at, controller);
      if (!controller.getAssignments().get(0).getLampId().equals("m1")) {
        stream.add(random.nextInt(at + 1), moved(controller, random));
      }
    }
    try (FiguresRoad road = new FiguresRoad(seed, KEPT)) {
      for (Object element : stream) {
        send(road, element);
      }
      road.settle();
      assertThat(differences(oracle(road, life), road.tables)).isEmpty();
      assertThat(road.violations).isEmpty();
    }
  }

  @Property(tries = 3, shrinking = ShrinkingMode.OFF)
  void aLongLifeWithLateReadingsFreesItsStateAndStaysRight(@ForAll long seed) throws Exception {
    CityLife life = new CityLife(seed, 11 * 24, 900);
    Random random = new Random(seed);
    Map<Reading, Long> arrival = new HashMap<>();
    for (Reading reading : life.readings) {
      long delay = random.nextInt(6) == 0 ? random.nextInt(60 * 3_600) * 1_000L : 0;
      arrival.put(reading, reading.getObservedAt() + delay);
    }
    List<Reading> delayed = new ArrayList<>(life.readings);
    delayed.sort(Comparator.comparing(arrival::get));
    try (FiguresRoad road = new FiguresRoad(seed, KEPT)) {
      for (RegistryController controller : life.registry) {
        road.register(controller);
      }
      for (Reading reading : delayed) {
        road.read(reading);
        if (random.nextInt(2_000) == 0) {
          road.restore(road.checkpoint(), 1 + random.nextInt(3));
        }
      }
      road.settle();
      assertThat(differences(oracle(road, life), road.tables)).isEmpty();
      assertThat(road.restatementDue).isEmpty();
      assertThat(road.violations).isEmpty();
    }
  }

  private static void send(FiguresRoad road, Object element) throws Exception {
    if (element instanceof Reading reading) {
      road.read(reading);
    } else {
      road.register((RegistryController) element);
    }
  }

  /** The record of a controller that hangs elsewhere or is retired, and has another date or none. */
  private static RegistryController moved(RegistryController controller, Random random) {
    Assignment first = controller.getAssignments().get(0);
    return RegistryController.newBuilder(controller)
        .setAssignments(
            List.of(
                Assignment.newBuilder(first)
                    .setLampId(random.nextBoolean() ? "L9" : first.getLampId())
                    .setFeederId("F3")
                    .setStage("REPORTING")
                    .setCommissionedDay(
                        random.nextBoolean() ? null : CityLife.FIRST_NIGHT - random.nextInt(4))
                    .setValidFrom(null)
                    .setValidTo(null)
                    .build()))
        .build();
  }

  private static TreeMap<String, String> oracle(FiguresRoad road, CityLife life) {
    return FiguresOracle.tables(road.contributions.values(), life.registry, HORIZON.toMillis());
  }

  private static List<Reading> inTime(List<Reading> readings) {
    List<Reading> sorted = new ArrayList<>(readings);
    sorted.sort(Comparator.comparingLong(Reading::getObservedAt));
    return sorted;
  }

  /** The first rows in which the two differ, so that a failure can be read. */
  private static String differences(
      TreeMap<String, String> expected, TreeMap<String, String> actual) {
    assertThat(expected).hasSizeGreaterThan(500);
    TreeSet<String> keys = new TreeSet<>(expected.keySet());
    keys.addAll(actual.keySet());
    StringBuilder text = new StringBuilder();
    int shown = 0;
    for (String key : keys) {
      if (!Objects.equals(expected.get(key), actual.get(key)) && shown++ < 4) {
        text.append(key).append("\n  expected ").append(expected.get(key));
        text.append("\n  actual   ").append(actual.get(key)).append('\n');
      }
    }
    return shown == 0 ? "" : shown + " rows differ\n" + text;
  }
}
