package city.sawang.jobs.audit.recompute;

import city.sawang.jobs.JobSettings;
import city.sawang.jobs.ReadingsJob;
import city.sawang.jobs.SawangJobs;
import city.sawang.jobs.TestDatabase;
import city.sawang.jobs.TestReadings;
import city.sawang.jobs.archive.LampStateTable;
import city.sawang.jobs.archive.ReadingTable;
import city.sawang.jobs.controller.ControllerProcess;
import city.sawang.jobs.ledger.LedgerTable;
import city.sawang.jobs.quarantine.QuarantineTable;
import city.sawang.jobs.sink.Table;
import city.sawang.jobs.sink.UpsertSink;
import city.sawang.jobs.source.RawRecord;
import city.sawang.schemas.AvroMessages;
import city.sawang.schemas.Topics;
import city.sawang.schemas.avro.Assignment;
import city.sawang.schemas.avro.DeviceKind;
import city.sawang.schemas.avro.Reading;
import city.sawang.schemas.avro.RegistryController;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Some days of a small city, out of order, and put through the job of the stream into a database:
 * a swapped controller, a silent lamp, a controller that nobody registered, a circuit with a meter, a
 * counter that falls, a gap, duplicates, readings that come late and too late.
 */
final class StreamedCity {
  /** Noon in Nan on 2026-11-10: the night of that date begins. */
  static final long BEGIN = Instant.parse("2026-11-10T05:00:00Z").toEpochMilli();

  static final long DAY = 86_400_000L;
  static final int DAYS = 8;
  private static final long INTERVAL = 300_000L;

  /** When c4 takes over the lamp of c2. */
  private static final long SWAP = BEGIN + 3 * DAY + 7 * INTERVAL;

  private final AvroMessages messages = new AvroMessages();
  private final List<Reading> accepted = new ArrayList<>();
  private final List<Reading> tooLate = new ArrayList<>();

  private final List<RegistryController> registry;

  /** Three days of a young city, of whose clocks one was twenty days behind at first. */
  private StreamedCity(List<RegistryController> registry) {
    this.registry = registry;
    accepted.addAll(life("c1", BEGIN + DAY / 4, BEGIN + 3 * DAY, 0));
    accepted.addAll(life("c3", BEGIN - 20 * DAY, BEGIN - 20 * DAY + INTERVAL, 2_000_000));
    accepted.addAll(life("c3", BEGIN + DAY / 2, BEGIN + 3 * DAY, 3_000_000));
  }

  /** A city of which nobody knows when its lamps were commissioned. */
  static StreamedCity young() {
    return new StreamedCity(registry());
  }

  /**
   * @param days before {@link #BEGIN}, when all its lamps were commissioned
   */
  static StreamedCity commissioned(int days) {
    List<RegistryController> registry = registry();
    int day = (int) LocalDate.of(2026, 11, 10).minusDays(days).toEpochDay();
    for (RegistryController controller : registry) {
      controller.getAssignments().forEach(lamp -> lamp.setCommissionedDay(day));
    }
    return new StreamedCity(registry);
  }

  StreamedCity() {
    registry = registry();
    accepted.addAll(life("c1", BEGIN, BEGIN + DAYS * DAY, 0));
    accepted.addAll(life("c2", BEGIN, SWAP, 500_000));
    accepted.addAll(life("c4", SWAP, BEGIN + DAYS * DAY, 70_000_000));
    // The counter is reset on the fifth day; a gap of nine hours on the second.
    List<Reading> third = life("c3", BEGIN, BEGIN + DAYS * DAY, 3_000_000);
    for (int i = 0; i < third.size(); i++) {
      Reading reading = third.get(i);
      if (i > 1_200) {
        reading.setEnergyTotalMilliwattHours(
            reading.getEnergyTotalMilliwattHours()
                - third.get(1_200).getEnergyTotalMilliwattHours());
      }
      if (i < 400 || i > 508) {
        accepted.add(reading);
      }
    }
    accepted.addAll(life("u1", BEGIN + DAY, BEGIN + 2 * DAY, 0));
    for (Reading reading : life("m1", BEGIN, BEGIN + DAYS * DAY, 0)) {
      reading.setKind(DeviceKind.METER);
      accepted.add(reading);
    }
    // Of c1 an hour of the first night comes at the very end.
    tooLate.addAll(accepted.stream().filter(StreamedCity::comesTooLate).toList());
    accepted.removeAll(tooLate);
  }

  private static boolean comesTooLate(Reading reading) {
    long at = reading.getObservedAt() - BEGIN;
    return reading.getControllerId().equals("c1") && at >= 100 * INTERVAL && at < 112 * INTERVAL;
  }

  /** Burns from dusk to dawn, nearly: 18:00 to 06:00; the counter shows it. */
  private static List<Reading> life(String controllerId, long from, long to, long counter) {
    List<Reading> readings = new ArrayList<>();
    long total = counter;
    int seq = 1;
    for (long at = from; at < to; at += INTERVAL) {
      long sinceNoon = (at - BEGIN) % DAY;
      boolean lit = sinceNoon >= DAY / 4 && sinceNoon < 3 * DAY / 4;
      long power = lit ? 40_000 : 500;
      readings.add(
          TestReadings.reading(controllerId, at, seq++)
              .setActivePowerMilliwatts(power)
              .setLampOn(lit)
              .setEnergyTotalMilliwattHours(total)
              .build());
      total += power * INTERVAL / 3_600_000L;
    }
    return readings;
  }

