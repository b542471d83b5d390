package city.sawang.ingest.decode;

import city.sawang.schemas.avro.QuarantinedPayload;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;

/** Makes quarantine records: the bytes, the reason, and as much of the origin as is plausible. */
public final class QuarantineRecords {
  /** The whole message, not one element of an array. */
  public static final int WHOLE = -1;

  private static final int MAX_TOPIC = 1024;

  private QuarantineRecords() {}

  /**
   * @param where the origin as far as it is known; null parts are not
   * @param index element of an array payload, or {@link #WHOLE}
   * @param payload exactly the refused bytes
   */
  public static Decoded.Refused refused(
      Arrival arrival, Where where, Refusal refusal, int index, byte[] payload) {
    QuarantinedPayload record = new QuarantinedPayload();
    record.setQuarantineId(id(arrival, index, payload));
    record.setReceivedAt(arrival.receivedAtMillis());
    record.setTopic(Refusal.clean(arrival.topic(), MAX_TOPIC));
    record.setCityId(where.cityId());
    record.setControllerId(where.controllerId());
    record.setProfile(where.profile());
    record.setReason(refusal.reason().name());
    record.setDetail(refusal.detail());
    record.setIndex(index);
    record.setPayload(ByteBuffer.wrap(payload));
    return new Decoded.Refused(record, refusal.claimedAtMillis());
  }

  /** The same refusal of the same arrival always has the same id, so a redelivery adds no row. */
  private static String id(Arrival arrival, int index, byte[] payload) {
    MessageDigest sha = ReadingDigest.sha256();
    sha.update(arrival.topic().getBytes(StandardCharsets.UTF_8));
    sha.update(
        ByteBuffer.allocate(Long.BYTES + Integer.BYTES)
            .putLong(arrival.receivedAtMillis())
            .putInt(index)
            .array());
    sha.update(payload);
    return HexFormat.of().formatHex(sha.digest(), 0, 16);
  }

  /**
   * What is known about the sender of a refused payload; null where nothing is.
   *
   * @param cityId a plausible identifier, registered or not
   * @param controllerId a plausible identifier
   * @param profile the profile that was to read it
   */
  public record Where(String cityId, String controllerId, String profile) {
    public static final Where UNKNOWN = new Where(null, null, null);
  }
}
