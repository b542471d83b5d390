package city.sawang.jobs.quarantine;

import city.sawang.schemas.ReasonCode;
import city.sawang.schemas.avro.QuarantinedPayload;
import city.sawang.schemas.avro.Reading;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A row of {@code store.quarantine}: what was refused, why, and its bytes. Texts are free of control
 * characters and lone surrogates, which PostgreSQL would refuse in turn.
 *
 * @param quarantineId stable: the same refusal gives the same id after a restart
 * @param receivedAt milliseconds since the epoch
 * @param cityId null when the payload names no known city
 * @param controllerId null when unknown
 * @param topic the MQTT topic it came on; for what was refused behind the bridge, the place
 * @param reason a {@link ReasonCode}
 * @param elementIndex element of an array payload; −1: the whole payload
 */
@SuppressWarnings("ArrayRecordComponent") // Travels, is never compared.
public record QuarantineRow(
    String quarantineId,
    long receivedAt,
    String cityId,
    String controllerId,
    String topic,
    String reason,
    String detail,
    String profile,
    int elementIndex,
    byte[] payload) {
  private static final int ID_BYTES = 16;
  private static final int WHOLE_PAYLOAD = -1;

  /** What the bridge refused. */
  public static QuarantineRow of(QuarantinedPayload refused) {
    ByteBuffer payload = refused.getPayload().duplicate();
    byte[] bytes = new byte[payload.remaining()];
    payload.get(bytes);
    return new QuarantineRow(
        clean(refused.getQuarantineId()),
        refused.getReceivedAt(),
        clean(refused.getCityId()),
        clean(refused.getControllerId()),
        clean(refused.getTopic()),
        clean(refused.getReason()),
        clean(refused.getDetail()),
        clean(refused.getProfile()),
        refused.getIndex(),
        bytes);
  }

  /** A reading whose identity is taken by another reading with other content. */
  public static QuarantineRow conflict(Reading reading, byte[] avro) {
    return new QuarantineRow(
        id("conflict", reading.getTopic(), reading.getReceivedAt(), avro),
        reading.getReceivedAt(),
        reading.getCityId(),
        reading.getControllerId(),
        clean(reading.getTopic()),
        ReasonCode.CONFLICT.name(),
        "an earlier reading has the same identity (boot_id "
            + reading.getBootId()
            + ", seq "
            + reading.getSeq()
            + ") and other content; the first one counts",
        clean(reading.getProfile()),
        WHOLE_PAYLOAD,
        avro);
  }

  /** A Kafka record that is none of the records its topic carries. */
  public static QuarantineRow damaged(
      String kafkaTopic, long timestampMillis, String detail, byte[] value) {
    byte[] bytes = value == null ? new byte[0] : value;
    return new QuarantineRow(
        id("damaged", kafkaTopic + detail, timestampMillis, bytes),
        timestampMillis,
        null,
        null,
        kafkaTopic,
        ReasonCode.NOT_OUR_SCHEMA.name(),
        clean(detail),
        null,
        WHOLE_PAYLOAD,
        bytes);
  }

  /**
   * A row that the database refused for what it holds. Its id leaves the time out: the row refused
   * again after a restart is the same refusal.
   */
  static QuarantineRow refusedByDatabase(String table, String row, String why, long atMillis) {
    byte[] bytes = row.getBytes(StandardCharsets.UTF_8);
    return new QuarantineRow(
        id("database", table, 0, bytes),
        atMillis,
        null,
        null,
        table,
        ReasonCode.OUT_OF_RANGE.name(),
        clean("the database refused the row: " + why),
        null,
        WHOLE_PAYLOAD,
        bytes);
  }

  private static String id(String kind, String place, long receivedAt, byte[] payload) {
    MessageDigest sha256;
    try {
      sha256 = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
    sha256.update(
        (kind + '\n' + place + '\n' + receivedAt + '\n').getBytes(StandardCharsets.UTF_8));
    return HexFormat.of().formatHex(sha256.digest(payload), 0, ID_BYTES);
  }

  private static String clean(String text) {
    if (text == null || text.codePoints().noneMatch(QuarantineRow::isUnprintable)) {
      return text;
    }
    return text.codePoints()
        .map(c -> isUnprintable(c) ? 0xFFFD : c)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private static boolean isUnprintable(int codePoint) {
    return Character.isISOControl(codePoint) || Character.getType(codePoint) == Character.SURROGATE;
  }
}
