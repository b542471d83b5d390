package city.sawang.ingest;

import city.sawang.ingest.config.BridgeConfig;
import city.sawang.ingest.config.MqttSettings;
import city.sawang.ingest.decode.Arrival;
import city.sawang.ingest.decode.Decoded;
import city.sawang.ingest.decode.PayloadDecoder;
import city.sawang.ingest.decode.QuarantineRecords;
import city.sawang.ingest.decode.Refusal;
import city.sawang.ingest.kafka.ReadingPublisher;
import city.sawang.ingest.metrics.BridgeMetrics;
import city.sawang.ingest.metrics.BridgeMetrics.EndReason;
import city.sawang.ingest.metrics.BridgeMetrics.Outcome;
import city.sawang.ingest.mqtt.AckWindow;
import city.sawang.ingest.mqtt.BrokerSockets;
import city.sawang.schemas.AvroMessages;
import city.sawang.schemas.ReasonCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.eclipse.paho.mqttv5.client.IMqttToken;
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
 * One connection to one broker, from CONNECT to its end; the next connection is a new object with a
 * new Paho client. Every message that arrives ends as exactly one of: all its records confirmed by
 * Kafka, then PUBACK; or the end of this connection, after which the broker sends it again.
 */
final class BrokerSession implements MqttCallback {
  private static final Logger LOG = LoggerFactory.getLogger(BrokerSession.class);
  private static final byte PUBACK = 0x40;
  // Type, length, packet id; MQTT 5 leaves the reason out when it is success.
  private static final int PUBACK_BYTES = 4;
  private static final int MOST_ACKNOWLEDGEMENTS_AT_ONCE = 1024;

  private final String broker;
  private final BridgeConfig config;
  private final PayloadDecoder decoder;
  private final ReadingPublisher publisher;
  private final BridgeMetrics metrics;
  private final AckWindow window;
  private final AvroMessages avro = new AvroMessages();
  private final MqttAsyncClient client;
  private final BrokerSockets sockets;
  private final CompletableFuture<End> end = new CompletableFuture<>();
  private final Thread acknowledger;
  private volatile boolean taking = true;

  /** Why this connection is over. */
  record End(EndReason reason, String detail) {}

  BrokerSession(
      String broker,
      BridgeConfig config,
      PayloadDecoder decoder,
      ReadingPublisher publisher,
      BrokerSockets sockets,
      BridgeMetrics metrics)
      throws MqttException {
    this.broker = broker;
    this.config = config;
    this.decoder = decoder;
    this.publisher = publisher;
    this.sockets = sockets;
    this.metrics = metrics;
    this.window = new AckWindow(config.limits(), metrics);
    this.client = new MqttAsyncClient(broker, config.mqtt().clientId(), new MemoryPersistence());
    this.acknowledger = new Thread(this::acknowledge, "bridge acknowledger " + broker);
    acknowledger.setDaemon(true);
  }

  /**
   * @return whether the broker kept this bridge's session: its subscriptions and its queue
   */
  boolean connect() throws MqttException {
    client.setManualAcks(true);
    // Before connecting: a resumed session sends its queue at once.
    client.setCallback(this);
    acknowledger.start();
    IMqttToken connected = client.connect(options());
    connected.waitForCompletion(config.mqtt().connectTimeout().toMillis() + 2000);
    return connected.getSessionPresent();
  }

  private MqttConnectionOptions options() {
    MqttSettings mqtt = config.mqtt();
    MqttConnectionOptions options = new MqttConnectionOptions();
    options.setCleanStart(false);
    options.setSessionExpiryInterval(mqtt.sessionExpiry().toSeconds());
    options.setAutomaticReconnect(false);
    options.setKeepAliveInterval((int) mqtt.keepAlive().toSeconds());
    options.setConnectionTimeout((int) mqtt.connectTimeout().toSeconds());
    options.setReceiveMaximum(config.limits().outstandingMessages());
    options.setMaximumPacketSize((long) config.limits().packetBytes());
    options.setTopicAliasMaximum(0);
    options.setSocketFactory(sockets.factory());
    mqtt.login()
        .ifPresent(
            login -> {
              options.setUserName(login.username());
              options.setPassword(login.password().getBytes(StandardCharsets.UTF_8));
            });
    return options;
  }

  /**
   * Subscribes, QoS 1.
   *
   * @return the filters that the broker refused
   */
  List<String> subscribe(Collection<String> filters) throws MqttException {
    List<String> refused = new ArrayList<>();
    for (String filter : filters) {
      MqttSubscription subscription = new MqttSubscription(config.mqtt().subscription(filter), 1);
      // Retained status messages once, not with every renewal of the subscription.
      subscription.setRetainHandling(config.mqtt().shareGroup().isPresent() ? 0 : 1);
      IMqttToken token =
          client.subscribe(new MqttSubscription[] {subscription}, null, null, new MqttProperties());
      token.waitForCompletion(config.mqtt().connectTimeout().toMillis());
      for (int reason : token.getReasonCodes()) {
        if (reason >= 0x80) {
          refused.add(filter);
        }
      }
    }
    return refused;
  }

  @Override
  public void messageArrived(String topic, MqttMessage message) {
    // Paho swallows what is thrown here: no acknowledgement, no disconnect, the stream just stops.
    try {
      if (!taking || end.isDone()) {
        return;
      }
      if (!window.awaitRoom(config.limits().backPressureTimeout())) {
        end(EndReason.BACK_PRESSURE, "no room for another message");
        return;
      }
      metrics.received();
      take(new Arrival(topic, message.getPayload(), System.currentTimeMillis()), message);
    } catch (Throwable e) {
      LOG.error("taking a message from {} failed", topic, e);
      end(EndReason.INTERNAL_ERROR, e.toString());
    }
  }

