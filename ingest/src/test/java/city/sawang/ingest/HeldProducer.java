package city.sawang.ingest;

import city.sawang.schemas.Topics;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * A Kafka that confirms what the test says, in the order the test says; heartbeats at once. Readings
 * are named by their key.
 */
final class HeldProducer extends MockProducer<byte[], byte[]> {
  private static final int PARTITIONS = 2;

  private final Map<String, Callback> held = new LinkedHashMap<>();

  HeldProducer() {
    super(cluster(), false, null, new ByteArraySerializer(), new ByteArraySerializer());
  }

  private static Cluster cluster() {
    Node node = new Node(0, "localhost", 9092);
    Node[] replicas = {node};
    List<PartitionInfo> partitions =
        Stream.of(Topics.READINGS, Topics.REGISTRY, Topics.QUARANTINE)
            .flatMap(
                topic ->
                    IntStream.range(0, PARTITIONS)
                        .mapToObj(
                            number -> new PartitionInfo(topic, number, node, replicas, replicas)))
            .toList();
    return new Cluster("test", List.of(node), partitions, Set.of(), Set.of());
  }

  @Override
  public Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> message, Callback callback) {
    RecordMetadata metadata =
        new RecordMetadata(new TopicPartition(message.topic(), 0), 0, 0, 0, 0, 0);
    if (message.key() == null) {
      callback.onCompletion(metadata, null);
      return CompletableFuture.completedFuture(metadata);
    }
    synchronized (held) {
      held.put(
          new String(message.key(), StandardCharsets.UTF_8),
          (ignored, failure) -> callback.onCompletion(failure == null ? metadata : null, failure));
    }
    return new CompletableFuture<>();
  }

  /** Keys of the records that wait, in the order in which they were sent. */
  List<String> waiting() {
    synchronized (held) {
      return List.copyOf(held.keySet());
    }
  }

  void confirm(String key) {
    take(key).onCompletion(null, null);
  }

  void fail(String key, Exception why) {
    take(key).onCompletion(null, why);
  }

  private Callback take(String key) {
    synchronized (held) {
      Callback callback = held.remove(key);
      if (callback == null) {
        throw new IllegalStateException("nothing waits under " + key + " in " + held.keySet());
      }
      return callback;
    }
  }
}
