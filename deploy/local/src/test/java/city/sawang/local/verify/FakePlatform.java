package city.sawang.local.verify;

import city.sawang.schemas.AvroMessages;
import city.sawang.schemas.HomeZone;
import city.sawang.schemas.avro.DeviceKind;
import city.sawang.schemas.avro.QuarantinedPayload;
import city.sawang.schemas.avro.Reading;
import city.sawang.schemas.avro.TimeSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * A ledger and a platform that took it faithfully: two cities, four lamps, three hours of readings
 * every five minutes, a duplicate, a malformed payload and a reading from the year 2000. Tests
 * break it in one place.
 */
final class FakePlatform implements KafkaReader, DatabaseReader {
  static final long START = Instant.parse("2026-11-20T12:00:00Z").toEpochMilli();
  static final long SENT_AT = Instant.parse("2026-11-20T16:00:00Z").toEpochMilli();
  private static final long INTERVAL = 300_000;
  private static final long HOUR = 3_600_000;
  private static final long QUARTER = 900_000;
  private static final String[] CITIES = {"mueang-nan", "satun"};

  /** A record of the readings topic. */
  record Place(int partition, Reading reading) {}

  final List<Place> kafkaReadings = new ArrayList<>();
  final List<QuarantinedPayload> kafkaQuarantine = new ArrayList<>();
  final List<StoredReading> storedReadings = new ArrayList<>();
  final List<PublishedHour> ledgerHours = new ArrayList<>();
  final List<QuarterHour> quarterHours = new ArrayList<>();
  final List<QuarterHour> meterQuarterHours = new ArrayList<>();
  final Set<String> quarantine = new HashSet<>();

  static {
    // Makes Avro trust our own records, which building one needs.
    new AvroMessages();
  }

  private final List<VerifiedLamp> lamps = new ArrayList<>();
  private final StringBuilder ledger = new StringBuilder();
  private final Path file;
  private long messages;
  private boolean read;

  FakePlatform(Path directory) {
    this.file = directory.resolve("ledger.jsonl");
    line("{\"ledger\":1,\"at\":" + SENT_AT + ",\"seed\":1}");
    for (String city : CITIES) {
      for (int n = 0; n < 2; n++) {
        lamp(city, city + "-c" + n, city + "-l" + n);
      }
    }
    summarize();
  }

  private void line(String text) {
    ledger.append(text).append('\n');
  }

  private void lamp(String city, String controller, String lampId) {
    line(
        "{\"lamp\":\"%s\",\"city\":\"%s\",\"controller\":\"%s\",\"latitude\":18.0,\"longitude\":100.0,\"nominalMw\":60000,\"nightPowered\":false,\"interval\":300,\"schedule\":\"dusk-to-dawn\"}"
            .formatted(lampId, city, controller));
    lamps.add(
        new VerifiedLamp(
            city,
            lampId,
            controller,
            OracleLamp.registered(18.0, 100.0, 60_000, false, 300, "dusk-to-dawn", HomeZone.ID)));
    int partition = lamps.size() % 2;
    List<SentReadings.Content> accepted = new ArrayList<>();
    for (int seq = 0; seq < 36; seq++) {
      long at = START + seq * INTERVAL;
      SentReadings.Content content =
          new SentReadings.Content(at, 1, seq, 1_000_000 + 5_000L * seq, 60_000, false, true);
      accepted.add(content);
      send(city, controller, content);
      Reading reading = reading(city, controller, content);
      kafkaReadings.add(new Place(partition, reading));
      if (seq == 17) {
        send(city, controller, content);
        kafkaReadings.add(new Place(partition, reading));
      }
      storedReadings.add(
          new StoredReading(
              city, controller, lampId, at, 1L, (long) seq, content.energy(), content.power()));
    }
    refuse(city, controller, "{\"observedAt\":", List.of());
    SentReadings.Content year2000 =
        new SentReadings.Content(946_684_800_000L, 1, 36, 1_180_000, 60_000, false, true);
    refuse(
        city,
        controller,
        "{\"observedAt\":946684800000,\"bootId\":1,\"seq\":36,\"activePowerW\":60.000}",
        List.of(year2000));
    SortedMap<Long, EnergyOracle.Quarter> quarters =
        EnergyOracle.quarters(lamps.get(lamps.size() - 1).oracle(), accepted);
    quarters.forEach(
        (period, q) ->
            quarterHours.add(
                new QuarterHour(
                    city,
                    lampId,
                    period,
                    q.known ? q.energy() : null,
                    q.measured,
                    q.interpolated,
                    q.estimated,
                    q.unbooked,
                    q.accepted,
                    true)));
  }

