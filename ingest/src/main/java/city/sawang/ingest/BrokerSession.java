package city.sawang.ingest;

import city.sawang.ingest.config.BridgeConfig;
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
import city.sawang.ingest.mqtt.ConnectOptions;
import city.sawang.ingest.mqtt.ConnectOptions.Receive;
import city.sawang.ingest.mqtt.ConnectOptions.Session;
import city.sawang.ingest.mqtt.ConnectionListener;
import city.sawang.ingest.mqtt.Incoming;
import city.sawang.ingest.mqtt.Incoming.Flaw;
import city.sawang.ingest.mqtt.MqttConnection;
import city.sawang.ingest.mqtt.MqttFailure;
import city.sawang.ingest.mqtt.MqttTransport;
import city.sawang.schemas.AvroMessages;
import city.sawang.schemas.ReasonCode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the messages of one connection: each is decoded, published to Kafka, and acknowledged when
 * Kafka has confirmed all its records. What is not acknowledged when the connection ends is sent
 * again by the broker; nothing else can become of a message.
 */
final class BrokerSession implements ConnectionListener {
  private static final Logger LOG = LoggerFactory.getLogger(BrokerSession.class);

  private static final long LAST_WORD_MILLIS = 200;

  private final BridgeConfig config;
  private final PayloadDecoder decoder;
  private final ReadingPublisher publisher;
  private final BridgeMetrics metrics;
  private final AckWindow window;
  private final AvroMessages avro = new AvroMessages();
  private final MqttConnection connection;
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
      MqttTransport mqtt,
      BridgeMetrics metrics)
      throws MqttFailure {
    this.config = config;
    this.decoder = decoder;
    this.publisher = publisher;
    this.metrics = metrics;
    this.window = new AckWindow(config.limits(), metrics);
    this.connection = mqtt.open(options(config, broker), this);
    this.acknowledger = new Thread(this::acknowledge, "bridge acknowledger " + broker);
    acknowledger.setDaemon(true);
  }

  /** How a bridge connects to one of its brokers. */
  static ConnectOptions options(BridgeConfig config, String broker) {
    return new ConnectOptions(
        broker,
        config.mqtt().clientId(),
        new Session.Kept(config.mqtt().sessionExpiry()),
        config.mqtt().keepAlive(),
        config.mqtt().connectTimeout(),
        new Receive(config.limits().outstandingMessages(), config.limits().packetBytes()),
        config.mqtt().login(),
        config.mqtt().tls());
  }

  /**
   * @return whether the broker kept this bridge's session: its subscriptions and its queue
   */
  boolean connect() throws MqttFailure {
    acknowledger.start();
    return connection.connect().sessionPresent();
  }

  /**
   * Subscribes, QoS 1.
   *
   * @return the filters that the broker refused
   */
  List<String> subscribe(Collection<String> filters) throws MqttFailure {
    List<String> refused = new ArrayList<>();
    for (String filter : filters) {
      if (!connection.subscribe(config.mqtt().subscription(filter))) {
        refused.add(filter);
      }
    }
    return refused;
  }

  @Override
  public void messageArrived(Incoming message) {
    try {
      if (!taking || end.isDone()) {
        return;
      }
      if (!window.awaitRoom(config.limits().backPressureTimeout())) {
        end(EndReason.BACK_PRESSURE, "no room for another message");
        return;
      }
      metrics.received();
      Arrival arrival =
          new Arrival(
              message.topic(), message.payload(), System.currentTimeMillis(), message.retained());
      take(
          arrival,
          message.packetId(),
          message.flaw().isPresent() ? flawed(arrival, message.flaw().get()) : parts(arrival));
    } catch (InterruptedException e) {
      end(EndReason.INTERNAL_ERROR, "interrupted while taking a message from " + message.topic());
    }
  }

  /** A message of which no decoder may say anything: its bytes are not what its sender wrote. */
  private List<Part> flawed(Arrival arrival, Flaw flaw) {
    metrics.flawed(flaw.kind());
    ReasonCode reason =
        switch (flaw.kind()) {
          case OVERSIZE -> ReasonCode.TOO_LARGE;
          case MALFORMED -> ReasonCode.NOT_OUR_SCHEMA;
        };
    return encode(List.of(refused(arrival, new Refusal(reason, flaw.detail()))));
  }

  private static Decoded.Refused refused(Arrival arrival, Refusal refusal) {
    return QuarantineRecords.refused(
        arrival,
        QuarantineRecords.Where.UNKNOWN,
        refusal,
        QuarantineRecords.WHOLE,
        arrival.payload());
  }

  private void take(Arrival arrival, int packetId, List<Part> parts) {
    int bytes = arrival.payload().length;
    Outcome outcome = parts.isEmpty() ? Outcome.RECOGNISED : Outcome.QUARANTINED;
    for (Part part : parts) {
      bytes += part.encoded().length;
      if (part.decoded() instanceof Decoded.Accepted) {
        outcome = Outcome.PUBLISHED;
      }
    }
    AckWindow.Pending pending = window.take(packetId, bytes, outcome, parts.size());
    Delivery delivery = new Delivery(pending);
    for (Part part : parts) {
      if (part.decoded() instanceof Decoded.Accepted accepted) {
        publisher.publish(accepted.reading(), part.encoded(), delivery);
      } else if (part.decoded() instanceof Decoded.Refused refused) {
        publisher.quarantine(refused.payload(), part.encoded(), delivery);
      }
    }
  }

  /** One record to publish, and its bytes; a message that is no telemetry has none. */
  private record Part(Decoded decoded, byte[] encoded) {}

  private List<Part> parts(Arrival arrival) {
    try {
      return encode(decoder.decode(arrival));
    } catch (RuntimeException | StackOverflowError e) {
      // Our bug, but the lamp's payload: kept with its bytes, and the stream goes on. The
      // quarantine says where it threw; a line per message here would let one lamp fill the disk.
      LOG.debug("the decoder threw topic={}", arrival.topic(), e);
      StackTraceElement[] trace = e.getStackTrace();
      Refusal refusal =
          new Refusal(
              ReasonCode.PROFILE_FAILED,
              "the decoder threw %s at %s"
                  .formatted(e.getClass().getName(), trace.length == 0 ? "?" : trace[0]));
      return encode(List.of(refused(arrival, refusal)));
    }
  }

  private List<Part> encode(List<Decoded> decoded) {
    List<Part> parts = new ArrayList<>(decoded.size());
    for (Decoded one : decoded) {
      if (one instanceof Decoded.Accepted accepted) {
        parts.add(new Part(one, avro.encode(accepted.reading())));
      } else if (one instanceof Decoded.Refused refused) {
        parts.add(new Part(one, avro.encode(refused.payload())));
      }
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
    int[] packetIds = new int[MqttConnection.MAX_PUBACKS];
    try {
      int count;
      while ((count = window.nextAcknowledgements(packetIds)) >= 0) {
        connection.acknowledge(packetIds, count);
      }
    } catch (IOException e) {
      acknowledgementFailed(e);
    } catch (InterruptedException e) {
      end(EndReason.INTERNAL_ERROR, "the acknowledger was interrupted");
    } catch (RuntimeException | Error e) {
      // Without its acknowledger a connection would take messages and never acknowledge one.
      end(EndReason.INTERNAL_ERROR, "PUBACK failed: " + e);
    }
  }

  /** The broker may have said why right before: its word counts more. */
  private void acknowledgementFailed(IOException why) {
    try {
      end.get(LAST_WORD_MILLIS, TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException e) {
      end(EndReason.CONNECTION_LOST, "PUBACK failed: " + why);
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

  boolean isReceiving() {
    return connection.isReceiving();
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
   * Closes the connection; the session stays at the broker.
   *
   * @param graceful with a DISCONNECT; not to a broker that is suspected not to answer
   */
  void close(boolean graceful) {
    end(EndReason.CONNECTION_LOST, "closed");
    connection.close(graceful);
  }

  @Override
  public void disconnected(String why) {
    end(EndReason.CONNECTION_LOST, why);
  }

  @Override
  public void takenOver() {
    end(
        EndReason.SESSION_TAKEN_OVER,
        "another client connected as " + config.mqtt().clientId() + " and took its session over");
  }

  @Override
  public void failed(Throwable bug) {
    LOG.error("taking a message failed", bug);
    end(EndReason.INTERNAL_ERROR, bug.toString());
  }
}
