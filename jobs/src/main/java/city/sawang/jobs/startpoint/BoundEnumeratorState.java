package city.sawang.jobs.startpoint;

import java.util.Optional;
import org.apache.flink.connector.kafka.source.enumerator.KafkaSourceEnumState;

/**
 * Keeps what Kafka's enumerator keeps, with the log it was found in.
 *
 * @param log empty: it was written before there was one
 */
record BoundEnumeratorState(Optional<LogIdentity> log, KafkaSourceEnumState kafka) {}
