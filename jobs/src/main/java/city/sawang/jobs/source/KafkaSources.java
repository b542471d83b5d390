package city.sawang.jobs.source;

import city.sawang.jobs.startpoint.LogBoundSource;
import city.sawang.schemas.Topics;
import java.time.Duration;
import java.util.Properties;
import java.util.function.UnaryOperator;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.KafkaSourceBuilder;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * Opens the three topics as streams, the readings as two of them. On the first start they are read from their beginning, afterwards
 * from the offsets in the checkpoint, which are bound to their log ({@link LogBoundSource}); the offsets are committed to Kafka with every checkpoint only
 * so that the lag can be seen from outside.
 */
public final class KafkaSources {
  /** Bridges stamp records with the time of observation, which runs ahead and behind a little. */
  private static final Duration OUT_OF_ORDER = Duration.ofMinutes(1);

  private final String bootstrap;
  private final String groupId;
  private final String newLog;

  /**
   * @param bootstrap {@code host:port,…}
   * @param groupId prefix of the consumer groups
   * @param newLog name of a log that may be read from its first record although the checkpoint counts
   *     in another one; empty: none
   */
  public KafkaSources(String bootstrap, String groupId, String newLog) {
    this.bootstrap = bootstrap;
    this.groupId = groupId;
    this.newLog = newLog;
  }

  /**
   * Readings and heartbeats of the ordinary partitions. The watermark follows the record timestamps of each partition; the
   * heartbeats of the bridges move it where lamps are silent, so no partition is ever declared
   * idle. No figure depends on it.
   */
  public DataStream<RawRecord> readings(StreamExecutionEnvironment environment) {
    return stream(
        environment,
        Topics.READINGS,
        builder -> builder.setKafkaSubscriber(new LanePartitions(false)),
        "readings",
        WatermarkStrategy.forBoundedOutOfOrderness(OUT_OF_ORDER));
  }

  /**
   * Readings and heartbeats of the partitions reserved for backlog, see {@link
   * city.sawang.schemas.Lanes}; silent when there are none. It has no watermark, see {@link
   * BacklogThrottle}.
   */
  public DataStream<RawRecord> backlog(StreamExecutionEnvironment environment) {
    return stream(
        environment,
        Topics.READINGS,
        builder -> builder.setKafkaSubscriber(new LanePartitions(true)),
        "backlog",
        WatermarkStrategy.noWatermarks());
  }

  /**
   * Cities and controllers; the whole compacted topic first, then every change. Event time does not
   * wait for it.
   */
  public DataStream<RawRecord> registry(StreamExecutionEnvironment environment) {
    return stream(
        environment,
        Topics.REGISTRY,
        builder -> builder.setTopics(Topics.REGISTRY),
        "registry",
        NoClock.WATERMARKS);
  }

  /** What the bridges refused. */
  public DataStream<RawRecord> quarantine(StreamExecutionEnvironment environment) {
    return stream(
        environment,
        Topics.QUARANTINE,
        builder -> builder.setTopics(Topics.QUARANTINE),
        "quarantine",
        WatermarkStrategy.noWatermarks());
  }

  private DataStream<RawRecord> stream(
      StreamExecutionEnvironment environment,
      String topic,
      UnaryOperator<KafkaSourceBuilder<RawRecord>> partitions,
      String name,
      WatermarkStrategy<RawRecord> watermarks) {
    Properties consumer = new Properties();
    consumer.setProperty("commit.offsets.on.checkpoint", "true");
    consumer.setProperty("client.id.prefix", groupId + "-" + name);
    // Partitions are fetched once at every start: they change only when a new Kafka is set up.
    consumer.setProperty("partition.discovery.interval.ms", "-1");
    KafkaSource<RawRecord> source =
        partitions
            .apply(KafkaSource.builder())
            .setBootstrapServers(bootstrap)
            .setGroupId(groupId + "-" + name)
            .setStartingOffsets(OffsetsInitializer.earliest())
            .setDeserializer(new RawRecordSchema())
            .setProperties(consumer)
            .build();
    return environment
        .fromSource(
            new LogBoundSource<>(source, bootstrap, topic, newLog), watermarks, "kafka-" + name)
        .uid("kafka-" + name);
  }
}
