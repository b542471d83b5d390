package city.sawang.jobs.controller;

import city.sawang.schemas.AvroMessages;
import city.sawang.schemas.avro.RegistryController;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.flink.api.common.state.ValueState;

/**
 * What the registry says about the current controller: the record's Avro bytes in keyed state, so
 * that its schema may grow, and the decoded form of those asked for lately beside it.
 */
final class RegistryState {
  private static final int DECODED = 50_000;

  private final ValueState<byte[]> bytes;
  private final AvroMessages messages;
  private final Map<String, Registered> decoded =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Registered> eldest) {
          return size() > DECODED;
        }
      };

  RegistryState(ValueState<byte[]> bytes, AvroMessages messages) {
    this.bytes = bytes;
    this.messages = messages;
  }

  /**
   * @param key the current key, city/controller
   */
  Registered get(String key) throws IOException {
    Registered known = decoded.get(key);
    if (known == null) {
      known = decode(key, bytes.value());
      decoded.put(key, known);
    }
    return known;
  }

  /** The record's bytes as they stand in the state; null when there is none. */
  byte[] bytes() throws IOException {
    return bytes.value();
  }

  /**
   * @param record null: the controller is no longer registered
   */
  Registered replace(String key, byte[] record) throws IOException {
    bytes.update(record);
    Registered now = decode(key, record);
    decoded.put(key, now);
    return now;
  }

  private Registered decode(String key, byte[] record) {
    if (record == null) {
      int slash = key.indexOf('/');
      return Registered.nobody(key.substring(0, slash), key.substring(slash + 1));
    }
    return Registered.of((RegistryController) messages.decode(record));
  }
}
