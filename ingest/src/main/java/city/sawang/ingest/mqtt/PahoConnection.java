package city.sawang.ingest.mqtt;

import city.sawang.ingest.mqtt.ConnectOptions.Session;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttActionListener;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttCallback;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.MqttSubscription;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection by a Paho client of its own: Paho's reconnect hangs when acknowledgements are
 * asynchronous. PUBACKs go past Paho, straight to the socket.
 */
final class PahoConnection implements MqttConnection {
  private static final Logger LOG = LoggerFactory.getLogger(PahoConnection.class);
  private static final int QOS_1 = 1;
  private static final int MAX_RECEIVE_MAXIMUM = 65_535;
  private static final int FIRST_ERROR = PublishCallback.FIRST_ERROR;
  private static final long CONNECT_GRACE_MILLIS = 2000;
  private static final long DISCONNECT_MILLIS = 500;
  // Type, length, packet id; MQTT 5 leaves the reason out when it is success.
  private static final int PUBACK_BYTES = 4;

  private final ConnectOptions options;
  private final ConnectionListener listener;
  private final BrokerSockets sockets;
  private final MqttAsyncClient client;
  private final byte[] pubacks = new byte[MAX_PUBACKS * PUBACK_BYTES];

  PahoConnection(ConnectOptions options, ConnectionListener listener) throws MqttFailure {
    this.options = options;
    this.listener = listener;
    this.sockets = BrokerSockets.of(options);
    try {
      this.client =
          new MqttAsyncClient(sockets.pahoUri(), options.clientId(), new MemoryPersistence());
    } catch (MqttException e) {
      throw failure(e);
    }
  }

  private static MqttFailure failure(MqttException e) {
    return new MqttFailure(e.toString(), e);
  }

  @Override
  public Connected connect() throws MqttFailure {
    client.setManualAcks(true);
    // Before connecting: a resumed session sends its queue at once.
    client.setCallback(new Callbacks());
    try {
      IMqttToken connected = client.connect(pahoOptions());
      connected.waitForCompletion(options.connectTimeout().toMillis() + CONNECT_GRACE_MILLIS);
      Integer maximum = connected.getResponseProperties().getReceiveMaximum();
      return new Connected(
          connected.getSessionPresent(),
          maximum == null ? MAX_RECEIVE_MAXIMUM : Math.min(maximum, MAX_RECEIVE_MAXIMUM));
    } catch (MqttException e) {
      throw failure(e);
    }
  }

  private MqttConnectionOptions pahoOptions() {
    MqttConnectionOptions paho = new MqttConnectionOptions();
    if (options.session() instanceof Session.Kept kept) {
      paho.setCleanStart(false);
      paho.setSessionExpiryInterval(kept.expiry().toSeconds());
    } else {
      paho.setCleanStart(true);
    }
    paho.setAutomaticReconnect(false);
    paho.setKeepAliveInterval((int) options.keepAlive().toSeconds());
    paho.setConnectionTimeout((int) options.connectTimeout().toSeconds());
    paho.setReceiveMaximum(options.receive().maximum());
    // No Maximum Packet Size: a broker throws away what is larger, and nobody would ever know. What
    // is too large comes to its end here, and its beginning is kept.
    paho.setTopicAliasMaximum(0);
    paho.setSocketFactory(sockets);
    options
        .login()
        .ifPresent(
            login -> {
              paho.setUserName(login.username());
              paho.setPassword(login.password().getBytes(StandardCharsets.UTF_8));
            });
    return paho;
  }

  @Override
  public boolean isConnected() {
    return client.isConnected();
  }

  @Override
  public boolean isReceiving() {
    return sockets.isRead();
  }

  @Override
  public boolean subscribe(String filter) throws MqttFailure {
    MqttSubscription subscription = new MqttSubscription(filter, QOS_1);
    // Retained status messages once, not with every renewal; a shared subscription has no choice.
    subscription.setRetainHandling(filter.startsWith("$share/") ? 0 : 1);
    try {
      IMqttToken token =
          client.subscribe(new MqttSubscription[] {subscription}, null, null, new MqttProperties());
      token.waitForCompletion(options.connectTimeout().toMillis());
      return token.getReasonCodes()[0] < FIRST_ERROR;
    } catch (MqttException e) {
      throw failure(e);
    }
  }

