package city.sawang.schemas;

import city.sawang.schemas.avro.Heartbeat;
import city.sawang.schemas.avro.QuarantinedPayload;
import city.sawang.schemas.avro.Reading;
import city.sawang.schemas.avro.RegistryCity;
import city.sawang.schemas.avro.RegistryController;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.message.BinaryMessageDecoder;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.apache.avro.util.ClassSecurityValidator;

/**
 * Avro single-object encoding (two marker bytes C3 01, eight bytes of schema fingerprint, the
 * record) of everything that travels in Kafka. A topic may carry several record types; the
 * fingerprint tells which.
 *
 * <p>Instances are not safe for use by several threads; make one per thread.
 */
public final class AvroMessages {
  private static final int HEADER_BYTES = 10;

  static {
    // Avro makes instances only of classes that it was told to trust; ours are those of one
    // package.
    ClassSecurityValidator.setGlobal(
        ClassSecurityValidator.composite(
            ClassSecurityValidator.getGlobal(),
            type -> type.getPackageName().equals(Reading.class.getPackageName())));
  }

  private final Map<Long, BinaryMessageDecoder<? extends SpecificRecord>> decoders =
      new HashMap<>();
  private final Map<Schema, BinaryMessageEncoder<SpecificRecord>> encoders = new HashMap<>();

  public AvroMessages() {
    List.of(
            Reading.getClassSchema(),
            Heartbeat.getClassSchema(),
            QuarantinedPayload.getClassSchema(),
            RegistryCity.getClassSchema(),
            RegistryController.getClassSchema())
        .forEach(schema -> read(schema, schema));
  }

  /** Lets {@link #decode} understand records written with {@code writer}, an older version. */
  public AvroMessages read(Schema writer, Schema reader) {
    var decoder = new BinaryMessageDecoder<SpecificRecord>(SpecificData.get(), reader);
    decoder.addSchema(writer);
    decoders.put(SchemaNormalization.parsingFingerprint64(writer), decoder);
    return this;
  }

  /**
   * @return the record in single-object encoding
   */
  public byte[] encode(SpecificRecord message) {
    try {
      ByteBuffer bytes =
          encoders
              .computeIfAbsent(
                  message.getSchema(),
                  schema -> new BinaryMessageEncoder<>(SpecificData.get(), schema))
              .encode(message);
      byte[] copy = new byte[bytes.remaining()];
      bytes.get(copy);
      return copy;
    } catch (IOException e) {
      throw new UncheckedIOException("encode " + message.getSchema().getName(), e);
    }
  }

  /**
   * @return the record; its class tells what it is
   * @throws IllegalArgumentException when the bytes are no single-object encoding of a known schema
   */
  public SpecificRecord decode(byte[] bytes) {
    if (bytes.length < HEADER_BYTES || bytes[0] != (byte) 0xC3 || bytes[1] != (byte) 0x01) {
      throw new IllegalArgumentException(
          "not an Avro single-object encoding: " + bytes.length + " bytes, expected header C3 01");
    }
    long fingerprint = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong(2);
    BinaryMessageDecoder<? extends SpecificRecord> decoder = decoders.get(fingerprint);
    if (decoder == null) {
      throw new IllegalArgumentException(
          "unknown schema fingerprint " + Long.toHexString(fingerprint));
    }
    try {
      return decoder.decode(bytes);
    } catch (IOException | RuntimeException e) {
      throw new IllegalArgumentException("truncated or damaged Avro record", e);
    }
  }
}
