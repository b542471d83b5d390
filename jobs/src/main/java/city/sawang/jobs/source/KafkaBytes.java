package city.sawang.jobs.source;

/**
 * A record as Kafka holds it. Readings travel to the operator of their controller in this form: the
 * key says where, so that the Avro bytes are decoded once, where they are used.
 *
 * @param key the record's key as text; null when it has none
 * @param value the record's bytes; null for a tombstone
 * @param timestampMillis the record's timestamp, milliseconds since the epoch
 * @param place topic, partition and offset, to find it again
 */
@SuppressWarnings("ArrayRecordComponent") // Travels, is never compared.
public record KafkaBytes(String key, byte[] value, long timestampMillis, String place) {}