  /**
   * Adds devices of the field to the first city: one without a clock, whose broker sends a message
   * again and whose counter jumps; one with a coarse counter; and a meter over a circuit.
   */
  FakePlatform withFieldDevices() {
    String city = CITIES[0];
    int byArrival = SendLog.NO_CLOCK | SendLog.NO_SEQUENCE;
    List<SentReadings.Content> plug = new ArrayList<>();
    List<SentReadings.Content> coarse = new ArrayList<>();
    List<SentReadings.Content> meter = new ArrayList<>();
    for (int i = 0; i < 36; i++) {
      long at = SENT_AT + i * INTERVAL;
      long jumped = i < 20 ? 0 : 50_000_000;
      plug.add(content(at, i, 1_000_000 + 5_000L * i + jumped, byArrival));
      coarse.add(content(START + i * INTERVAL, i, 1_000_000 + 5_000L * i / 10_000 * 10_000, 0));
      meter.add(content(START + i * INTERVAL, i, 1_000_000 + 5_100L * i, 0));
    }
    fieldLamp(city, "plug", 1_000, plug, (1_000_000 + 5_000L * 35));
    fieldLamp(city, "coarse", 10_000, coarse, 1_000_000 + 5_000L * 35);
    line("{\"meter\":\"m1\",\"city\":\"%s\",\"feeder\":\"coarse-f\"}".formatted(city));
    for (SentReadings.Content c : meter) {
      fieldReading(city, "m1", c, c.energy());
    }
    publish(
        meterQuarterHours,
        city,
        "coarse-f",
        EnergyOracle.metered(OracleLamp.meter(60_000, 900_000), meter));
    // The broker sends the third message of the plug once more; nothing of it may be archived.
    SentReadings.Content third = plug.get(2);
    kafkaReadings.add(
        new Place(
            0,
            fieldRecord(
                city, "plug", content(SENT_AT + 30 * INTERVAL, 0, third.energy(), byArrival))));
    summarize();
    return this;
  }

  private static SentReadings.Content content(long at, int seq, long energy, int omitted) {
    return new SentReadings.Content(at, 1, seq, energy, 60_000, false, true, omitted);
  }

  private void fieldLamp(
      String city, String device, long step, List<SentReadings.Content> readings, long drawn) {
    line(
        "{\"lamp\":\"%2$s-l\",\"city\":\"%1$s\",\"controller\":\"%2$s\",\"feeder\":\"%2$s-f\",\"nominalMw\":60000,\"interval\":300,\"stepMwh\":%3$d,\"registerBits\":0}"
            .formatted(city, device, step));
    OracleLamp lamp =
        OracleLamp.registered(18.0, 100.0, 60_000, false, 300, "dusk-to-dawn", HomeZone.ID);
    lamps.add(new VerifiedLamp(city, device + "-l", device, lamp));
    for (SentReadings.Content c : readings) {
      fieldReading(city, device, c, drawn - 5_000L * (35 - c.seq()));
    }
    publish(quarterHours, city, device + "-l", EnergyOracle.metered(lamp, readings));
  }

