package city.sawang.schemas;

import city.sawang.schemas.avro.Heartbeat;
import city.sawang.schemas.avro.IncidentEvent;
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
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DatumReader;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificRecord;
import org.apache.avro.util.ClassSecurityValidator;

/**
 * Encodes and decodes every record in Kafka by Avro's single-object encoding: two marker bytes C3
 * 01, eight bytes of schema fingerprint, the record. A topic may carry several record types; the
 * fingerprint names the one it is, and a record of an older version is read as the present one.
 *
 * <p>Instances are not safe for use by several threads; make one per thread.
 */
public final class AvroMessages {
  private static final int HEADER_BYTES = 10;

  static {
    // Avro makes instances only of classes that are declared trusted; ours are those of one
    // package.
    ClassSecurityValidator.setGlobal(
        ClassSecurityValidator.composite(
            ClassSecurityValidator.getGlobal(),
            type -> type.getPackageName().equals(Reading.class.getPackageName())));
  }

  /** Parsed once: every thread has its own instance of this class. */
  private static final Map<Schema, List<Schema>> VERSIONS =
      Stream.of(
              Reading.getClassSchema(),
              Heartbeat.getClassSchema(),
              QuarantinedPayload.getClassSchema(),
              RegistryCity.getClassSchema(),
              RegistryController.getClassSchema(),
              IncidentEvent.getClassSchema())
          .collect(
              Collectors.toUnmodifiableMap(
                  schema -> schema, schema -> AvroHistory.versions(schema.getName())));

  private final Map<Long, DatumReader<SpecificRecord>> readers = new HashMap<>();
  private final Map<Schema, BinaryMessageEncoder<SpecificRecord>> encoders = new HashMap<>();
  private BinaryDecoder decoder;

  /** Understands every version of {@link AvroHistory}. */
  public AvroMessages() {
    VERSIONS.forEach(
        (current, versions) -> {
          versions.forEach(version -> read(version, current));
          read(current, current);
        });
  }

  /** Lets {@link #decode} understand records written with {@code writer}, an older version. */
  public AvroMessages read(Schema writer, Schema reader) {
    readers.put(
        SchemaNormalization.parsingFingerprint64(writer),
        new SpecificDatumReader<>(writer, reader, SpecificData.get()));
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
   * @return the record; its class is its type
   * @throws IllegalArgumentException when the bytes are no single-object encoding of a known schema
   */
  public SpecificRecord decode(byte[] bytes) {
    if (bytes.length < HEADER_BYTES || bytes[0] != (byte) 0xC3 || bytes[1] != (byte) 0x01) {
      throw new IllegalArgumentException(
          "not an Avro single-object encoding: " + bytes.length + " bytes, expected header C3 01");
    }
    long fingerprint = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong(2);
    DatumReader<SpecificRecord> reader = readers.get(fingerprint);
    if (reader == null) {
      throw new IllegalArgumentException(
          "unknown schema fingerprint " + Long.toHexString(fingerprint));
    }
    try {
      // Straight from the array and not through Avro's message decoder, which reads a stream: only
      // here does Avro know how much is left, and believes no damaged length of two gigabytes.
      decoder =
          DecoderFactory.get()
              .binaryDecoder(bytes, HEADER_BYTES, bytes.length - HEADER_BYTES, decoder);
      SpecificRecord record = reader.read(null, decoder);
      if (!decoder.isEnd()) {
        throw new IllegalArgumentException("bytes behind the end of the Avro record");
      }
      return record;
    } catch (IOException | RuntimeException e) {
      throw new IllegalArgumentException("truncated or damaged Avro record", e);
    }
  }
}
