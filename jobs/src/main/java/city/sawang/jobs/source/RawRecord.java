package city.sawang.jobs.source;

import city.sawang.jobs.serial.ExchangeType;
import java.lang.reflect.Type;
import java.util.Map;
import org.apache.flink.api.common.typeinfo.TypeInfo;
import org.apache.flink.api.common.typeinfo.TypeInfoFactory;
import org.apache.flink.api.common.typeinfo.TypeInformation;

/**
 * A record as Kafka holds it. Readings are sent to the operator of their controller in this form: the
 * key says where, so that the Avro bytes are decoded once, where they are used.
 *
 * @param key the record's key as text; null when it has none
 * @param value the record's bytes; null for a tombstone
 * @param timestampMillis the record's timestamp, milliseconds since the epoch
 * @param topic where it was read
 * @param partition {@link #NOWHERE} when it does not come from Kafka
 * @param offset in the partition
 */
@SuppressWarnings("ArrayRecordComponent") // Sent, never compared.
@TypeInfo(RawRecord.ExchangeTypeFactory.class)
public record RawRecord(
    String key, byte[] value, long timestampMillis, String topic, int partition, long offset) {
  static final TypeInformation<RawRecord> TYPE =
      new ExchangeType<>(RawRecord.class, RawRecordSerializer.INSTANCE);

  /** Partition of what does not come from Kafka. */
  public static final int NOWHERE = -1;

  /** A record from elsewhere. */
  public RawRecord(String key, byte[] value, long timestampMillis, String from) {
    this(key, value, timestampMillis, from, NOWHERE, 0);
  }

  /** Topic, partition and offset, to find it again. */
  public String topicPartitionOffset() {
    return partition == NOWHERE ? topic : topic + '/' + partition + '/' + offset;
  }

  /** Tells Flink how records are serialised. */
  public static final class ExchangeTypeFactory extends TypeInfoFactory<RawRecord> {
    @Override
    public TypeInformation<RawRecord> createTypeInfo(
        Type type, Map<String, TypeInformation<?>> parameters) {
      return TYPE;
    }
  }
}
