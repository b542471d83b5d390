package city.sawang.local.verify;

import city.sawang.schemas.AvroMessages;
import city.sawang.schemas.Topics;
import city.sawang.schemas.avro.QuarantinedPayload;
import city.sawang.schemas.avro.Reading;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Kafka itself. Belongs to no consumer group, so that looking changes nothing. */
final class KafkaTopicReader implements KafkaReader {
  private static final Duration POLL = Duration.ofMillis(500);
  private static final int REQUEST_TIMEOUT_MILLIS = 20_000;

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final AvroMessages messages = new AvroMessages();
  private final List<TopicPartition> partitions;
  private final boolean fromTheBeginning;

  /**
   * @param bootstrapServers host:port, several with commas
   * @throws org.apache.kafka.common.KafkaException when Kafka cannot be reached
   */
  KafkaTopicReader(String bootstrapServers) {
    consumer =
        new KafkaConsumer<>(
            Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                false,
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "earliest",
                ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                5_000,
                ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                REQUEST_TIMEOUT_MILLIS),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    partitions =
        Stream.of(Topics.READINGS, Topics.QUARANTINE)
            .flatMap(topic -> partitions(topic).stream())
            .toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    fromTheBeginning =
        consumer.beginningOffsets(partitions).values().stream().allMatch(first -> first == 0);
  }

  private List<TopicPartition> partitions(String topic) {
    List<PartitionInfo> found = consumer.partitionsFor(topic);
    return found == null
        ? List.of()
        : found.stream().map(p -> new TopicPartition(topic, p.partition())).toList();
  }

  @Override
  public long read(Visitor visitor) {
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    long visited = 0;
    while (ends.entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        visit(record, visitor);
        visited++;
      }
    }
    return visited;
  }

  private void visit(ConsumerRecord<byte[], byte[]> record, Visitor visitor) {
    SpecificRecord message = messages.decode(record.value());
    if (message instanceof Reading reading) {
      visitor.reading(record.partition(), record.offset(), reading);
    } else if (message instanceof QuarantinedPayload refused) {
      visitor.quarantined(refused);
    }
  }

  @Override
  public boolean fromTheBeginning() {
    return fromTheBeginning;
  }

  @Override
  public void close() {
    consumer.close();
  }
}
