package city.sawang.local.simulate;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.SocketFactory;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttActionListener;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttCallback;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One MQTT connection of the fleet that never gives a message up: what has no PUBACK is sent again,
 * byte for byte and in order, over a new connection. A new Paho client per connection, because its
 * own reconnect loses acknowledgements.
 */
final class FleetConnection implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(FleetConnection.class);

  private static final int QOS = 1;
  private static final int FIRST_REFUSAL = 128;
  private static final int MAX_REFUSALS = 5;
  private static final int MAX_UNDER_WAY = 65_535;
  private static final long CONNECT_TIMEOUT_MILLIS = 10_000;
  private static final long MIN_PAUSE_MILLIS = 200;
  private static final long MAX_PAUSE_MILLIS = 2_000;

  /** Hears what becomes of the messages. */
  interface Listener {
    void resent(long id);

    void acknowledged(long id, int reason);

    /** Refused {@value #MAX_REFUSALS} times; it is not sent again. */
    void givenUp(long id);
  }

  private static final class Pending {
    final FleetMessage message;
    boolean sentBefore;
    int refusals;

    Pending(FleetMessage message) {
      this.message = message;
    }
  }

  private final String url;
  private final String clientId;
  private final Listener listener;
  private final Semaphore window;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  /** Everything without a positive PUBACK, oldest first. */
  private final Map<Long, Pending> pending = new LinkedHashMap<>();

  /** What of it still has to go out over this connection: at most its Receive Maximum is under way. */
  private final Deque<Long> queue = new ArrayDeque<>();

  private final Thread thread;
  private MqttAsyncClient client;
  private int underWay;
  private int receiveMaximum;
  private boolean closed;

  FleetConnection(String url, String clientId, int window, Listener listener) {
    this.url = url;
    this.clientId = clientId;
    this.listener = listener;
    this.window = new Semaphore(window);
    this.thread = new Thread(this::keepConnected, clientId);
    this.thread.setDaemon(true);
    this.thread.start();
  }

  /** Sends as soon as the window has room; blocks until then. */
  void send(long id, FleetMessage message) throws InterruptedException {
    window.acquire();
    lock.lock();
    try {
      pending.put(id, new Pending(message));
      queue.add(id);
      pump();
    } finally {
      lock.unlock();
    }
  }

  /** Breaks the connection; a new one is made, over which everything pending goes out again. */
  void breakConnection() {
    lock.lock();
    try {
      client = null;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  int unacknowledged() {
    lock.lock();
    try {
      return pending.size();
    } finally {
      lock.unlock();
    }
  }

  private void pump() {
    while (client != null && underWay < receiveMaximum && !queue.isEmpty()) {
      long id = queue.remove();
      Pending next = pending.get(id);
      if (next.sentBefore) {
        listener.resent(id);
      }
      next.sentBefore = true;
      underWay++;
      publish(client, id, next.message);
    }
  }

  private void publish(MqttAsyncClient through, long id, FleetMessage message) {
    MqttMessage mqtt = new MqttMessage(message.payload());
    mqtt.setQos(QOS);
    try {
      through.publish(message.topic(), mqtt, null, new Answer(through, id));
    } catch (MqttException e) {
      log.info("{}: publish failed, connecting again: {}", clientId, e.getMessage());
      lost(through);
    }
  }

  private final class Answer implements MqttActionListener {
    private final MqttAsyncClient through;
    private final long id;

    Answer(MqttAsyncClient through, long id) {
      this.through = through;
      this.id = id;
    }

    @Override
    public void onSuccess(IMqttToken token) {
      answered(through, id, reason(token));
    }

    @Override
    public void onFailure(IMqttToken token, Throwable cause) {
      // Without a response the connection is gone, and keepConnected sends again.
      if (token.getResponse() != null) {
        answered(through, id, reason(token));
      }
    }

    private static int reason(IMqttToken token) {
      int[] codes = token.getReasonCodes();
      return codes == null || codes.length == 0 ? 0 : codes[0];
    }
  }

  private void answered(MqttAsyncClient through, long id, int reason) {
    lock.lock();
    try {
      Pending message = pending.get(id);
      if (message == null || through != client) {
        // An answer to an earlier connection: the message is under way again and answered there.
        return;
      }
      underWay--;
      listener.acknowledged(id, reason);
      if (reason >= FIRST_REFUSAL && ++message.refusals < MAX_REFUSALS) {
        queue.add(id);
        return;
      }
      if (reason >= FIRST_REFUSAL) {
        listener.givenUp(id);
      }
      pending.remove(id);
      pump();
    } finally {
      lock.unlock();
    }
    window.release();
  }

  private void lost(MqttAsyncClient which) {
    lock.lock();
    try {
      if (client == which) {
        client = null;
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  private void keepConnected() {
    long pause = MIN_PAUSE_MILLIS;
    while (true) {
      MqttAsyncClient fresh = null;
      try {
        fresh = connect();
        pause = MIN_PAUSE_MILLIS;
        stayConnected(fresh);
      } catch (MqttException e) {
        log.info("{}: no connection to {} ({}), trying again", clientId, url, e.getMessage());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      } finally {
        lost(fresh);
        discard(fresh);
      }
      lock.lock();
      try {
        if (closed) {
          return;
        }
        changed.await(pause, TimeUnit.MILLISECONDS);
        pause = Math.min(MAX_PAUSE_MILLIS, pause * 2);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      } finally {
        lock.unlock();
      }
    }
  }

  private MqttAsyncClient connect() throws MqttException {
    MqttConnectionOptions options = new MqttConnectionOptions();
    options.setAutomaticReconnect(false);
    options.setCleanStart(true);
    options.setKeepAliveInterval(20);
    options.setSocketFactory(new NoDelaySockets());
    MqttAsyncClient fresh = new MqttAsyncClient(url, clientId, new MemoryPersistence());
    try {
      fresh.setCallback(new Loss(fresh));
      IMqttToken connected = fresh.connect(options);
      connected.waitForCompletion(CONNECT_TIMEOUT_MILLIS);
      Integer maximum = connected.getResponseProperties().getReceiveMaximum();
      receiveMaximum = maximum == null ? MAX_UNDER_WAY : Math.min(maximum, MAX_UNDER_WAY);
      return fresh;
    } catch (MqttException e) {
      discard(fresh);
      throw e;
    }
  }

  /** Sends what is pending and stays until the connection is lost or closed. */
  private void stayConnected(MqttAsyncClient fresh) throws InterruptedException {
    lock.lock();
    try {
      client = fresh;
      underWay = 0;
      queue.clear();
      queue.addAll(pending.keySet());
      while (client == fresh && !closed) {
        // Also every second: a refused message waits that long for its next attempt.
        pump();
        changed.await(1, TimeUnit.SECONDS);
        if (!fresh.isConnected()) {
          client = null;
        }
      }
    } finally {
      lock.unlock();
    }
  }

  private static void discard(MqttAsyncClient old) {
    if (old == null) {
      return;
    }
    try {
      old.disconnectForcibly(0, 500, false);
    } catch (MqttException e) {
      log.trace("was not connected", e);
    }
    try {
      old.close(true);
    } catch (MqttException e) {
      log.trace("was closed", e);
    }
  }

  /** Ends the connection; whatever is pending stays without acknowledgement. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    try {
      thread.join(5_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private final class Loss implements MqttCallback {
    private final MqttAsyncClient of;

    Loss(MqttAsyncClient of) {
      this.of = of;
    }

    @Override
    public void disconnected(MqttDisconnectResponse response) {
      lost(of);
    }

    @Override
    public void mqttErrorOccurred(MqttException e) {
      log.debug("{}: {}", clientId, e.getMessage());
    }

    @Override
    public void messageArrived(String topic, MqttMessage message) {
      throw new IllegalStateException("the fleet subscribes to nothing, got " + topic);
    }

    @Override
    public void deliveryComplete(IMqttToken token) {}

    @Override
    public void connectComplete(boolean reconnect, String serverUri) {}

    @Override
    public void authPacketArrived(int reasonCode, MqttProperties properties) {}
  }

  /** Paho never sets TCP_NODELAY, which costs two thirds of the speed. */
  private static final class NoDelaySockets extends SocketFactory {
    private static Socket noDelay(Socket socket) throws IOException {
      socket.setTcpNoDelay(true);
      return socket;
    }

    @Override
    public Socket createSocket() throws IOException {
      return noDelay(new Socket());
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
      return noDelay(new Socket(host, port));
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress local, int localPort)
        throws IOException {
      return noDelay(new Socket(host, port, local, localPort));
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
      return noDelay(new Socket(host, port));
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort)
        throws IOException {
      return noDelay(new Socket(host, port, local, localPort));
    }
  }
}