  private void fieldReading(String city, String device, SentReadings.Content c, long drawn) {
    long id = ++messages;
    line(
        "{\"sent\":%d,\"at\":%d,\"device\":\"%s/%s\",\"topic\":\"t\",\"sha\":\"00\",\"readings\":[[%d,%d,%d,%d,%d,%d,%d]]}"
            .formatted(
                id,
                c.timedByArrival() ? c.observedAt() : SENT_AT + id,
                city,
                device,
                c.observedAt(),
                c.boot(),
                c.seq(),
                c.energy(),
                c.power(),
                c.omitted(),
                drawn));
    line("{\"ack\":%d,\"at\":%d,\"reason\":0}".formatted(id, SENT_AT + id));
    kafkaReadings.add(new Place(0, fieldRecord(city, device, c)));
    storedReadings.add(
        new StoredReading(
            city,
            device,
            null,
            c.observedAt(),
            c.numbered() ? c.boot() : null,
            c.numbered() ? c.seq() : null,
            c.energy(),
            c.power()));
  }

  private static Reading fieldRecord(String city, String device, SentReadings.Content c) {
    Reading reading = reading(city, device, c);
    if (c.timedByArrival()) {
      reading.setTimeSource(TimeSource.ARRIVAL);
      reading.setReceivedAt(c.observedAt());
    }
    if (!c.numbered()) {
      reading.setSeq(null);
      reading.setBootId(null);
    }
    return reading;
  }

  /** What the rules leave open is published where it was seen. */
  private static void publish(
      List<QuarterHour> into, String city, String lampId, EnergyOracle.Metered metered) {
    for (EnergyOracle.EnergySpan booking : metered.bookings()) {
      if (booking.free()) {
        metered.quarters().get(Math.floorDiv(booking.to() - 1, QUARTER) * QUARTER).interpolated +=
            booking.milliwattHours();
      }
    }
    metered
        .quarters()
        .forEach(
            (period, q) ->
                into.add(
                    new QuarterHour(
                        city,
                        lampId,
                        period,
                        q.known ? q.energy() : null,
                        q.measured,
                        q.interpolated,
                        q.estimated,
                        q.unbooked,
                        q.accepted,
                        true)));
  }

  private void send(String city, String controller, SentReadings.Content c) {
    message(city, controller, "payload-" + c.seq(), List.of(c));
  }

  private void message(
      String city, String controller, String payload, List<SentReadings.Content> readings) {
    long id = ++messages;
    StringBuilder tuples = new StringBuilder();
    for (SentReadings.Content c : readings) {
      tuples.append(
          "[%d,%d,%d,%d,%d,2]".formatted(c.observedAt(), c.boot(), c.seq(), c.energy(), c.power()));
    }
    line(
        "{\"sent\":%d,\"at\":%d,\"topic\":\"lighting/v1/%s/%s/reading\",\"sha\":\"%s\",\"readings\":[%s]}"
            .formatted(id, SENT_AT + id, city, controller, sha(payload), tuples));
    line("{\"ack\":%d,\"at\":%d,\"reason\":0}".formatted(id, SENT_AT + id));
  }

  private void refuse(
      String city, String controller, String payload, List<SentReadings.Content> readings) {
    message(city, controller, payload, readings);
    String id = "q" + kafkaQuarantine.size();
    quarantine.add(id);
    kafkaQuarantine.add(
        QuarantinedPayload.newBuilder()
            .setQuarantineId(id)
            .setReceivedAt(SENT_AT + messages)
            .setTopic("lighting/v1/" + city + '/' + controller + "/reading")
            .setCityId(city)
            .setControllerId(controller)
            .setReason("NOT_JSON")
            .setDetail("as planned")
            .setPayload(ByteBuffer.wrap(payload.getBytes(StandardCharsets.UTF_8)))
            .build());
  }

  static Reading reading(String city, String controller, SentReadings.Content c) {
    return Reading.newBuilder()
        .setCityId(city)
        .setControllerId(controller)
        .setKind(DeviceKind.LAMP)
        .setObservedAt(c.observedAt())
        .setReceivedAt(SENT_AT + 500)
        .setTopic("lighting/v1/" + city + '/' + controller + "/reading")
        .setProfile("native")
        .setBootId(c.boot())
        .setSeq(c.seq())
        .setDigest(c.energy())
        .setEnergyTotalMilliwattHours(c.energy())
        .setActivePowerMilliwatts(c.power())
        .setLampOn(c.lampOn())
        .build();
  }

