package city.sawang.jobs.controller;

import city.sawang.schemas.AvroMessages;
import city.sawang.schemas.avro.RegistryController;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.api.common.state.ValueState;

/**
 * What the registry says about the current controller: the record's Avro bytes in keyed state, so
 * that its schema may grow, and the decoded form of many beside it.
 */
public final class KeyedRegistration {
  /** Some 60 MB when full. */
  private static final int DECODED = 100_000;

  private final ValueState<byte[]> bytes;
  private final AvroMessages messages;

  /**
   * Controllers report in turn: if the oldest entry gave way when the map is full, one controller too
   * many would evict each of them just before its next reading. So what is in stays in.
   */
  private final Map<String, Registration> decoded = new HashMap<>();

  public KeyedRegistration(ValueState<byte[]> bytes, AvroMessages messages) {
    this.bytes = bytes;
    this.messages = messages;
  }

  /**
   * @param key the current key, city/controller
   */
  public Registration get(String key) throws IOException {
    Registration known = decoded.get(key);
    if (known == null) {
      known = decode(key, bytes.value());
      remember(key, known);
    }
    return known;
  }

  /** The record's bytes as they stand in the state; null when there is none. */
  public byte[] bytes() throws IOException {
    return bytes.value();
  }

  /**
   * @param record null: the controller is no longer registered
   */
  public Registration replace(String key, byte[] record) throws IOException {
    bytes.update(record);
    Registration now = decode(key, record);
    decoded.remove(key);
    remember(key, now);
    return now;
  }

  private void remember(String key, Registration registration) {
    if (decoded.size() < DECODED) {
      decoded.put(key, registration);
    }
  }

  private Registration decode(String key, byte[] record) {
    if (record == null) {
      int slash = key.indexOf('/');
      return Registration.nobody(key.substring(0, slash), key.substring(slash + 1));
    }
    return Registration.of((RegistryController) messages.decode(record));
  }
}
