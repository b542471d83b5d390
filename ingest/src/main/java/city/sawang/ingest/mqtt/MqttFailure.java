package city.sawang.ingest.mqtt;

/** What was asked of a broker was refused or not answered; the connection is of no more use. */
public final class MqttFailure extends Exception {
  private static final long serialVersionUID = 1L;

  public MqttFailure(String message, Throwable cause) {
    super(message, cause);
  }
}