  private void take(Arrival arrival, MqttMessage message) {
    List<Part> parts = parts(arrival);
    int bytes = arrival.payload().length;
    Outcome outcome = parts.isEmpty() ? Outcome.RECOGNISED : Outcome.QUARANTINED;
    for (Part part : parts) {
      bytes += part.encoded().length;
      if (part.what() instanceof Decoded.Accepted) {
        outcome = Outcome.PUBLISHED;
      }
    }
    AckWindow.Pending pending =
        window.take(message.getQos() == 0 ? 0 : message.getId(), bytes, outcome, parts.size());
    Delivery delivery = new Delivery(pending);
    for (Part part : parts) {
      if (part.what() instanceof Decoded.Accepted accepted) {
        publisher.publish(accepted.reading(), part.encoded(), delivery);
      } else if (part.what() instanceof Decoded.Refused refused) {
        publisher.quarantine(refused.payload(), part.encoded(), delivery);
      }
    }
  }

  /** One record to be, and its bytes. */
  private record Part(Decoded what, byte[] encoded) {}

  private List<Part> parts(Arrival arrival) {
    try {
      return encode(decoder.decode(arrival));
    } catch (RuntimeException | StackOverflowError e) {
      // Our bug, but the lamp's payload: kept with its bytes, and the stream goes on. The
      // quarantine
      // says where it threw; a line per message here would let one lamp fill the disk.
      LOG.debug("the decoder threw on a message from {}", arrival.topic(), e);
      StackTraceElement[] trace = e.getStackTrace();
      Refusal refusal =
          new Refusal(
              ReasonCode.PROFILE_FAILED,
              "the decoder threw %s at %s"
                  .formatted(e.getClass().getName(), trace.length == 0 ? "?" : trace[0]));
      return encode(
          List.of(
              QuarantineRecords.refused(
                  arrival,
                  QuarantineRecords.Where.UNKNOWN,
                  refusal,
                  QuarantineRecords.WHOLE,
                  arrival.payload())));
    }
  }

  private List<Part> encode(List<Decoded> decoded) {
    List<Part> parts = new ArrayList<>(decoded.size());
    for (Decoded what : decoded) {
      parts.add(
          new Part(
              what,
              avro.encode(
                  what instanceof Decoded.Accepted accepted
                      ? accepted.reading()
                      : ((Decoded.Refused) what).payload())));
    }
    return parts;
  }

  private final class Delivery implements ReadingPublisher.Delivery {
    private final AckWindow.Pending pending;

    Delivery(AckWindow.Pending pending) {
      this.pending = pending;
    }

    @Override
    public void confirmed() {
      pending.settled(true);
    }

    @Override
    public void failed(Exception why) {
      pending.settled(false);
      end(EndReason.KAFKA_FAILED, why.toString());
    }
  }

  private void acknowledge() {
    int[] packetIds = new int[MOST_ACKNOWLEDGEMENTS_AT_ONCE];
    byte[] packets = new byte[MOST_ACKNOWLEDGEMENTS_AT_ONCE * PUBACK_BYTES];
    try {
      int count;
      while ((count = window.nextAcknowledgements(packetIds)) >= 0) {
        for (int i = 0; i < count; i++) {
          packets[i * PUBACK_BYTES] = PUBACK;
          packets[i * PUBACK_BYTES + 1] = 2;
          packets[i * PUBACK_BYTES + 2] = (byte) (packetIds[i] >>> 8);
          packets[i * PUBACK_BYTES + 3] = (byte) packetIds[i];
        }
        // Past Paho's sender, which writes and flushes every PUBACK by itself: half of the time of
        // a message went there. Paho keeps no state of an incoming QoS 1 message, and its own
        // packets (CONNECT, SUBSCRIBE, PINGREQ) reach the socket in one write each.
        sockets.socket().getOutputStream().write(packets, 0, count * PUBACK_BYTES);
      }
    } catch (IOException | RuntimeException e) {
      end(EndReason.CONNECTION_LOST, "PUBACK failed: " + e);
    } catch (InterruptedException e) {
      end(EndReason.INTERNAL_ERROR, "the acknowledger was interrupted");
    }
  }

  private void end(EndReason reason, String detail) {
    if (end.complete(new End(reason, detail))) {
      window.close();
    }
  }

  /** Ends this connection because it is suspect. */
  void giveUp(EndReason reason, String detail) {
    end(reason, detail);
  }

  CompletableFuture<End> ended() {
    return end;
  }

  AckWindow window() {
    return window;
  }

  /** Stops taking messages; what comes from now on stays with the broker. */
  void stopTaking() {
    taking = false;
  }

  /**
   * Closes the client; the session stays at the broker.
   *
   * @param graceful with a DISCONNECT; not to a broker that is suspected not to answer
   */
  void close(boolean graceful) {
    end(EndReason.CONNECTION_LOST, "closed");
    try {
      if (client.isConnected()) {
        client.disconnectForcibly(graceful ? 500 : 0, graceful ? 500 : 0, graceful);
      }
      client.close();
    } catch (MqttException e) {
      LOG.debug("closing the client of {}: {}", broker, e.toString());
    } finally {
      // Whatever state Paho is in: without its socket its threads end.
      sockets.close();
    }
  }

  @Override
  public void disconnected(MqttDisconnectResponse response) {
    end(
        EndReason.CONNECTION_LOST,
        response.getException() == null
            ? "disconnected with reason " + response.getReturnCode()
            : response.getException().toString());
  }

  @Override
  public void mqttErrorOccurred(MqttException exception) {
    end(EndReason.CONNECTION_LOST, exception.toString());
  }

  @Override
  public void deliveryComplete(IMqttToken token) {
    // The bridge publishes nothing.
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
