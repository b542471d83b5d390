package city.sawang.ingest.mqtt;

/** Called with the events of one connection, on the threads of the connection. */
public interface ConnectionListener {
  /**
   * A message arrived. As long as this does not return nothing more is read from the broker: that
   * is the back pressure.
   *
   * @param payload not copied, and not changed by anyone later
   * @param packetId what to acknowledge; 0 for QoS 0, which nobody acknowledges
   */
  void messageArrived(String topic, byte[] payload, int packetId);

  /** The connection ended and {@link MqttConnection#close} was not the reason; may come twice. */
  void disconnected(String why);

  /** A callback of ours threw: our bug. Its connection must not go on as if nothing had been. */
  void failed(Throwable bug);
}
