package city.sawang.ingest.mqtt;

import java.io.IOException;

/**
 * One connection to one broker, from CONNECT to its end. It never reconnects: the next connection
 * is a new object, see {@link ReconnectLoop}.
 *
 * <p>Safe for use by several threads, but for {@link #acknowledge}, which one thread calls.
 */
public interface MqttConnection {
  /**
   * What the broker answered to CONNECT.
   *
   * @param sessionPresent whether it kept this client's session: its subscriptions and its queue
   * @param receiveMaximum how many QoS 1 messages it takes without having acknowledged one
   */
  record Connected(boolean sessionPresent, int receiveMaximum) {}

  /**
   * Sends CONNECT and waits for the answer. A broker that kept the session sends its queue at once:
   * messages may reach the listener before this returns.
   *
   * @throws MqttFailure when the broker refuses or does not answer within the connect timeout
   */
  Connected connect() throws MqttFailure;

  /** Whether the connection stands, as far as the client knows. */
  boolean isConnected();

  /**
   * Whether somebody still reads what the broker sends. A client library whose receiver died of a
   * packet stays connected and says nothing.
   */
  boolean isReceiving();

  /**
   * Subscribes at QoS 1 and waits for the answer. Retained messages come with a new subscription
   * only, not when it is renewed.
   *
   * @return whether the broker granted it
   */
  boolean subscribe(String filter) throws MqttFailure;

  /**
   * Publishes at QoS 1.
   *
   * @param callback called once when the broker has acknowledged; never when the connection ends
   *     first
   */
  void publish(String topic, byte[] payload, PublishCallback callback) throws MqttFailure;

  /**
   * Acknowledges received messages (PUBACK), in the given order and with one write.
   *
   * @param packetIds the first {@code count} are acknowledged, at most {@link #MAX_PUBACKS}
   */
  void acknowledge(int[] packetIds, int count) throws IOException;

  /** How many messages {@link #acknowledge} takes at once. */
  int MAX_PUBACKS = 1024;

  /**
   * Ends the connection; a kept session stays at the broker.
   *
   * @param graceful with a DISCONNECT; not to a broker that is suspected not to answer
   */
  void close(boolean graceful);
}
