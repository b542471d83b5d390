package city.sawang.ingest.decode;

import city.sawang.schemas.avro.DeviceKind;
import city.sawang.schemas.avro.Phase;
import city.sawang.schemas.avro.Reading;
import city.sawang.schemas.avro.TimeSource;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import org.apache.avro.Schema;

/**
 * First eight bytes of SHA-256 over the content of a reading. Two deliveries of one reading have one
 * digest; two readings under one identity that differ are a conflict.
 *
 * <p>Left out is what does not come from the device: when and where it arrived and which profile
 * read it and what that declares, and the quality flags, because "too old" depends on the time of
 * arrival. A reading that is timed by its arrival has no time of its own either, so that a message
 * which a broker sends again has the digest of the first.
 */
final class ReadingDigest {
  private static final Set<String> NOT_CONTENT =
      Set.of(
          "receivedAt",
          "topic",
          "profile",
          "digest",
          "qualityFlags",
          "energyCounterBits",
          "energyCounterUnitMilliwattHours",
          "timeSource",
          "counterResolutionMilliwattHours");

  private static final int OBSERVED_AT = Reading.getClassSchema().getField("observedAt").pos();

  private static final int[] CONTENT =
      Reading.getClassSchema().getFields().stream()
          .filter(field -> !NOT_CONTENT.contains(field.name()))
          .mapToInt(Schema.Field::pos)
          .toArray();

  private byte[] buffer = new byte[512];
  private int size;

  private ReadingDigest() {}

  static long of(Reading reading) {
    ReadingDigest canonical = new ReadingDigest();
    boolean timed = reading.getTimeSource() == TimeSource.DEVICE;
    for (int position : CONTENT) {
      if (position == OBSERVED_AT && !timed) {
        continue;
      }
      canonical.value(position, reading.get(position));
    }
    return canonical.firstEightBytes();
  }

  /** SHA-256; every Java platform has it. */
  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private long firstEightBytes() {
    MessageDigest sha = sha256();
    sha.update(buffer, 0, size);
    return ByteBuffer.wrap(sha.digest()).getLong();
  }

  /** Absent values and empty collections leave no trace, so a field added later changes no digest. */
  private void value(int position, Object value) {
    if (value == null) {
      return;
    }
    if (value instanceof Collection<?> items) {
      int index = 0;
      for (Object item : items) {
        tag(position, 'c');
        number(index++);
        element(item);
      }
    } else if (value instanceof Map<?, ?> map) {
      map.forEach(
          (key, text) -> {
            tag(position, 'm');
            text(key.toString());
            text(text.toString());
          });
    } else {
      tag(position, 'v');
      element(value);
    }
  }

  private void element(Object value) {
    if (value instanceof Number number) {
      number(number.longValue());
    } else if (value instanceof Boolean bool) {
      number(bool ? 1 : 0);
    } else if (value instanceof CharSequence text) {
      text(text.toString());
    } else if (value instanceof DeviceKind kind) {
      text(kind.name());
    } else if (value instanceof Phase phase) {
      for (Schema.Field field : phase.getSchema().getFields()) {
        value(field.pos(), phase.get(field.pos()));
      }
    } else {
      throw new IllegalStateException("no canonical form of " + value.getClass());
    }
  }

  private void tag(int position, char kind) {
    room(2);
    buffer[size++] = (byte) position;
    buffer[size++] = (byte) kind;
  }

  private void number(long value) {
    room(Long.BYTES);
    for (int shift = 56; shift >= 0; shift -= 8) {
      buffer[size++] = (byte) (value >>> shift);
    }
  }

  private void text(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    number(bytes.length);
    room(bytes.length);
    System.arraycopy(bytes, 0, buffer, size, bytes.length);
    size += bytes.length;
  }

  private void room(int bytes) {
    if (size + bytes > buffer.length) {
      buffer = Arrays.copyOf(buffer, Math.max(2 * buffer.length, size + bytes));
    }
  }
}
