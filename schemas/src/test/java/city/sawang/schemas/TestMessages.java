package city.sawang.schemas;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.message.BinaryMessageEncoder;

/** Single-object encoding of records that have no class of their own. */
final class TestMessages {
  private TestMessages() {}

  static byte[] encode(Schema schema, GenericRecord record) {
    try {
      return new BinaryMessageEncoder<GenericRecord>(GenericData.get(), schema)
          .encode(record)
          .array();
    } catch (IOException e) {
      throw new UncheckedIOException("encode " + schema.getName(), e);
    }
  }
}
