package city.sawang.local.proof;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttActionListener;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;

/**
 * A city that was away for three days: every lamp tells a reading per quarter hour, the oldest
 * first, in messages as a controller with a store sends them, all lamps in turn.
 *
 * @param lamps of the city
 * @param readings of each lamp, 15 minutes apart, at most 284 so that none is too late
 */
record ReturningCity(int lamps, int readings) {
  static final String ID = "returning";

  private static final int PER_MESSAGE = 96;

  /** What a city's uplink takes; the broker's disk is not what is measured. */
  private static final long MESSAGE_EVERY_NANOS = 10_000_000;

  private static final int AT_ONCE = 20;
  private static final Duration STEP = Duration.ofMinutes(15);

  /** Writes the registry files of a city of so many lamps. */
  static void register(Path registry, String city, int lamps) throws IOException {
    Path directory = Files.createDirectories(registry.resolve(city));
    Files.writeString(
        directory.resolve("city.yaml"),
        """
        city_id: %s
        name_en: %s
        name_th: %s
        timezone: Asia/Bangkok
        latitude: 18.783
        longitude: 100.783
        schedule: dusk-to-dawn 100%%

        deployments:
          - deployment_id: %s-demo
            programme: A city of a benchmark
            donor:
            vendor:
            declared_value_thb:
            declared_lamps: %d
            installed_on:
            kind: NEW
            simulated: true
            note: Invented.
            sources:
              - Invented
        """
            .formatted(city, city, city, city, lamps));
    String rows =
        IntStream.range(0, lamps)
            .mapToObj(
                lamp ->
                    "%s-L%d,%s-demo,%s-F%d,%s,18.7839,100.7845,60,COMMISSIONED,false,900"
                        .formatted(city, lamp, city, city, lamp / 50, controller(city, lamp)))
            .collect(Collectors.joining("\n"));
    Files.writeString(
        directory.resolve("lamps.csv"),
        "lamp_id,deployment_id,feeder_id,controller_id,latitude,longitude,nominal_w,stage,night_powered,report_interval_s\n"
            + rows
            + "\n");
  }

  static String controller(String city, int lamp) {
    return city + "-" + lamp;
  }

  static String topic(String city, int lamp) {
    return "lighting/v1/" + city + '/' + controller(city, lamp) + "/reading";
  }

  /** A reading as the contract wants it. */
  static String json(Instant observedAt, long seq, long milliwatts) {
    return String.format(
        Locale.ROOT,
        "{\"observedAt\":%d,\"bootId\":1,\"seq\":%d,\"activePowerW\":%.3f,\"energyTotalWh\":%d,\"supplyVoltageV\":229.4,\"lampOn\":true}",
        observedAt.toEpochMilli(),
        seq,
        milliwatts / 1e3,
        100_000 + seq * 10);
  }

  static MqttAsyncClient connect(String mqtt, String name) throws MqttException {
    MqttAsyncClient client = new MqttAsyncClient(mqtt, name, new MemoryPersistence());
    client.connect().waitForCompletion(10_000);
    return client;
  }

  /** Sends everything, 100 messages a second with 9,600 readings. */
  void comeBack(String mqtt, Instant now) throws MqttException, InterruptedException {
    Instant first = now.truncatedTo(ChronoUnit.SECONDS).minus(STEP.multipliedBy(readings + 1L));
    Semaphore window = new Semaphore(AT_ONCE);
    AtomicInteger refused = new AtomicInteger();
    long next = System.nanoTime();
    MqttAsyncClient client = connect(mqtt, ID);
    try {
      for (int from = 0; from < readings; from += PER_MESSAGE) {
        int to = Math.min(readings, from + PER_MESSAGE);
        for (int lamp = 0; lamp < lamps; lamp++) {
          String payload =
              IntStream.range(from, to)
                  .mapToObj(i -> json(first.plus(STEP.multipliedBy(i)), i, 41_000))
                  .collect(Collectors.joining(",", "[", "]"));
          window.acquire();
          LockSupport.parkNanos(next - System.nanoTime());
          next = Math.max(next, System.nanoTime()) + MESSAGE_EVERY_NANOS;
          client.publish(
              topic(ID, lamp),
              payload.getBytes(StandardCharsets.UTF_8),
              1,
              false,
              null,
              new Acknowledged(window, refused));
        }
      }
      window.acquire(AT_ONCE);
      if (refused.get() > 0) {
        throw new IllegalStateException(refused + " messages were not taken");
      }
    } finally {
      client.disconnect().waitForCompletion(10_000);
      client.close();
    }
  }

  private record Acknowledged(Semaphore window, AtomicInteger refused)
      implements MqttActionListener {
    @Override
    public void onSuccess(IMqttToken token) {
      window.release();
    }

    @Override
    public void onFailure(IMqttToken token, Throwable why) {
      refused.incrementAndGet();
      window.release();
    }
  }

  long total() {
    return (long) lamps * readings;
  }
}
