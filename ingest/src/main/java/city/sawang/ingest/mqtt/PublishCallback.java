package city.sawang.ingest.mqtt;

/** Called when the broker has acknowledged a published message. */
@FunctionalInterface
public interface PublishCallback {
  /** The lowest reason code that means that the broker refused the message. */
  int FIRST_ERROR = 0x80;

  /**
   * @param reason MQTT 5 reason code of the PUBACK, 0 for success
   */
  void acknowledged(int reason);
}
