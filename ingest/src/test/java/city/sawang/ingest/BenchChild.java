package city.sawang.ingest;

import static city.sawang.ingest.metrics.BridgeMetrics.Outcome.PUBLISHED;

import city.sawang.ingest.config.BridgeConfig;
import city.sawang.ingest.config.BridgeLimits;
import city.sawang.ingest.decode.KnownDevices;
import city.sawang.ingest.decode.NativeDecoder;
import city.sawang.ingest.decode.RegisteredDevice;
import city.sawang.ingest.kafka.RestartableKafka;
import city.sawang.ingest.metrics.BridgeMetrics;
import city.sawang.ingest.metrics.InMemoryBridgeMetrics;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import javax.net.SocketFactory;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttCallback;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;

/**
 * A process of the bridge's benchmark: drains a preloaded session and prints what it cost. Roles:
 * {@code bare} (Paho that only acknowledges), {@code bridge}, and {@code kafka}, which stops when its
 * standard input ends.
 */
final class BenchChild {
  static final String CLIENT_ID = "bench";
  static final String FILTER = "lighting/v1/+/+/reading";

  private BenchChild() {}

  public static void main(String[] arguments) throws Exception {
    switch (arguments[0]) {
      case "kafka" -> kafka(Path.of(arguments[1]), Integer.parseInt(arguments[2]));
      case "bare" -> {
        LongAdder count = new LongAdder();
        MqttAsyncClient client = bare(arguments[1], count);
        measure("bare", count::sum, Long.parseLong(arguments[3]), Long.parseLong(arguments[4]));
        client.disconnectForcibly(0, 0, false);
      }
      case "bridge" -> {
        InMemoryBridgeMetrics metrics = new InMemoryBridgeMetrics();
        Bridge bridge = bridge(arguments[1], arguments[2], metrics);
        measure(
            "bridge",
            () -> metrics.endedMessages(PUBLISHED),
            Long.parseLong(arguments[3]),
            Long.parseLong(arguments[4]));
        bridge.close();
      }
      default -> throw new IllegalArgumentException(arguments[0]);
    }
    System.exit(0);
  }

  private static void kafka(Path directory, int port) throws IOException {
    RestartableKafka kafka = new RestartableKafka(directory, port);
    System.out.println("KAFKA " + kafka.bootstrapServers());
    while (System.in.read() >= 0) {
      continue;
    }
    Runtime.getRuntime().halt(0);
  }

  private static Bridge bridge(String broker, String kafka, BridgeMetrics metrics) {
    KnownDevices everybody =
        new KnownDevices() {
          @Override
          public Optional<String> city(String cityId) {
            return Optional.of(cityId);
          }

          @Override
          public List<RegisteredDevice> registrations(String deviceId) {
            return List.of();
          }
        };
    return Bridge.start(
        BridgeConfig.of(broker, CLIENT_ID, kafka).withHeartbeatInterval(Duration.ofSeconds(10)),
        List.of(FILTER),
        new NativeDecoder(everybody),
        () -> true,
        metrics);
  }

  private static MqttAsyncClient bare(String broker, LongAdder count) throws MqttException {
    MqttAsyncClient client = new MqttAsyncClient(broker, CLIENT_ID, new MemoryPersistence());
    MqttConnectionOptions options = new MqttConnectionOptions();
    options.setCleanStart(false);
    options.setSessionExpiryInterval(Duration.ofDays(7).toSeconds());
    options.setReceiveMaximum(BridgeLimits.defaults().outstandingMessages());
    options.setSocketFactory(new NoDelay());
    client.setCallback(new Counting(count));
    client.connect(options).waitForCompletion(10_000);
    return client;
  }

  private static void measure(String role, LongSupplier count, long warmUp, long messages)
      throws IOException {
    await(count, warmUp);
    long from = count.getAsLong();
    long began = System.nanoTime();
    long cpu = cpuNanos();
    await(count, messages);
    long done = count.getAsLong() - from;
    double seconds = (System.nanoTime() - began) / 1e9;
    double micros = (cpuNanos() - cpu) / 1e3 / done;
    System.out.printf(
        "RESULT %s %.0f %.2f %d%n", role, done / seconds, micros, residentKilobytes());
  }

  private static void await(LongSupplier count, long target) {
    while (count.getAsLong() < target) {
      LockSupport.parkNanos(Duration.ofMillis(2).toNanos());
    }
  }

  private static long cpuNanos() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  private static long residentKilobytes() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("VmHWM:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElse(0);
  }

  /** What Paho needs to be measured fairly, and nothing more. */
  static final class NoDelay extends SocketFactory {
    @Override
    public Socket createSocket() throws IOException {
      Socket socket = new Socket();
      socket.setTcpNoDelay(true);
      return socket;
    }

    @Override
    public Socket createSocket(String host, int port) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localHost, int localPort) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Socket createSocket(InetAddress host, int port) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress localHost, int localPort) {
      throw new UnsupportedOperationException();
    }
  }

  private record Counting(LongAdder count) implements MqttCallback {
    @Override
    public void messageArrived(String topic, MqttMessage message) {
      count.increment();
    }

    @Override
    public void disconnected(MqttDisconnectResponse response) {}

    @Override
    public void mqttErrorOccurred(MqttException exception) {}

    @Override
    public void deliveryComplete(IMqttToken token) {}

    @Override
    public void connectComplete(boolean reconnect, String serverUri) {}

    @Override
    public void authPacketArrived(int reasonCode, MqttProperties properties) {}
  }
}
