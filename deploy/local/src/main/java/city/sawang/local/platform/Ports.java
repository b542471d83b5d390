package city.sawang.local.platform;

import city.sawang.local.CommandFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The TCP ports of one platform, all on 127.0.0.1.
 *
 * @param mqtt the MQTT broker
 * @param kafka Kafka for its clients
 * @param kafkaController Kafka to itself; nobody else speaks to it, so it is always a free one
 * @param postgres PostgreSQL
 * @param flink Flink's web UI and REST
 * @param dashboards the dashboards' web server
 * @param incidentApi incidents and people's steps over HTTP
 * @param metrics metrics and health
 */
public record Ports(
    int mqtt,
    int kafka,
    int kafkaController,
    int postgres,
    int flink,
    int dashboards,
    int incidentApi,
    int metrics) {
  /** Nothing of ours listens elsewhere. */
  public static final String HOST = "127.0.0.1";

  public Ports {
    for (int port :
        new int[] {
          mqtt, kafka, kafkaController, postgres, flink, dashboards, incidentApi, metrics
        }) {
      if (port < 1 || port > 65535) {
        throw new IllegalArgumentException("port " + port + ": expected 1 to 65535");
      }
    }
  }

  /** The ports of the public contract. */
  public static Ports defaults() {
    return new Ports(1883, 9092, free(1).get(0), 5432, 8081, 3000, 3001, 9464);
  }

  /** Ports that are free at this moment. */
  public static Ports auto() {
    List<Integer> free = free(8);
    return new Ports(
        free.get(0),
        free.get(1),
        free.get(2),
        free.get(3),
        free.get(4),
        free.get(5),
        free.get(6),
        free.get(7));
  }

  /** As many different free ports as asked for. */
  public static List<Integer> free(int count) {
    List<ServerSocket> sockets = new ArrayList<>();
    List<Integer> ports = new ArrayList<>();
    try {
      try {
        for (int i = 0; i < count; i++) {
          ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
          sockets.add(socket);
          ports.add(socket.getLocalPort());
        }
      } finally {
        for (ServerSocket socket : sockets) {
          socket.close();
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("find free ports on " + HOST, e);
    }
    return ports;
  }

  /**
   * Refuses when a port is taken, naming every such port and who was to have it.
   *
   * @param ownBroker whether the MQTT port is needed
   * @param ownDatabase whether the PostgreSQL port is needed
   * @param watched whether that of incident-api is needed
   */
  void requireFree(boolean ownBroker, boolean ownDatabase, boolean watched) {
    Map<String, Integer> wanted = new LinkedHashMap<>();
    if (ownBroker) {
      wanted.put("MQTT broker", mqtt);
    }
    wanted.put("Kafka", kafka);
    if (ownDatabase) {
      wanted.put("PostgreSQL", postgres);
    }
    wanted.put("Flink UI", flink);
    wanted.put("dashboards", dashboards);
    if (watched) {
      wanted.put("incident-api", incidentApi);
    }
    wanted.put("metrics", metrics);
    List<String> taken = new ArrayList<>();
    wanted.forEach(
        (role, port) -> {
          if (!isFree(port)) {
            taken.add("port %d (%s)".formatted(port, role));
          }
        });
    if (!taken.isEmpty()) {
      throw new CommandFailure(
          "%s on %s already in use by another program: stop that program, or use --ports auto"
              .formatted(String.join(", ", taken) + (taken.size() == 1 ? " is" : " are"), HOST));
    }
  }

  /** Refuses when the one port of a role is taken. */
  public static void requireFree(String role, String host, int port) {
    if (!isFree(host, port)) {
      throw new CommandFailure(
          "port %d (%s) on %s is already in use by another program: stop that program, or give another --port"
              .formatted(port, role, host));
    }
  }

  private static boolean isFree(int port) {
    return isFree(HOST, port);
  }

  private static boolean isFree(String host, int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(host, port));
      return true;
    } catch (IOException taken) {
      return false;
    }
  }
}
