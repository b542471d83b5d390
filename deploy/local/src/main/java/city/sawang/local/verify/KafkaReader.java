package city.sawang.local.verify;

import city.sawang.schemas.avro.QuarantinedPayload;
import city.sawang.schemas.avro.Reading;

/** What lies in Kafka, as the verifier reads it. */
interface KafkaReader extends AutoCloseable {
  /** Hears the records in the order of their partition. */
  interface Visitor {
    void reading(int partition, long offset, Reading reading);

    void quarantined(QuarantinedPayload payload);
  }

  /**
   * Reads on from where the last call ended to the end as it is now.
   *
   * @return how many records were visited
   */
  long read(Visitor visitor);

  /** Whether the topics still have their first record, so that counts can be compared. */
  boolean fromTheBeginning();

  @Override
  void close();
}
