package city.sawang.ingest.mqtt;

import java.util.logging.Level;
import java.util.logging.Logger;

/** MQTT by Eclipse Paho's version 5 client. */
enum PahoTransport implements MqttTransport {
  INSTANCE;

  /** Held here: java.util.logging forgets the level of a logger that nobody holds. */
  private static final Logger LIBRARY_LOG = Logger.getLogger("org.eclipse.paho");

  static {
    // A stack trace for every closed socket would fill the console; our own lines say in one line
    // when a connection ends, and why.
    LIBRARY_LOG.setLevel(Level.OFF);
  }

  @Override
  public void validate(ConnectOptions options) {
    BrokerSockets.of(options).close();
  }

  @Override
  public MqttConnection open(ConnectOptions options, ConnectionListener listener)
      throws MqttFailure {
    return new PahoConnection(options, listener);
  }
}