  @Override
  public void publish(String topic, byte[] payload, PublishCallback callback) throws MqttFailure {
    MqttMessage message = new MqttMessage(payload);
    message.setQos(QOS_1);
    try {
      client.publish(topic, message, null, new PubackListener(callback));
    } catch (MqttException e) {
      throw failure(e);
    }
  }

  @Override
  public void acknowledge(int[] packetIds, int count) throws IOException {
    PacketSocket socket = sockets.socket();
    for (int i = 0; i < count; i++) {
      pubacks[i * PUBACK_BYTES] = socket.acknowledgement(packetIds[i]);
      pubacks[i * PUBACK_BYTES + 1] = 2;
      pubacks[i * PUBACK_BYTES + 2] = (byte) (packetIds[i] >>> 8);
      pubacks[i * PUBACK_BYTES + 3] = (byte) packetIds[i];
    }
    // Past Paho's sender, which writes and flushes every PUBACK by itself: half of the time of a
    // message went there. Paho keeps no state of an incoming QoS 1 message, and its own packets
    // (CONNECT, SUBSCRIBE, PINGREQ) reach the socket in one write each.
    socket.getOutputStream().write(pubacks, 0, count * PUBACK_BYTES);
  }

  @Override
  public void close(boolean graceful) {
    try {
      if (client.isConnected()) {
        long wait = graceful ? DISCONNECT_MILLIS : 0;
        client.disconnectForcibly(wait, wait, graceful);
      }
      client.close();
    } catch (MqttException e) {
      LOG.debug("closing the client failed broker={} error={}", options.broker(), e.toString());
    } finally {
      // Whatever state Paho is in: without its socket its threads end.
      sockets.close();
    }
  }

  /** Passes the broker's answer on, unless the connection ended before there was one. */
  private final class PubackListener implements MqttActionListener {
    private final PublishCallback callback;

    PubackListener(PublishCallback callback) {
      this.callback = callback;
    }

    @Override
    public void onSuccess(IMqttToken token) {
      acknowledged(token);
    }

    @Override
    public void onFailure(IMqttToken token, Throwable cause) {
      // Without a response the connection is gone, and the listener is called for that.
      if (token.getResponse() != null) {
        acknowledged(token);
      }
    }

    private void acknowledged(IMqttToken token) {
      // Paho swallows what is thrown here.
      try {
        int[] codes = token.getReasonCodes();
        callback.acknowledged(codes == null || codes.length == 0 ? 0 : codes[0]);
      } catch (Throwable e) {
        listener.failed(e);
      }
    }
  }

  /** The note that {@link PublishParts} left, the only user property that comes this far. */
  private static Optional<Incoming.Flaw> flaw(MqttMessage message) {
    MqttProperties properties = message.getProperties();
    return properties == null || properties.getUserProperties().isEmpty()
        ? Optional.empty()
        : Optional.of(PublishParts.flaw(properties.getUserProperties().get(0).getValue()));
  }

  private final class Callbacks implements MqttCallback {
    @Override
    public void messageArrived(String topic, MqttMessage message) {
      // Paho swallows what is thrown here: no acknowledgement, no disconnect, the stream just
      // stops.
      try {
        listener.messageArrived(
            new Incoming(
                topic,
                message.getPayload(),
                message.getQos() == 0 ? 0 : message.getId(),
                message.isRetained(),
                flaw(message)));
      } catch (Throwable e) {
        listener.failed(e);
      }
    }

    @Override
    public void disconnected(MqttDisconnectResponse response) {
      if (sockets.isTakenOver()) {
        listener.takenOver();
        return;
      }
      listener.disconnected(
          response.getException() == null
              ? "disconnected with reason " + response.getReturnCode()
              : response.getException().toString());
    }

    @Override
    public void mqttErrorOccurred(MqttException exception) {
      listener.disconnected(exception.toString());
    }

    @Override
    public void deliveryComplete(IMqttToken token) {
      // Every publish has a listener of its own.
    }

    @Override
    public void connectComplete(boolean reconnect, String serverUri) {
      // connect() waits for it.
    }

    @Override
    public void authPacketArrived(int reasonCode, MqttProperties properties) {
      // Extended authentication is not used.
    }
  }
}