  /** The hourly ledger as it follows from what lies in Kafka. */
  void summarize() {
    ledgerHours.clear();
    for (String city : CITIES) {
      TreeSet<Long> hours = new TreeSet<>();
      kafkaReadings.forEach(p -> hours.add(hour(p.reading.getReceivedAt())));
      for (long hour : hours) {
        summarize(city, hour);
      }
    }
  }

  private static long hour(long at) {
    return Math.floorDiv(at, HOUR) * HOUR;
  }

  private void summarize(String city, long hour) {
    List<Reading> records =
        kafkaReadings.stream()
            .map(Place::reading)
            .filter(r -> r.getCityId().equals(city) && hour(r.getReceivedAt()) == hour)
            .toList();
    Set<String> before = new HashSet<>();
    kafkaReadings.stream()
        .map(Place::reading)
        .filter(r -> r.getCityId().equals(city) && hour(r.getReceivedAt()) < hour)
        .forEach(r -> before.add(identity(r)));
    long distinct =
        records.stream()
            .map(FakePlatform::identity)
            .distinct()
            .filter(i -> !before.contains(i))
            .count();
    long refused =
        kafkaQuarantine.stream()
            .filter(q -> q.getCityId().equals(city) && hour(q.getReceivedAt()) == hour)
            .count();
    ledgerHours.add(
        new PublishedHour(
            city,
            hour,
            records.size() + refused,
            distinct,
            distinct,
            0,
            0,
            records.size() - distinct,
            refused,
            0));
  }

  private static String identity(Reading r) {
    return r.getControllerId() + r.getBootId() + ':' + r.getSeq() + r.getDigest();
  }

  VerificationReport verify() throws IOException, SQLException, InterruptedException {
    Files.writeString(file, ledger + "{\"end\":" + (SENT_AT + 100_000) + "}\n");
    Verifier.Limits patience =
        new Verifier.Limits(
            Duration.ofMillis(20), Duration.ofSeconds(5), Duration.ofMillis(5), Duration.ofDays(3));
    return new Verifier(SendLog.read(file), this, this, patience).verify();
  }

  private static String sha(String payload) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(payload.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public long read(Visitor visitor) {
    if (read) {
      return 0;
    }
    read = true;
    Map<Integer, Long> offsets = new HashMap<>();
    for (Place place : kafkaReadings) {
      long offset = offsets.merge(place.partition, 1L, Long::sum) - 1;
      visitor.reading(place.partition, offset, place.reading);
    }
    kafkaQuarantine.forEach(visitor::quarantined);
    return kafkaReadings.size() + kafkaQuarantine.size();
  }

  @Override
  public boolean fromTheBeginning() {
    return true;
  }

  @Override
  public ReadProgress progress(Collection<String> cities, long from, long to) {
    return new ReadProgress(
        storedReadings.size(),
        ledgerHours.stream().mapToLong(PublishedHour::received).sum(),
        quarterHours.size(),
        quarterHours.size(),
        quarantine.size());
  }

  @Override
  public void readings(long from, long to, Consumer<StoredReading> each) {
    storedReadings.stream()
        .filter(r -> r.observedAt() >= from && r.observedAt() <= to)
        .forEach(each);
  }

  @Override
  public void ledgerHours(Collection<String> cities, Consumer<PublishedHour> each) {
    ledgerHours.forEach(each);
  }

  @Override
  public void quarterHours(long from, long to, Consumer<QuarterHour> each) {
    quarterHours.forEach(each);
  }

  @Override
  public void meterQuarterHours(long from, long to, Consumer<QuarterHour> each) {
    meterQuarterHours.forEach(each);
  }

  @Override
  public void lamps(Collection<String> cities, Consumer<VerifiedLamp> each) {
    lamps.forEach(each);
  }

  @Override
  public void quarantineIds(long receivedFrom, Consumer<String> each) {
    quarantine.forEach(each);
  }

  @Override
  public void close() {}
}
