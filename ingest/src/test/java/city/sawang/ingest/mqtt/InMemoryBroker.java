package city.sawang.ingest.mqtt;

import city.sawang.ingest.mqtt.ConnectOptions.Session;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A broker and its transport in memory, for tests without a port: kept sessions, QoS 1 with
 * redelivery, takeover by the client id. It delivers on the thread that publishes, connects or
 * acknowledges, so a test of one thread is deterministic.
 */
public final class InMemoryBroker implements MqttTransport {
  public static final String URI = "tcp://in-memory:1883";

  private final Map<String, StoredSession> sessions = new HashMap<>();
  private final List<Integer> acknowledged = new ArrayList<>();

  private record Message(String topic, byte[] payload) {}

  private static final class StoredSession {
    final Set<String> filters = new LinkedHashSet<>();
    final Deque<Message> queue = new ArrayDeque<>();
    final Map<Integer, Message> inFlight = new LinkedHashMap<>();
    int lastPacketId;
    Connection connection;
  }

  @Override
  public void validate(ConnectOptions options) {
    // There is no TLS in memory.
  }

  @Override
  public MqttConnection open(ConnectOptions options, ConnectionListener listener) {
    return new Connection(options, listener);
  }

  /** Publishes as a device would. */
  public void publish(String topic, String payload) {
    route(new Message(topic, payload.getBytes(StandardCharsets.UTF_8)));
  }

  /** Packet ids of all PUBACKs, in the order in which they came. */
  public synchronized List<Integer> acknowledged() {
    return List.copyOf(acknowledged);
  }

  /** Ends the connection of the client as a network would. */
  public void cut(String clientId) {
    Connection connection;
    synchronized (this) {
      connection = sessions.get(clientId).connection;
    }
    connection.lose("cut");
  }

  private void route(Message message) {
    List<StoredSession> receivers = new ArrayList<>();
    synchronized (this) {
      for (StoredSession session : sessions.values()) {
        if (session.filters.stream().anyMatch(filter -> matches(filter, message.topic()))) {
          session.queue.add(message);
          receivers.add(session);
        }
      }
    }
    receivers.forEach(this::deliver);
  }

  private static boolean matches(String filter, String topic) {
    String[] wanted = filter.split("/", -1);
    String[] levels = topic.split("/", -1);
    for (int i = 0; i < wanted.length; i++) {
      if (wanted[i].equals("#")) {
        return true;
      }
      if (i >= levels.length || (!wanted[i].equals("+") && !wanted[i].equals(levels[i]))) {
        return false;
      }
    }
    return wanted.length == levels.length;
  }

  private void deliver(StoredSession session) {
    while (true) {
      Connection connection;
      Message message;
      int packetId;
      synchronized (this) {
        connection = session.connection;
        if (connection == null
            || session.queue.isEmpty()
            || session.inFlight.size() >= connection.options.receive().maximum()) {
          return;
        }
        message = session.queue.remove();
        packetId = session.lastPacketId = session.lastPacketId % 65_535 + 1;
        session.inFlight.put(packetId, message);
      }
      try {
        connection.listener.messageArrived(
            Incoming.of(message.topic(), message.payload(), packetId));
      } catch (RuntimeException | Error e) {
        connection.listener.failed(e);
      }
    }
  }

  private final class Connection implements MqttConnection {
    private final ConnectOptions options;
    private final ConnectionListener listener;
    private StoredSession session;

    Connection(ConnectOptions options, ConnectionListener listener) {
      this.options = options;
      this.listener = listener;
    }

    @Override
    public Connected connect() {
      StoredSession kept;
      Connection former;
      synchronized (InMemoryBroker.this) {
        kept = sessions.get(options.clientId());
        former = kept == null ? null : kept.connection;
      }
      if (former != null) {
        former.takeOver();
      }
      synchronized (InMemoryBroker.this) {
        boolean resumed = kept != null && options.session() instanceof Session.Kept;
        session = resumed ? kept : new StoredSession();
        sessions.put(options.clientId(), session);
        List<Message> again = new ArrayList<>(session.inFlight.values());
        session.inFlight.clear();
        for (int i = again.size() - 1; i >= 0; i--) {
          session.queue.addFirst(again.get(i));
        }
        session.connection = this;
        kept = resumed ? kept : null;
      }
      deliver(session);
      return new Connected(kept != null, 65_535);
    }

    private void lose(String why) {
      if (end()) {
        listener.disconnected(why);
      }
    }

    private void takeOver() {
      if (end()) {
        listener.takenOver();
      }
    }

    private boolean end() {
      synchronized (InMemoryBroker.this) {
        if (!isConnected()) {
          return false;
        }
        session.connection = null;
        if (options.session() instanceof Session.Clean) {
          sessions.remove(options.clientId());
        }
        return true;
      }
    }

    @Override
    public boolean isConnected() {
      synchronized (InMemoryBroker.this) {
        return session != null && session.connection == this;
      }
    }

    @Override
    public boolean isReceiving() {
      return true;
    }

    @Override
    public boolean subscribe(String filter) {
      synchronized (InMemoryBroker.this) {
        session.filters.add(filter);
      }
      return true;
    }

    @Override
    public void publish(String topic, byte[] payload, PublishCallback callback) throws MqttFailure {
      if (!isConnected()) {
        throw new MqttFailure("not connected", null);
      }
      route(new Message(topic, payload));
      try {
        callback.acknowledged(0);
      } catch (RuntimeException | Error e) {
        listener.failed(e);
      }
    }

    @Override
    public void acknowledge(int[] packetIds, int count) throws IOException {
      synchronized (InMemoryBroker.this) {
        if (!isConnected()) {
          throw new IOException("not connected");
        }
        for (int i = 0; i < count; i++) {
          if (session.inFlight.remove(packetIds[i]) == null) {
            throw new IOException("no message has packet id " + packetIds[i]);
          }
          acknowledged.add(packetIds[i]);
        }
      }
      deliver(session);
    }

    @Override
    public void close(boolean graceful) {
      end();
    }
  }
}
