package city.sawang.ingest.mqtt;

/**
 * Opens connections to MQTT 5 brokers. This is the only door to the MQTT client library: bridge and
 * simulator know this contract, and another library is another implementation of it.
 */
public interface MqttTransport {
  /** The implementation with Eclipse Paho's MQTT 5 client. */
  static MqttTransport paho() {
    return PahoTransport.INSTANCE;
  }

  /**
   * Refuses options that can never work, before anything is connected.
   *
   * @throws IllegalArgumentException when a file of the TLS settings cannot be read as what it
   *     should be
   */
  void validate(ConnectOptions options);

  /**
   * Makes a connection that is not connected yet, see {@link MqttConnection#connect}.
   *
   * @throws MqttFailure when the library refuses the options
   */
  MqttConnection open(ConnectOptions options, ConnectionListener listener) throws MqttFailure;
}
