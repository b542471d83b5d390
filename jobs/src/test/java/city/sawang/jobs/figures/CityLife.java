package city.sawang.jobs.figures;

import city.sawang.jobs.TestReadings;
import city.sawang.schemas.AvroMessages;
import city.sawang.schemas.avro.Assignment;
import city.sawang.schemas.avro.DeviceKind;
import city.sawang.schemas.avro.Reading;
import city.sawang.schemas.avro.RegistryController;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A made-up life of two cities: lamps that report and lamps that never do, one whose controller was
 * swapped, one that went to another circuit, a retired one, one that nobody registered, a meter;
 * commissioned before they are heard, or after, or nobody knows when;
 * with counters that glitch, reset and fail, readings that are lost and clocks that repeat.
 */
final class CityLife {
  /** A noon of Bangkok, two days before a month ends. */
  static final long START = 1_795_842_000_000L;

  private static final long HOUR = 3_600_000L;

  /** The lighting night that begins then, as epoch day. */
  static final int FIRST_NIGHT = Math.toIntExact((START + 7 * HOUR) / (24 * HOUR));

  private static final List<Integer> INTERVALS = List.of(300, 900, 900, 1_800, 1_200);

  /** Tells Avro whom to trust; builders of records need that as well. */
  private static final AvroMessages MESSAGES = new AvroMessages();

  final List<Reading> readings = new ArrayList<>();
  final List<RegistryController> registry = new ArrayList<>();
  private final Random random;
  private final Random dates;
  private final long end;

  CityLife(long seed, int hours, int leastInterval) {
    random = new Random(seed);
    // Of its own, so that the lives of known seeds stay what they were.
    dates = new Random(~seed);
    end = START + hours * HOUR;
    for (String city : List.of("mueang-nan", "satun")) {
      boolean night = random.nextInt(3) == 0;
      int interval = Math.max(leastInterval, INTERVALS.get(random.nextInt(INTERVALS.size())));
      long swap = START + (long) (random.nextDouble() * hours * HOUR);
      long move = START + (long) (random.nextDouble() * hours * 3_600) * 1_000;
      register(city, "c1", DeviceKind.LAMP, lamp("L1", "F1", interval, night, null, swap));
      register(city, "c2", DeviceKind.LAMP, lamp("L1", "F1", interval, night, swap, null));
      register(
          city,
          "c3",
          DeviceKind.LAMP,
          lamp("L2", "F1", 900, false, null, move),
          lamp("L2", "F2", 900, false, move, null));
      register(city, "c4", DeviceKind.LAMP, lamp("silent", "F2", 600, night, null, null));
      register(
          city,
          "c5",
          DeviceKind.LAMP,
          Assignment.newBuilder(lamp("retired", "F2", 600, night, null, null))
              .setStage("RETIRED")
              .build());
      register(city, "m1", DeviceKind.METER, lamp("m1", "F1", 900, false, null, null));
      commission(city, dates.nextInt(3));
      live(city, "c1", DeviceKind.LAMP, interval, START, swap);
      live(city, "c2", DeviceKind.LAMP, interval, swap, end);
      live(city, "c3", DeviceKind.LAMP, 900, START, end);
      live(
          city,
          "unregistered",
          DeviceKind.LAMP,
          1_800,
          START,
          START + random.nextInt(hours) * HOUR);
      live(city, "m1", DeviceKind.METER, 900, START, end);
    }
  }

  private static Assignment lamp(
      String lampId, String feeder, int interval, boolean night, Long from, Long to) {
    return Assignment.newBuilder(TestReadings.registered("any", lampId).getAssignments().get(0))
        .setFeederId(feeder)
        .setReportIntervalSeconds(interval)
        .setNightPowered(night)
        .setSchedule("dusk-to-dawn 100%; 23:00 0%; 04:30 100%")
        .setValidFrom(from)
        .setValidTo(to)
        .build();
  }

  private void register(String city, String controller, DeviceKind kind, Assignment... all) {
    List<Assignment> assignments = new ArrayList<>();
    for (Assignment assignment : all) {
      assignments.add(Assignment.newBuilder(assignment).setKind(kind).build());
    }
    registry.add(
        RegistryController.newBuilder(TestReadings.registered(controller, "any"))
            .setCityId(city)
            .setAssignments(assignments)
            .build());
  }

  /**
   * @param dated 0: no lamp has a date, 1: some have, 2: all; the day before, the first day or the next
   */
  private void commission(String city, int dated) {
    for (RegistryController controller : registry) {
      if (controller.getCityId().equals(city)
          && !controller.getControllerId().equals("m1")
          && dated > 0
          && (dated == 2 || dates.nextBoolean())) {
        int day = FIRST_NIGHT - 1 + dates.nextInt(3);
        controller.getAssignments().forEach(assignment -> assignment.setCommissionedDay(day));
      }
    }
  }

  private boolean chance(int perMille) {
    return random.nextInt(1_000) < perMille;
  }

  private void live(
      String city, String controller, DeviceKind kind, int interval, long from, long to) {
    long counter = random.nextInt(1_000_000);
    long seq = 0;
    boolean silent = false;
    boolean broken = false;
    for (long t = from; t < to; t += interval * 1_000L) {
      long hour = Math.floorMod(t - START, 24 * HOUR) / HOUR;
      boolean lit = (hour >= 6 && hour < 18) != chance(30);
      long power = kind == DeviceKind.METER ? 120_000 : lit ? 40_000 : 300;
      counter += power * interval / 3_600;
      counter = chance(5) ? random.nextInt(3) * 1_000L : counter;
      counter += chance(5) ? 90_000_000L : 0;
      silent = silent ? !chance(100) : chance(15);
      broken = broken ? !chance(200) : chance(10);
      seq++;
      if (silent) {
        continue;
      }
      long observed = t + random.nextInt(interval * 500);
      Reading.Builder reading =
          TestReadings.reading(controller, observed, seq)
              .setCityId(city)
              .setKind(kind)
              .setActivePowerMilliwatts(power)
              .setLampOn(kind == DeviceKind.METER ? null : lit)
              .setDimActualBasisPoints(chance(500) ? 8_000 : null);
      if (!broken) {
        reading.setEnergyTotalMilliwattHours(chance(10) ? counter + 5_000_000 : counter);
      }
      readings.add(reading.build());
    }
  }
}