  /** Readings in the order they arrive: nearly sorted, some twice, the last ones too late. */
  private List<Reading> arrivals(long seed) {
    Random random = new Random(seed);
    record Arrival(Reading reading, long at) {}
    List<Arrival> arrivals = new ArrayList<>();
    for (Reading reading : accepted) {
      // Most come at once, some up to two and a half days later.
      long delay = random.nextInt(20) == 0 ? (long) (random.nextDouble() * 2.5 * DAY) : 0;
      arrivals.add(new Arrival(reading, reading.getObservedAt() + delay));
      if (random.nextInt(30) == 0) {
        arrivals.add(new Arrival(reading, reading.getObservedAt() + delay + INTERVAL));
      }
    }
    List<Reading> ordered =
        arrivals.stream()
            .sorted((a, b) -> Long.compare(a.at(), b.at()))
            .map(Arrival::reading)
            .collect(Collectors.toCollection(ArrayList::new));
    ordered.addAll(tooLate);
    return ordered;
  }

  private static List<RegistryController> registry() {
    RegistryController first = controller("c1", "L1", DeviceKind.LAMP);
    RegistryController before = controller("c2", "L2", DeviceKind.LAMP);
    before.getAssignments().get(0).setValidTo(SWAP);
    RegistryController after = controller("c4", "L2", DeviceKind.LAMP);
    after.getAssignments().get(0).setValidFrom(SWAP);
    return List.of(
        first,
        before,
        after,
        controller("c3", "L3", DeviceKind.LAMP),
        controller("c5", "L5", DeviceKind.LAMP),
        controller("m1", "m1", DeviceKind.METER));
  }

  private static RegistryController controller(String id, String lamp, DeviceKind kind) {
    RegistryController controller = TestReadings.registered(id, lamp, kind);
    for (Assignment assignment : controller.getAssignments()) {
      assignment.setReportIntervalSeconds((int) (INTERVAL / 1_000));
    }
    return controller;
  }

  int tooLateReadings() {
    return tooLate.size();
  }

  /** Makes the database know the registry, and streams everything into it. */
  void stream(TestDatabase database, Path directory, long seed) throws Exception {
    database.execute(
        "INSERT INTO store.city VALUES ('mueang-nan', 'Nan', 'น่าน', 'Asia/Bangkok', 18.783, 100.783)");
    List<RawRecord> records = new ArrayList<>();
    for (RegistryController controller : registry) {
      byte[] record = messages.encode(controller);
      register(database, controller.getControllerId(), record);
      records.add(
          new RawRecord(
              Topics.key("mueang-nan", controller.getControllerId()), record, 0, "registry"));
    }
    List<RawRecord> readings =
        arrivals(seed).stream()
            .map(
                reading ->
                    new RawRecord(
                        Topics.key("mueang-nan", reading.getControllerId()),
                        messages.encode(reading),
                        reading.getObservedAt(),
                        "readings"))
            .toList();
    run(database, directory, records, readings);
  }

  private static void register(TestDatabase database, String controllerId, byte[] record)
      throws SQLException {
    database.execute(
        "INSERT INTO store.registry_record (city_id, controller_id, record) VALUES ('mueang-nan', '%s', decode('%s', 'hex'))"
            .formatted(controllerId, HexFormat.of().formatHex(record)));
  }

  private static void run(
      TestDatabase database, Path directory, List<RawRecord> registry, List<RawRecord> readings)
      throws Exception {
    JobSettings settings = JobSettings.of("127.0.0.1:9092", database.address(), directory.toUri());
    Configuration configuration = new Configuration();
    configuration.set(CoreOptions.DEFAULT_PARALLELISM, 1);
    configuration.set(CoreOptions.TMP_DIRS, directory.toString());
    configuration.set(PipelineOptions.GENERIC_TYPES, false);
    configuration.set(PipelineOptions.AUTO_GENERATE_UIDS, false);
    StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.getExecutionEnvironment(configuration);
    ReadingsJob.define(
        new ReadingsJob.Sources(
            environment.fromData(readings).uid("readings"),
            environment.fromData(readings).uid("old").process(new Nothing()).uid("no-backlog"),
            environment.fromData(registry).uid("registry"),
            environment.fromData(registry).uid("none").process(new Nothing()).uid("nothing")),
        new ReadingsJob.Sinks(
            sink(ReadingTable.TABLE, database),
            sink(LampStateTable.TABLE, database),
            SawangJobs.figures(settings),
            sink(LedgerTable.TABLE, database),
            sink(QuarantineTable.TABLE, database)),
        new ControllerProcess(settings.horizon()),
        settings);
    environment.execute("streamed city");
  }

  private static <R> Sink<R> sink(Table<R> table, TestDatabase database) {
    return new UpsertSink<>(table, QuarantineTable.REFUSALS, database.address(), 2_000, 300);
  }

  private static final class Nothing extends ProcessFunction<RawRecord, RawRecord> {
    private static final long serialVersionUID = 1L;

    @Override
    public void processElement(RawRecord record, Context context, Collector<RawRecord> out) {
      // An input without any record.
    }
  }
}
