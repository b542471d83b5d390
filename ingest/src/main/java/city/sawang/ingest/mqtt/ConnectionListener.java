package city.sawang.ingest.mqtt;

/** Called with the events of one connection, on the threads of the connection. */
public interface ConnectionListener {
  /**
   * A message arrived. As long as this does not return nothing more is read from the broker: that
   * is the back pressure.
   */
  void messageArrived(Incoming message);

  /** The connection ended and {@link MqttConnection#close} was not the reason; may come twice. */
  void disconnected(String why);

  /**
   * The broker ended the connection because another one came with the same client id; it is over as
   * after {@link #disconnected}.
   */
  default void takenOver() {
    disconnected("another client connected with the same client id (session taken over)");
  }

  /** A callback of ours threw: our bug. Its connection must not go on as if nothing had been. */
  void failed(Throwable bug);
}
